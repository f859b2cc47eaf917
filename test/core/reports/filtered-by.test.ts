/** What a report's values are called in filters: each entry stands for its value and for no other. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { checkFilter, compileFilter, filterTypes } from '../../../src/core/filters/index.ts'
import type { FilterSpec } from '../../../src/core/model.ts'
import { dimensions } from '../../../src/core/reports/dimensions.ts'
import { dimensionFor, filteredBy } from '../../../src/core/reports/filtered-by.ts'
import { filterValue, isMeant } from '../../../src/core/words/filter-values.ts'
import { MACRO } from '../../../src/core/words/values.ts'
import { aVisit, type Facts, FLOW_ID } from '../filters/visit.ts'

const known = dimensions.flatMap(({ key }) => {
  const filter = filteredBy(key, null)
  return filter === null ? [] : [{ key, filter }]
})

function takes(key: string, entry: string, facts: Facts): boolean {
  const filter: FilterSpec = {
    key,
    mode: 'accept',
    payload: [entry],
    onUnknown: 'defer',
    enabled: true,
  }
  expect(checkFilter(filter)).toEqual([])
  return compileFilter(filter).test(aVisit(facts), 0, FLOW_ID).verdict === 'allow'
}

const ofSubId = (value: string): Facts => ({ parameters: { subIds: [value] } })
const TRICKY = ['a*b', '*', '/re/', '/a.c/i', '@any', '@EMPTY', ' ', 'a,b', 'Зона 7', '🔥+1', '\\d']

describe('dimensions that filters take values of', () => {
  test('are there, and so are the filters', () => {
    expect(known.length).toBeGreaterThan(50)
    expect(known.filter(({ filter }) => !filterTypes.has(filter.key))).toEqual([])
    expect(dimensionFor('sub_id_30')).toBe('token_30')
    expect(dimensionFor('referrer')).toBe('refererDomain')
    expect([dimensionFor('schedule'), filteredBy('osVersion', null)]).toEqual([null, null])
  })

  test('do not hold addresses that were stored shortened', () => {
    const shortened = { address: 'shortened', keepsAgent: true } as const
    expect(filteredBy('ip', shortened)).toBe(null)
    expect(filteredBy('ipRange1', shortened)).toEqual({ key: 'ip', form: 'address' })
  })
})

describe('an entry', () => {
  const values = fc.oneof(
    fc.constantFrom(...TRICKY),
    fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
    fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom(...Array.from('a*/\\.^$|[]{}()+?@ Ж')),
    }),
  )

  test('stands for its value, whatever signs are in it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const entry = filterValue('pattern', value) ?? ''
        expect(takes('sub_id_1', entry, ofSubId(value))).toBe(true)
      }),
    )
  })

  test('stands for no other, but for letter case', () => {
    fc.assert(
      fc.property(values, values, (value, other) => {
        fc.pre(value.toLowerCase() !== other.toLowerCase())
        const entry = filterValue('pattern', value) ?? ''
        expect(takes('sub_id_1', entry, ofSubId(other))).toBe(false)
      }),
    )
    expect(takes('sub_id_1', filterValue('pattern', 'Zone')!, ofSubId('zONE'))).toBe(true)
  })

  test('is plain where that says the same', () => {
    expect(filterValue('pattern', 'Зона, 7')).toBe('Зона, 7')
    expect(filterValue('pattern', 'a*/b')).toBe(String.raw`/^a\*\/b$/`)
    expect(filterValue('word', 'Mac OS')).toBe('Mac OS')
  })

  test('for the host alone says so', () => {
    const entry = filterValue('host', 'news.example')!
    expect(entry).toBe('host:news.example')
    expect(takes('referrer', entry, { visitor: { referrer: 'https://news.example/a' } })).toBe(true)
    const address = filterValue('pattern', 'host:news.example')!
    expect(takes('referrer', address, { visitor: { referrer: 'host:news.example' } })).toBe(true)
    expect(takes('referrer', address, { visitor: { referrer: 'https://news.example/' } })).toBe(
      false,
    )
  })

  test('for what is not set is the empty one, where there is one', () => {
    expect([filterValue('pattern', null), filterValue('word', null)]).toEqual(['@empty', '@empty'])
    expect([filterValue('pattern', MACRO), filterValue('address', null)]).toEqual(['@empty', null])
  })

  test('is missing for what no list can hold', () => {
    expect(filterValue('pattern', 'x'.repeat(1024))).toHaveLength(1024)
    expect(filterValue('pattern', 'x'.repeat(1025))).toBe(null)
    expect(filterValue('pattern', '*'.repeat(600))).toBe(null)
    expect([filterValue('word', '@any'), filterValue('word', ' x')]).toEqual([null, null])
  })
})

test('rows that an entry stands for, too, are found', () => {
  const of = (...entries: string[]) => new Set(entries)
  expect(isMeant('pattern', of('zone'), 'ZONE')).toBe(true)
  expect(isMeant('pattern', of('zone'), 'zone-1')).toBe(false)
  expect(isMeant('language', of('de'), 'de-AT')).toBe(true)
  expect(isMeant('language', of('de-at'), 'de')).toBe(false)
  expect([null, MACRO].map((value) => isMeant('pattern', of('@empty'), value))).toEqual([
    true,
    true,
  ])
  expect(isMeant('address', of('@empty'), null)).toBe(false)
})
