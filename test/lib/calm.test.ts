import { expect, test } from 'bun:test'

import { collectsWhenCalm } from '../../src/lib/calm.ts'

/** In which intervals it collects, by what was done in each. */
function collections(...done: number[]): number[] {
  let [total, at] = [0, 0]
  const found: number[] = []
  const tell = collectsWhenCalm(() => found.push(at))
  for (const [index, count] of done.entries()) {
    at = index
    total += count
    tell(total)
  }
  return found
}

test('memory is given back once when work has calmed down', () => {
  expect(collections(0, 50_000, 60_000, 100, 0, 0)).toEqual([3])
})

test('steady work and little work are left alone', () => {
  expect(collections(50_000, 40_000, 9000, 50_000)).toEqual([])
  expect(collections(1999, 0, 1999, 0)).toEqual([])
})

test('every busy time is followed by one', () => {
  expect(collections(5000, 0, 5000, 0)).toEqual([1, 3])
})
