/** When the clicks of the demo come: as people do, whatever time it is. */
import { describe, expect, test } from 'bun:test'

import { clickTimes } from '../../src/commands/demo/events.ts'

const HOUR = 3_600_000
const MONTH = 30 * 24

describe.each([0, 7, 15, 23])('a month that begins at %i o’clock', (hour) => {
  const from = Date.UTC(2026, 9, 24, hour, 5)
  const times = [...clickTimes(10_000, from, MONTH)]
  const inHour = (wanted: number) =>
    times.filter((time) => new Date(time).getUTCHours() === wanted).length

  test('has all clicks, in their order, and none outside', () => {
    expect(times).toHaveLength(10_000)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(from)
    expect(times.at(-1)).toBeLessThan(from + MONTH * HOUR)
  })

  test('has more in the evening than at night', () => {
    expect(inHour(19)).toBeGreaterThan(3 * inHour(3))
  })

  test('has days that differ', () => {
    const days = Map.groupBy(times, (time) => new Date(time).toISOString().slice(0, 10))
    const whole = [...days.values()].slice(1, -1).map(({ length }) => length)
    expect(Math.max(...whole)).toBeGreaterThan(1.3 * Math.min(...whole))
  })
})

test('few clicks are all given, too', () => {
  expect([...clickTimes(3, 0, MONTH)]).toHaveLength(3)
})
