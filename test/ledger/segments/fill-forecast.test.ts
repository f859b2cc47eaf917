/** When the disk is full: the pace of the newest days, against the room and what gets too old. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  type DiskRoom,
  fillForecast,
  type Recorded,
} from '../../../src/ledger/segments/fill-forecast.ts'
import { FIRST_LOADED_SEGMENT } from '../../../src/ledger/segments/ledger-db.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 22)
const ROWS = 1000

/** A segment that was begun so many days ago and takes so many bytes. */
function segment(number: number, daysAgo: number, bytes = 100) {
  const createdAt = NOW - daysAgo * DAY
  return { number, rows: ROWS, bytes, createdAt, maxClickTime: createdAt + DAY }
}

/** One a day for so many days, the newest of which ends now. */
function daily(days: number, bytes = 100): Recorded {
  const sealed = Array.from({ length: days }, (_, at) => segment(at + 1, days - at, bytes))
  return recorded(sealed)
}

function recorded(sealed: Recorded['sealed'], open: Recorded['open'] = []): Recorded {
  const used = sealed.reduce((sum, { bytes }) => sum + bytes, 0)
  return { sealed, open, room: { used, reusable: 0 } }
}

const free = (bytes: number, keptDays = 0): DiskRoom => ({ free: bytes, keptDays })
const opened = (daysAgo: number, rows: number) => ({ createdAt: NOW - daysAgo * DAY, rows })

describe('days until the disk is full', () => {
  test.each<[string, Recorded, DiskRoom, number | null]>([
    ['are what fits at the pace of a day', daily(30), free(550), 5],
    ['are none when less than a day fits', daily(30), free(99), 0],
    ['go by the newest week', recorded([segment(1, 300, 9_999), ...daily(7).sealed]), free(550), 5],
    ['go by two days where there are no more', daily(2), free(550), 5],
    ['are not told from half a day', recorded([segment(1, 0.5)]), free(550), null],
    ['are not told from nothing', recorded([]), free(550), null],
    [
      'take the part of a segment that is of the week',
      recorded([segment(1, 14, 1400)]),
      free(550),
      5,
    ],
    [
      'weigh open events like sealed ones',
      recorded([segment(1, 2)], [opened(1, 3 * ROWS)]),
      free(1000),
      5,
    ],
    ['are not told while nothing is sealed', recorded([], [opened(3, ROWS)]), free(550), null],
    [
      'end no sooner for what stands still',
      recorded([segment(1, 40)], [opened(30, 0)]),
      free(9),
      null,
    ],
    [
      'leave out what a command has loaded',
      recorded([...daily(7).sealed, segment(FIRST_LOADED_SEGMENT, 1, 70_000)]),
      free(550),
      5,
    ],
    [
      'count what a byte of columns takes in the file',
      { ...daily(30), room: { used: 6000, reusable: 0 } },
      free(550),
      2,
    ],
    [
      'count the room that removed events have left',
      { ...daily(30), room: { used: 3000, reusable: 300 } },
      free(250),
      5,
    ],
    ['are none to tell when the old makes room for the new', daily(30), free(550, 30), null],
    ['end before the old makes room', daily(10), free(550, 30), 5],
    ['are none to tell when there is room until then', daily(27), free(550, 30), null],
    [
      'end when more comes than goes',
      recorded([...daily(30).sealed.slice(0, 23), ...daily(7, 200).sealed]),
      free(550, 30),
      4,
    ],
  ])('%s', (_, soFar, disk, days) => {
    expect(fillForecast(soFar, disk, NOW).fullInDays).toBe(days)
  })

  test.each<[string, Recorded, number | null]>([
    [
      'what the file takes for the columns of a day',
      { ...daily(30), room: { used: 6000, reusable: 9 } },
      200,
    ],
    ['not told from half a day', recorded([segment(1, 0.5)]), null],
    ['told while old events make room', daily(30), 100],
  ])('the bytes of a day are %s', (_, soFar, bytesPerDay) => {
    expect(fillForecast(soFar, free(550, 30), NOW).bytesPerDay).toBe(bytesPerDay)
  })

  test('are no fewer with more room, nor when old events are removed', () => {
    const sizes = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 })
    const numbers = { room: fc.nat(50_000), more: fc.nat(50_000), keptDays: fc.nat(90) }
    fc.assert(
      fc.property(sizes, fc.record(numbers), (bytes, { room, more, keptDays }) => {
        const days = (disk: DiskRoom) => {
          const sealed = bytes.map((size, at) => segment(at + 1, bytes.length - at, size))
          return fillForecast(recorded(sealed), disk, NOW).fullInDays ?? Number.POSITIVE_INFINITY
        }
        expect(days(free(room + more, keptDays))).toBeGreaterThanOrEqual(days(free(room, keptDays)))
        expect(days(free(room, keptDays))).toBeGreaterThanOrEqual(days(free(room)))
      }),
      // Of 25 days that fill the room to the byte.
      { examples: [[[962, 187, 390, 4, 260], { room: 9015, more: 0, keptDays: 29 }]] },
    )
  })
})
