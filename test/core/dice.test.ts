import { expect, test } from 'bun:test'

import { formatClickId } from '../../src/core/click-id.ts'
import { diceOf } from '../../src/core/dice.ts'

const draws = (id: string, purpose?: string) => {
  const dice = diceOf(id, purpose)
  return [dice(), dice(), dice()]
}

test('equal ids throw equal numbers', () => {
  expect(draws('1jjlqn2cluajkp9edd1o')).toEqual(draws('1jjlqn2cluajkp9edd1o'))
  expect(draws('1jjlqn2cluajkp9edd1o')).not.toEqual(draws('1jjlqn2cluajkp9edd1p'))
  expect(draws('1jjlqn2cluajkp9edd1o')).not.toEqual(draws('1jjlqn2cluajkp9edd1o', 'macros'))
})

test('the first two throws of following ids are even and independent', () => {
  const pairs = new Int32Array(100)
  const count = 50_000
  for (let seq = 0; seq < count; seq++) {
    const dice = diceOf(formatClickId({ seq, node: 1, check: 12_345 }))
    const pair = Math.floor(dice() * 10) * 10 + Math.floor(dice() * 10)
    pairs[pair]! += 1
  }
  const expected = count / 100
  const chiSquare = pairs.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
  // 99 degrees of freedom: one in a thousand fair dice exceed 149.
  expect(chiSquare).toBeLessThan(149)
})
