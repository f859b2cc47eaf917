/** The order of list rows by a column. */
import { expect, test } from 'bun:test'

import { sortedBy } from '../../../../src/api/management/reports/sorting.ts'

const order = (keys: readonly unknown[], direction: 'asc' | 'desc') =>
  sortedBy(
    keys.map((key, at) => ({ id: at + 1, key })),
    'key',
    direction,
  ).map(({ key }) => key)

test.each([
  [
    [9, '1a', 10],
    [9, 10, '1a'],
    ['1a', 10, 9],
  ],
  [
    [10, 9, '1a'],
    [9, 10, '1a'],
    ['1a', 10, 9],
  ],
  [
    [null, 'b', 'a'],
    ['a', 'b', null],
    ['b', 'a', null],
  ],
  [
    [undefined, -1, 2],
    [-1, 2, undefined],
    [2, -1, undefined],
  ],
])('%j is sorted as %j upwards', (keys, upwards, downwards) => {
  expect(order(keys, 'asc')).toEqual(upwards)
  expect(order(keys, 'desc')).toEqual(downwards)
})
