/** Texts of time in reports: what they stand for, and their order. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  dayText,
  hourText,
  NO_SHIFT,
  quarterHourText,
  SLOT_MS,
} from '../../../src/core/reports/buckets.ts'
import { compareTimes } from '../../../src/core/reports/predicate.ts'

const calendarOf = (zone: string) => ({ zone, weekStart: 1, shift: NO_SHIFT })

test.each([
  ['Australia/Lord_Howe', '2026-04-04T13:00:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00:00Z'],
  ['America/New_York', '2026-11-01T04:00:00Z'],
])('on the day on which the clocks of %s go back the hours stay in their order', (zone, from) => {
  const start = Date.parse(from)
  const slots = Array.from({ length: 24 }, (_, at) => start + at * SLOT_MS)
  const quarters = slots.map((ms) => quarterHourText(ms, calendarOf(zone)))
  expect(quarters.toReversed().toSorted(compareTimes)).toEqual(quarters)
  expect(new Set(quarters).size).toBe(quarters.length)
})

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu')
const times = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })

test('texts are in the order of their times', () => {
  fc.assert(
    fc.property(zones, times, times, (zone, one, other) => {
      const calendar = calendarOf(zone)
      for (const text of [dayText, hourText, quarterHourText]) {
        const order = compareTimes(text(one, calendar), text(other, calendar))
        expect(order === 0 ? 0 : Math.sign(order)).toBeOneOf([0, Math.sign(one - other)])
      }
    }),
  )
})
