/** When waiting postbacks are given up: after two days in which they could have been sent. */
import { expect, test } from 'bun:test'

import { patience } from '../../../src/track/deliveries/delivery-patience.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 21, 12)

function sleeper() {
  let [wall, awake] = [NOON, 5000]
  const before = patience(
    () => wall,
    () => awake,
  )
  const pass = (hours: number, set = 0) => {
    awake += hours * HOUR
    wall += (hours + set) * HOUR
    return before()
  }
  return { before, pass }
}

test('whatever waited while the server was off has two days from its start', () => {
  const { before, pass } = sleeper()
  expect(before()).toBe(0)
  expect(pass(47.9)).toBe(0)
  expect(pass(0.1)).toBe(NOON)
  expect(pass(10)).toBe(NOON + 10 * HOUR)
})

test('a clock that is set forward ends nothing', () => {
  const { pass } = sleeper()
  pass(50)
  expect(pass(1, 100)).toBe(NOON + 3 * HOUR)
})

test('a clock that is set back ends nothing', () => {
  const { pass } = sleeper()
  pass(50)
  expect(pass(1, -30)).toBe(NOON + (51 - 30 - 48) * HOUR)
})
