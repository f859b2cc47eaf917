import { expect, test } from 'bun:test'

import { tokenBuckets } from '../../src/lib/token-bucket.ts'

const PACE = { perSecond: 2, burst: 3 }

test('as many as the burst are taken at once, then as many as come in', () => {
  const take = tokenBuckets<string>(10)
  expect([0, 1, 2].map(() => take('a', PACE, 1000))).toEqual([0, 0, 0])
  expect(take('a', PACE, 1000)).toBe(500)
  expect(take('a', PACE, 1250)).toBe(250)
  expect(take('a', PACE, 1500)).toBe(0)
  expect(take('a', PACE, 1500)).toBe(500)
})

test('each has its own, which is never fuller than the burst', () => {
  const take = tokenBuckets<string>(10)
  for (let n = 0; n < 3; n++) take('a', PACE, 0)
  expect(take('b', PACE, 0)).toBe(0)
  const later = [0, 1, 2, 3].map(() => take('a', PACE, 3_600_000))
  expect(later).toEqual([0, 0, 0, 500])
})

test('a clock that goes back takes nothing away', () => {
  const take = tokenBuckets<string>(10)
  take('a', PACE, 1000)
  expect(take('a', PACE, 0)).toBe(0)
})
