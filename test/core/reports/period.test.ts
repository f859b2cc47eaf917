import { expect, test } from 'bun:test'

import { comparedPeriod, type CompareTo, resolvePeriod } from '../../../src/core/reports/period.ts'

/** A Thursday; Berlin left summer time on October 25. */
const now = Date.parse('2026-11-05T12:30:00Z')
const context = { zone: 'Europe/Berlin', weekStart: 1, now }

const show = (ms: number) => new Date(ms).toISOString().slice(0, 19)

function resolve(preset: string, from: string | null = null, to: string | null = null, part = {}) {
  const period = resolvePeriod({ preset, from, to }, { ...context, ...part })
  return typeof period === 'string' ? period : [show(period.from), show(period.to)]
}

const presets: Record<string, [string, string]> = {
  today: ['2026-11-04T23:00:00', '2026-11-05T23:00:00'],
  yesterday: ['2026-11-03T23:00:00', '2026-11-04T23:00:00'],
  last_2_days: ['2026-11-03T23:00:00', '2026-11-05T23:00:00'],
  last_30_days: ['2026-10-06T22:00:00', '2026-11-05T23:00:00'],
  this_week: ['2026-11-01T23:00:00', '2026-11-08T23:00:00'],
  last_week: ['2026-10-25T23:00:00', '2026-11-01T23:00:00'],
  this_month: ['2026-10-31T23:00:00', '2026-11-30T23:00:00'],
  last_month: ['2026-09-30T22:00:00', '2026-10-31T23:00:00'],
  this_year: ['2025-12-31T23:00:00', '2026-12-31T23:00:00'],
  last_year: ['2024-12-31T23:00:00', '2025-12-31T23:00:00'],
  all_time: ['1970-01-01T00:00:00', '2026-11-05T12:30:00'],
}

test.each(Object.entries(presets))('%s has the days of the zone', (preset, days) => {
  expect(resolve(preset)).toEqual(days)
})

test('a week can start on Sunday', () => {
  expect(resolve('this_week', null, null, { weekStart: 7 })).toEqual([
    '2026-10-31T23:00:00',
    '2026-11-07T23:00:00',
  ])
})

test.each(['', 'last_1_days', 'last_31_days', 'last_02_days', 'TODAY', 'constructor'])(
  'the preset %p does not exist',
  (preset) => {
    expect(resolve(preset)).toBe('unknown_preset')
  },
)

const customs: [from: string | null, to: string | null, result: [string, string] | string][] = [
  ['2026-10-25', '2026-10-25', ['2026-10-24T22:00:00', '2026-10-25T23:00:00']],
  ['2026-10-25 01:00:00', '2026-10-25 01:00:00', ['2026-10-24T23:00:00', '2026-10-24T23:00:01']],
  // The first of two equal times, and a time that does not exist moved forward.
  ['2026-10-25T02:30', '2026-10-25T02:59:59', ['2026-10-25T00:30:00', '2026-10-25T01:00:00']],
  ['2026-03-29 02:30:00', '2026-03-29', ['2026-03-29T01:30:00', '2026-03-29T22:00:00']],
  ['2026-11-05', null, ['2026-11-04T23:00:00', '2026-11-05T12:30:00']],
  [null, '2026-11-05', 'from_missing'],
  ['2026-11-06', '2026-11-05', 'from_after_to'],
  ['2026-11-06', null, 'from_after_to'],
  ['2026-02-29', '2026-03-01', 'bad_from'],
  ['2026-13-01', null, 'bad_from'],
  ['2026-01-01 24:00:00', null, 'bad_from'],
  ['20260101', null, 'bad_from'],
  ['1e3', null, 'bad_from'],
  ['2026-01-01', '2026-02-30', 'bad_to'],
]

test.each(customs)('from %p to %p', (from, to, result) => {
  expect<unknown>(resolve('custom_time', from, to)).toEqual(result)
})

function compare(
  preset: string,
  to: CompareTo,
  from: string | null = null,
  until: string | null = null,
) {
  const period = resolvePeriod({ preset, from, to: until }, context)
  if (typeof period === 'string') throw new Error(period)
  const before = comparedPeriod(to, period, context)
  return typeof before === 'string' ? before : [show(before.from), show(before.to)]
}

const comparisons: Record<string, [preset: string, to: CompareTo, result: [string, string]]> = {
  'a running day with the same hours of the day before': [
    'today',
    'previous_period',
    ['2026-11-03T23:00:00', '2026-11-04T12:30:00'],
  ],
  'a whole week with the one before': [
    'last_week',
    'previous_period',
    ['2026-10-18T22:00:00', '2026-10-25T23:00:00'],
  ],
  'a whole month with the one before, whatever its length': [
    'last_month',
    'previous_period',
    ['2026-08-31T22:00:00', '2026-09-30T22:00:00'],
  ],
  'a running month with as much of the one before': [
    'this_month',
    'previous_period',
    ['2026-09-30T22:00:00', '2026-10-05T11:30:00'],
  ],
  'a day with the same day a week ago': [
    'yesterday',
    'previous_week',
    ['2026-10-27T23:00:00', '2026-10-28T23:00:00'],
  ],
  'a day with the same day a year ago': [
    'yesterday',
    'previous_year',
    ['2025-11-03T23:00:00', '2025-11-04T23:00:00'],
  ],
  'a whole period with dates': [
    'yesterday',
    { from: '2026-01-01', to: '2026-01-02' },
    ['2025-12-31T23:00:00', '2026-01-02T23:00:00'],
  ],
  'a running day with the same hours of a date': [
    'today',
    { from: '2026-01-01', to: '2026-01-01' },
    ['2025-12-31T23:00:00', '2026-01-01T12:30:00'],
  ],
  'a running month with as much of dates, across a change of the clock': [
    'this_month',
    { from: '2026-10-24', to: '2026-11-02' },
    ['2026-10-23T22:00:00', '2026-10-28T12:30:00'],
  ],
  'a running month with dates of which less is left': [
    'this_month',
    { from: '2026-10-05', to: '2026-10-06' },
    ['2026-10-04T22:00:00', '2026-10-06T22:00:00'],
  ],
  'all time with whole dates': [
    'all_time',
    { from: '2026-01-01', to: '2026-01-02' },
    ['2025-12-31T23:00:00', '2026-01-02T23:00:00'],
  ],
  'all time with nothing': [
    'all_time',
    'previous_period',
    ['1970-01-01T00:00:00', '1970-01-01T00:00:00'],
  ],
}

test.each(Object.entries(comparisons))('compares %s', (_name, [preset, to, result]) => {
  expect(compare(preset, to)).toEqual(result)
})

test('custom days step by days, custom times by their length', () => {
  expect(compare('custom_time', 'previous_period', '2026-10-25', '2026-10-26')).toEqual([
    '2026-10-22T22:00:00',
    '2026-10-24T22:00:00',
  ])
  expect(
    compare('custom_time', 'previous_period', '2026-11-01 10:00:00', '2026-11-01 10:59:59'),
  ).toEqual(['2026-11-01T08:00:00', '2026-11-01T09:00:00'])
})

test.each([
  ['2026-10-01', '2026-10-31', '2026-08-31T22:00:00', '2026-09-30T22:00:00'],
  ['2026-01-01', '2026-03-31', '2025-09-30T22:00:00', '2025-12-31T23:00:00'],
  ['2025-01-01', '2025-12-31', '2023-12-31T23:00:00', '2024-12-31T23:00:00'],
  // Still running: as much of October as there is of November.
  ['2026-11-01', '2026-11-30', '2026-09-30T22:00:00', '2026-10-05T11:30:00'],
])('whole months from %p to %p are compared with those before', (from, to, first, end) => {
  expect(compare('custom_time', 'previous_period', from, to)).toEqual([first, end])
})
