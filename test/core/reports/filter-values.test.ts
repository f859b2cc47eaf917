/** Values of filters that a dimension never has are mistakes, in both languages. */
import { expect, test } from 'bun:test'

import { dimensionOf, dimensions } from '../../../src/core/reports/dimensions.ts'
import { valuesFor } from '../../../src/core/reports/filter-values.ts'
import { problemsRu } from '../../../ui/words/problems-ru.ts'

const read = (key: string, ...values: (string | null)[]) => valuesFor(dimensionOf(key)!, values)

test.each([
  ['days', '2026-11-21', 'yesterday'],
  ['weeks', '2026-11-16', '2026-47'],
  ['month', '2026-11', '11'],
  ['year', '2026', '26'],
  ['hours', '2026-10-25 02:00 +02:00', '18:00'],
  ['hours', '2026-10-25', 'now'],
  ['quarterHours', '2026-10-25 02:15', '02:15'],
  ['dayOfWeek', '7', 'Monday'],
  ['hourOfDay', '0', '24'],
  ['hourOfDay', '19', '-1'],
  ['clickCost', '0.5', 'much'],
  ['asn', '64496', 'AS64496'],
  ['event_3', '-1', '1e3'],
])('%s may be %s, not %s', (key, good, bad) => {
  expect(read(key, good, null)).toEqual({ values: [good, null] })
  const found = read(key, good, bad)
  const needs = 'needs' in found ? `${key}, eq: ${found.needs}` : ''
  expect(needs).toContain(': needs ')
  expect(problemsRu.some(([form]) => form.test(needs))).toBe(true)
})

test('flags are true, false, or what logs show of them', () => {
  expect(read('bot', 'true', '1', 'TRUE')).toEqual({ values: ['true', 'true', 'true'] })
  expect(read('bot', 'false', '0', null)).toEqual({ values: ['false', 'false', null] })
  for (const bad of ['yes', '', '2']) {
    expect(read('bot', bad)).toEqual({ needs: 'needs true or false' })
  }
})

test('every dimension of time knows what its values are like', () => {
  const times = dimensions.filter(({ kind }) => kind === 'time')
  expect(times.length).toBeGreaterThan(5)
  expect(times.filter(({ key }) => 'values' in read(key, 'x'))).toEqual([])
})
