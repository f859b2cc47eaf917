/** Filters of the report: what each field can be asked, and of which rows a filter on sums speaks. */
import { describe, expect, test } from 'bun:test'

import { dimensions } from '../../src/core/reports/dimensions.ts'
import { measures } from '../../src/core/reports/measures.ts'
import {
  arityOf,
  MEASURE_OPERATORS,
  OPERATORS,
  operatorsOf as takenBy,
} from '../../src/core/reports/predicate.ts'
import { TAG_FIELDS, TAG_OPERATORS } from '../../src/core/reports/tag-filters.ts'
import {
  areRight,
  filterOf,
  operatorsOf,
  roomOf,
} from '../../ui/screens/report/filter-operators.ts'
import {
  type FilterInput,
  permitted,
  queryOf,
  readState,
  type ReportState,
  savedQuery,
  wholeQuery,
} from '../../ui/screens/report/state.ts'

const catalog = {
  dimensions: dimensions.map((one) => ({ ...one, filter: null })),
  measures: measures.map(({ key, title, format, decimals }) => ({ key, title, format, decimals })),
  tagFilters: [...TAG_FIELDS].map(([key, of]) => ({ key, of, operators: [...TAG_OPERATORS] })),
}

describe('a condition', () => {
  test('is offered only where the server takes it', () => {
    const sums = new Set(measures.map(({ key }) => key))
    for (const { key, kind } of dimensions.filter((one) => !sums.has(one.key))) {
      const refused = operatorsOf(key, catalog).filter((op) => !takenBy(kind).includes(op))
      expect([key, refused]).toEqual([key, []])
    }
    const ofSums = operatorsOf('event_1', catalog)
    expect(ofSums.filter((op) => !MEASURE_OPERATORS.includes(op))).toEqual([])
    expect(operatorsOf('campaignTags', catalog)).toEqual([...TAG_OPERATORS])
  })

  test.each([...OPERATORS])('%p has room for as many values as the server takes', (op) => {
    expect(roomOf(op)).toBe(arityOf(op))
  })

  test('says all its values', () => {
    expect(filterOf('ip', 'cidr', ['10.0.0.0/8', '192.0.2.0/24'])).toEqual({
      field: 'ip',
      op: 'cidr',
      value: ['10.0.0.0/8', '192.0.2.0/24'],
    })
    expect(filterOf('cost', 'between', ['1,5', '1 000'])).toEqual({
      field: 'cost',
      op: 'between',
      value: [1.5, 1000],
    })
    expect(filterOf('days', 'gte', ['2026-11-21'])).toEqual({
      field: 'days',
      op: 'gte',
      value: '2026-11-21',
    })
    expect(filterOf('osName', 'contains', ['win'])).toMatchObject({ value: 'win' })
    expect(filterOf('osName', 'set', [])).toEqual({ field: 'osName', op: 'set' })
  })

  test('can be applied with the right number of values, of a sum with numbers', () => {
    expect(areRight([], 'in', false)).toBe(false)
    expect(areRight(['a', 'b'], 'in', false)).toBe(true)
    expect(areRight(['1'], 'between', true)).toBe(false)
    expect(areRight(['1', '2'], 'between', true)).toBe(true)
    expect(areRight(['many'], 'gte', true)).toBe(false)
    expect(areRight([' '], 'contains', false)).toBe(false)
    expect(areRight([], 'set', false)).toBe(true)
  })
})

describe('a filter on sums', () => {
  const state = (filters: unknown, more = ''): ReportState => {
    const text = encodeURIComponent(JSON.stringify(filters))
    const search = `by=campaign,token_1,geoCountry&cols=clicks&filters=${text}${more}`
    return permitted(readState(new URLSearchParams(search)), catalog)
  }
  const busy = { field: 'clicks', op: 'gte', value: 50 } as const
  const inside = '&in=[{"dimension":"campaign","value":"5"}]'

  test('chooses the deepest rows, as the server has it, unless it says which', () => {
    expect(state([busy]).filters).toEqual([{ ...busy, level: 3 }])
    expect(state([{ ...busy, level: 1 }]).filters).toEqual([{ ...busy, level: 1 }])
    expect(state([{ any: [busy] }]).filters).toEqual([{ any: [{ ...busy, level: 3 }] }])
    const plain: FilterInput = { field: 'geoCountry', op: 'in', value: ['DE'] }
    expect(state([{ ...plain, level: 2 }]).filters).toEqual([plain])
  })

  test('is of the same rows on every level of the screen, and in files', () => {
    const asked = state([{ ...busy, level: 2 }])
    const first = queryOf(asked, {})
    expect(first).toMatchObject({ groupings: ['campaign', 'token_1'], childLimit: 0 })
    expect(first.filters).toEqual([{ ...busy, level: 2 }])
    const path = [{ dimension: 'campaign', value: '5' }]
    expect(queryOf(asked, {}, path).filters).toEqual([{ ...busy, level: 2 }])
    expect(queryOf(asked, {}, [...path, { dimension: 'token_1', value: 'a' }])).toMatchObject({
      groupings: ['campaign', 'token_1', 'geoCountry'],
      filters: [{ ...busy, level: 2 }],
    })
    for (const whole of [wholeQuery(asked), savedQuery(asked)]) {
      expect(whole).toMatchObject({
        groupings: ['campaign', 'token_1', 'geoCountry'],
        filters: [{ ...busy, level: 2 }],
      })
      expect(whole).not.toHaveProperty('childLimit')
    }
  })

  test('stays with its rows where one has gone into another', () => {
    const asked = state(
      [
        { ...busy, level: 3 },
        { ...busy, level: 1 },
      ],
      inside,
    )
    expect(queryOf(asked, {})).toMatchObject({
      groupings: ['token_1', 'geoCountry'],
      filters: [
        { ...busy, level: 2 },
        { field: 'campaign', op: 'eq', value: '5' },
      ],
    })
    expect(wholeQuery(asked).filters).toHaveLength(3)
  })

  test('is of the lowest rows there are once its own are gone', () => {
    const asked = { ...state([{ ...busy, level: 3 }]), groupings: ['campaign'] }
    expect(queryOf(asked, {})).toMatchObject({ groupings: ['campaign'], filters: [{ level: 1 }] })
  })
})
