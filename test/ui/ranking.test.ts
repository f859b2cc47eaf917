/** Tests of the dashboard's best and worst campaigns. */
import { expect, test } from 'bun:test'

import { ranked } from '../../ui/screens/dashboard/ranking.ts'

const CASES: readonly [count: number, top: number[], bottom: number[]][] = [
  [0, [], []],
  [1, [1], []],
  [2, [1], [2]],
  [3, [1, 2], [3]],
  [9, [1, 2, 3, 4, 5], [9, 8, 7, 6]],
  [10, [1, 2, 3, 4, 5], [10, 9, 8, 7, 6]],
  [12, [1, 2, 3, 4, 5], [12, 11, 10, 9, 8]],
]

test.each(CASES)('of %p campaigns none is among the best and the worst', (count, top, bottom) => {
  const rows = Array.from({ length: count }, (_, at) => at + 1)
  expect(ranked(rows, 'top')).toEqual(top)
  expect(ranked(rows, 'bottom')).toEqual(bottom)
})
