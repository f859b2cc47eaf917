/** Clocks that are set: nothing is young for a year, nothing is removed for good by a jump. */
import { expect, test } from 'bun:test'

import { type ClockMemory, isYoung, unhurried } from '../../src/lib/age.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR

test('what was noted in the future is not young', () => {
  expect([0, 9, 10, -1].map((age) => isYoung(NOON - age, 10, NOON))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

/** `before`: of a run that ended. */
function stage(before: ClockMemory | null = null) {
  let [wall, awake] = [NOON, 5000]
  const time = unhurried(
    () => wall,
    () => awake,
    before,
  )
  /** So many hours pass, by minutes, in the first of which the clock is set. */
  const pass = (hours: number, setMs = 0) => {
    wall += setMs
    for (let minute = 0; minute < hours * 60; minute++) {
      wall += HOUR / 60
      awake += HOUR / 60
      time()
    }
    return time() - NOON
  }
  return Object.assign(pass, { memory: time.memory })
}

test('a clock that jumps forward and is put right removes nothing', () => {
  const pass = stage()
  expect(pass(1)).toBe(HOUR)
  expect(pass(20, 365 * DAY)).toBe(21 * HOUR)
  expect(pass(1, -365 * DAY)).toBe(22 * HOUR)
  expect(pass(20, 365 * DAY)).toBe(42 * HOUR)
})

test('one that stays so for a day is believed', () => {
  const pass = stage()
  expect(pass(23, 30 * DAY)).toBe(23 * HOUR)
  expect(pass(2)).toBe(30 * DAY + 25 * HOUR)
})

test('one that goes back is believed at once', () => {
  const pass = stage()
  expect(pass(1, -DAY)).toBe(HOUR - DAY)
})

test('a time that is doubted is whole milliseconds, as those that are stored', () => {
  let [wall, awake] = [NOON, 5000.125]
  const time = unhurried(
    () => wall,
    () => awake,
  )
  wall += DAY
  awake += 0.25
  expect(time()).toBe(NOON)
})

test('a start by a clock that is far ahead of the last run removes nothing for a day', () => {
  const year = { believed: NOON - 365 * DAY, doubtedMs: 0 }
  expect(stage(year)(23)).toBe(23 * HOUR - 365 * DAY)
  expect(stage(year)(25)).toBe(25 * HOUR)
  expect(stage({ believed: NOON - DAY, doubtedMs: 0 })(1)).toBe(HOUR)
  expect(stage({ believed: NOON + DAY, doubtedMs: 0 })(1)).toBe(HOUR)
})

test('a doubt goes on over restarts, and ends with a clock that is put right', () => {
  const pass = stage()
  pass(10, 30 * DAY)
  const before = pass.memory()
  expect(before).toEqual({ believed: NOON + 10 * HOUR, doubtedMs: 10 * HOUR - HOUR / 60 })
  const next = stage({ ...before, believed: before.believed - 30 * DAY })
  expect(next(13)).toBe(23 * HOUR - 30 * DAY)
  expect(next(2)).toBe(15 * HOUR)
  expect(next.memory().doubtedMs).toBe(0)
})

test('one that gains a little every minute is never doubted', () => {
  const pass = stage()
  for (let n = 1; n <= 100; n++) expect(pass(1, 1000)).toBe(n * (HOUR + 1000))
})
