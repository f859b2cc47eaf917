/** Runs the cases of every filter type, and checks what holds for all of them. */
import { describe, expect, test } from 'bun:test'

import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'

import {
  checkFilter,
  compileFilter,
  FILTERS,
  filterTypes,
} from '../../../src/core/filters/index.ts'
import type { FilterSpec } from '../../../src/core/model.ts'
import type { FilterResult } from '../../../src/core/tables.ts'
import type { FilterCase, FilterCases } from './case.ts'
import { devices } from './devices.ts'
import { networks } from './networks.ts'
import { places } from './places.ts'
import { requests } from './requests.ts'
import { aVisit, type Facts, FLOW_ID } from './visit.ts'
import { visitors } from './visitors.ts'

const all: Readonly<Record<string, FilterCases>> = {
  ...places,
  ...networks,
  ...devices,
  ...requests,
  ...visitors,
}
const turned = { allow: 'reject', reject: 'allow', unknown: 'unknown' } as const
const spec = (key: string, payload: unknown, mode: FilterSpec['mode'] = 'accept'): FilterSpec => ({
  key,
  payload,
  mode,
  onUnknown: 'defer',
  enabled: true,
})

function run(filter: FilterSpec, facts: Facts = {}, at = '2026-01-05T12:00'): FilterResult {
  return compileFilter(filter).test(aVisit(facts), Date.parse(`${at}Z`), FLOW_ID)
}

test('every filter type has cases, and no other', () => {
  expect(Object.keys(all).toSorted()).toEqual([...filterTypes.keys()].toSorted())
})

test('no two filter types share a key or a title', () => {
  expect(filterTypes.size).toBe(FILTERS.length)
  expect(new Set(FILTERS.map((type) => type.title)).size).toBe(FILTERS.length)
})

describe.each(Object.entries(all))('%s', (key, { cases, refused }) => {
  test.each(Object.entries(cases))('%s', (_name, { payload, facts, at, ...expected }) => {
    const { gives, seen, why } = expected
    expect(checkFilter(spec(key, payload))).toEqual([])
    const result = run(spec(key, payload), facts, at)
    expect(result.verdict).toBe(gives)
    if (seen !== undefined) expect(result.seen).toBe(seen)
    if (why !== undefined) expect(result.why).toBe(why)
    expect(run(spec(key, payload, 'reject'), facts, at)).toEqual({
      ...result,
      verdict: turned[gives],
    })
  })

  test.each([...refused])('refuses %j: %s', (payload, problem) => {
    expect(checkFilter(spec(key, payload)).join('\n')).toContain(problem)
    expect(run(spec(key, payload))).toEqual({
      verdict: 'unknown',
      seen: null,
      why: 'payload not understood',
    })
  })
})

test('a key that nobody knows is refused, and unknown when it was imported', () => {
  for (const key of ['no_such', '__proto__', 'sub_id_31', 'sub_id_0', '']) {
    expect(checkFilter(spec(key, ['x']))).toEqual(['there is no such filter'])
    expect(run(spec(key, ['x'], 'reject')).why).toBe('unknown filter')
  }
})

test('a filter that needs values is refused without, and says which', () => {
  const needing = FILTERS.filter(({ payload }) => !Value.Check(payload, null))
  expect(needing.length).toBeGreaterThan(20)
  for (const { key, payload } of needing) {
    for (const none of [null, undefined, [], '']) {
      expect([key, checkFilter(spec(key, none))]).toEqual([
        key,
        [`expected ${payload.description}`],
      ])
    }
  }
})

test('every problem of a payload is told', () => {
  expect(checkFilter(spec('country', ['XX', 'DE', 'YY']))).toHaveLength(2)
})

test('payload schemas are plain JSON, so that the API can show them', () => {
  for (const { payload } of FILTERS) {
    expect(JSON.parse(JSON.stringify(payload))).toMatchObject({ description: expect.any(String) })
  }
})

describe('for any payload and visit', () => {
  const key = fc.constantFrom(...filterTypes.keys())
  const known = Object.values(all).flatMap(({ cases }) => Object.values(cases))
  const word = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      '@empty',
      '@any',
      '*',
      'DE',
      'a=b',
      '1.2.3.4/8',
      'timezone=UTC',
      '1 9:00-10:00',
    ),
  )
  const payload = fc.oneof(
    fc.array(fc.oneof(word, fc.integer()), { maxLength: 4 }),
    word,
    fc.jsonValue(),
    fc.constantFrom(...known.map((one: FilterCase) => one.payload)),
  )
  const facts = fc.constantFrom(...known.map((one: FilterCase) => one.facts ?? {}))
  const now = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })

  test('nothing throws, and what is accepted on saving is understood', () => {
    const mode = fc.constantFrom('accept', 'reject')
    fc.assert(
      fc.property(fc.record({ key, payload, mode, facts, now }), (any) => {
        const filter = spec(any.key, any.payload, any.mode)
        const result = compileFilter(filter).test(aVisit(any.facts), any.now, FLOW_ID)
        const isRefused = checkFilter(filter).length > 0
        expect(result.why === 'payload not understood').toBe(isRefused)
        expect(result.verdict === 'unknown').toBe(result.why !== null)
        expect(result.verdict === 'unknown').toBe(result.seen === null)
      }),
      { numRuns: 3_000 },
    )
  })

  test('what does not fit the schema is refused', () => {
    fc.assert(
      fc.property(key, payload, (any, value) => {
        const isList = typeof value === 'string'
        const fits = isList || Value.Check(filterTypes.get(any)!.payload, value ?? null)
        expect(fits || checkFilter(spec(any, value)).length > 0).toBe(true)
      }),
    )
  })
})
