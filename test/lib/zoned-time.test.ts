import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  addDays,
  isTimeZone,
  localToUtc,
  offsetAt,
  startOfDay,
  startOfHour,
  wallClock,
} from '../../src/lib/zoned-time.ts'

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'UTC',
]
const HOUR = 3_600_000
const zone = fc.constantFrom(...ZONES)
const moment = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2045, 0, 1) })
const zoned = fc.tuple(zone, moment)

const utc = (text: string) => Date.parse(`${text}Z`)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const clockOf = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number)
  return { year, month, day, hour, minute, second: 0 }
}

/** The wall clock by another road: what the platform's formatter prints. */
function printed(name: string, ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: name,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(ms)
}

function shown(name: string, ms: number): string {
  const { year, month, day, hour, minute, second } = wallClock(name, ms)
  const [m, d, h, min, s] = [month, day, hour, minute, second].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${year}-${m}-${d} ${h}:${min}:${s}`
}

describe('isTimeZone', () => {
  test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'EST5EDT'])(
    '%s is one',
    (name) => expect(isTimeZone(name)).toBe(true),
  )
  test.each(['', 'Mars/Base', '+02:00', 'Europe/Berlin ', 'Z', '__proto__', 'x'.repeat(99)])(
    '%j is none',
    (name) => expect(isTimeZone(name)).toBe(false),
  )
})

describe('wallClock', () => {
  test('agrees with the formatter of the platform', () => {
    fc.assert(fc.property(zoned, ([name, ms]) => expect(shown(name, ms)).toBe(printed(name, ms))))
  })

  test.each([
    ['Europe/Berlin', '2026-03-29T00:59', 1],
    ['Europe/Berlin', '2026-03-29T01:00', 2],
    ['Europe/Berlin', '2026-10-25T00:59', 2],
    ['Europe/Berlin', '2026-10-25T01:00', 1],
    ['America/New_York', '2026-01-01T00:00', -5],
    ['Asia/Kathmandu', '2026-01-01T00:00', 5.75],
    ['Australia/Lord_Howe', '2026-04-04T14:59', 11],
    ['Australia/Lord_Howe', '2026-04-04T15:00', 10.5],
    ['UTC', '2026-01-01T00:00', 0],
  ])('%s is at %s by %d hours ahead', (name, at, hours) => {
    expect(offsetAt(name, utc(at))).toBe(hours * HOUR)
  })

  test('counts weekdays from Monday 1 to Sunday 7', () => {
    const week = [5, 6, 7, 8, 9, 10, 11].map((day) => Date.UTC(2026, 0, day))
    expect(week.map((ms) => wallClock('UTC', ms).weekday)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(wallClock('America/New_York', utc('2026-01-05T03:00')).weekday).toBe(7)
  })

  test('an unknown zone is a bug and throws', () => {
    expect(() => wallClock('Mars/Base', 0)).toThrow(RangeError)
  })
})

describe('localToUtc', () => {
  test.each([
    ['Europe/Berlin', '2026-07-01T12:00', '2026-07-01T10:00', 'an ordinary time'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30', 'a skipped time moves forward'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30', 'the first of two'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30', 'the first of two'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45', 'the first of two'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45', 'a skipped half hour'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00', 'a skipped day moves forward'],
    ['UTC', '2026-02-31T00:00', '2026-03-03T00:00', 'a day beyond the month carries over'],
  ])('%s %s is %s: %s', (name, local, at) => {
    expect(iso(localToUtc(name, clockOf(local)))).toBe(at)
  })

  test('undoes wallClock, or gives the earlier of two equal times', () => {
    fc.assert(
      fc.property(zoned, ([name, ms]) => {
        const second = Math.floor(ms / 1000) * 1000
        const found = localToUtc(name, wallClock(name, second))
        expect(wallClock(name, found)).toEqual(wallClock(name, second))
        expect(found).toBeLessThanOrEqual(second)
      }),
    )
  })
})

describe('startOfDay', () => {
  test.each([
    ['Europe/Berlin', '2026-07-01T12:00', '2026-06-30T22:00', 'in summer'],
    ['Europe/Berlin', '2026-03-29T12:00', '2026-03-28T23:00', 'on a day of 23 hours'],
    ['Asia/Kathmandu', '2026-07-01T12:00', '2026-06-30T18:15', 'at a quarter to six'],
    ['America/Sao_Paulo', '2018-11-04T12:00', '2018-11-04T03:00', 'when midnight is skipped'],
    ['America/Toronto', '1919-03-31T12:00', '1919-03-31T04:30', 'when a jump passes midnight'],
    ['America/Havana', '2026-11-01T05:30', '2026-11-01T04:00', 'when midnight comes twice'],
  ])('%s %s began at %s: %s', (name, at, start) => {
    expect(iso(startOfDay(name, utc(at)))).toBe(start)
  })

  test('is on the same local day, not later, and the moment before is not', () => {
    fc.assert(
      fc.property(zoned, ([name, ms]) => {
        const start = startOfDay(name, ms)
        expect(start).toBeLessThanOrEqual(ms)
        expect(shown(name, start).slice(0, 10)).toBe(shown(name, ms).slice(0, 10))
        expect(shown(name, start - 1).slice(0, 10)).not.toBe(shown(name, ms).slice(0, 10))
      }),
    )
  })
})

describe('startOfHour', () => {
  test.each([
    ['Asia/Kathmandu', '2026-01-01T00:20', '2026-01-01T00:15', 'a zone with quarters'],
    ['Europe/Berlin', '2026-10-25T01:20', '2026-10-25T01:00', 'the second of two equal hours'],
    ['Australia/Lord_Howe', '2026-10-03T15:40', '2026-10-03T15:30', 'an hour that is entered late'],
  ])('%s %s began at %s: %s', (name, at, start) => {
    expect(iso(startOfHour(name, utc(at)))).toBe(start)
  })

  test('is less than an hour back and shows the same hour throughout', () => {
    fc.assert(
      fc.property(zoned, ([name, ms]) => {
        const start = startOfHour(name, ms)
        expect(start > ms - HOUR && start <= ms).toBe(true)
        expect(shown(name, start).slice(0, 13)).toBe(shown(name, ms).slice(0, 13))
      }),
    )
  })
})

describe('addDays', () => {
  test('keeps the wall time over a change of the clock', () => {
    expect(iso(addDays('Europe/Berlin', utc('2026-03-28T09:00'), 1))).toBe('2026-03-29T08:00')
    expect(iso(addDays('Europe/Berlin', utc('2026-03-30T08:00'), -2))).toBe('2026-03-28T09:00')
  })

  test('in UTC is a plain sum, to the millisecond', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -400, max: 400 }), (ms, days) => {
        expect(addDays('UTC', ms, days)).toBe(ms + days * 24 * HOUR)
      }),
    )
  })
})
