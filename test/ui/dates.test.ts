/** What clocks of a zone show and when they do, in the browser's own way, is as the server has it. */
import { describe, expect, test } from 'bun:test'

import { timestampIn } from '../../src/lib/time-text.ts'
import { localToUtc } from '../../src/lib/zoned-time.ts'
import { endOfDay, isZone, momentOf, readStamp, stampOf, wallIn } from '../../ui/format/dates.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/Moscow',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'Pacific/Apia',
]
const HOUR = 3_600_000

/** Days on which a clock of these zones changes, and others. */
const DAYS = [
  Date.UTC(2026, 2, 29),
  Date.UTC(2026, 9, 25),
  Date.UTC(2026, 2, 8),
  Date.UTC(2026, 10, 1),
  Date.UTC(2026, 3, 5),
  Date.UTC(2026, 9, 4),
  Date.UTC(2018, 10, 4),
  Date.UTC(2011, 11, 30),
  Date.UTC(2026, 10, 22),
]

describe.each(ZONES)('in %s', (zone) => {
  test('moments and what clocks show then are those of the server', () => {
    for (const day of DAYS) {
      for (let at = day - 30 * HOUR; at < day + 54 * HOUR; at += HOUR / 4) {
        expect(wallIn(zone, at)).toBe(timestampIn(zone, at).replace(' ', 'T').replace(/:00$/, ''))
        const wall = new Date(at).toISOString().slice(0, 16)
        const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = wall.split(/\D/).map(Number)
        const clock = { year, month, day: date, hour, minute, second: 0 }
        expect([wall, momentOf(zone, wall)]).toEqual([wall, localToUtc(zone, clock)])
      }
    }
  })

  test('a day ends with its last second', () => {
    const clock = { year: 2026, month: 12, day: 31, hour: 23, minute: 59, second: 59 }
    expect(endOfDay(zone, '2026-12-31')).toBe(stampOf(localToUtc(zone, clock)))
  })
})

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Mars/Base', false],
  ['+02:00', false],
  ['', false],
])('%p is a zone: %p', (name, is) => expect(isZone(name)).toBe(is))

test('a time keeps its seconds on the way to the field and back', () => {
  const stamp = '2099-01-02 03:04:05'
  const wall = wallIn('Asia/Tokyo', readStamp(stamp))
  expect(wall).toBe('2099-01-02T12:04:05')
  expect(stampOf(momentOf('Asia/Tokyo', wall)!)).toBe(stamp)
})

test.each([
  '',
  '?',
  'tomorrow',
  '2026-12-31',
  '2026-12-31T',
  '2026-13-01T00:00',
  '2026-01-01T25:00',
])('what is no whole time is none: %p', (text) =>
  expect(momentOf('Europe/Berlin', text)).toBeNull(),
)
