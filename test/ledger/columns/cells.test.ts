/** Cells of a column are the same however it is kept, and whichever way they are read. */
import { expect, test } from 'bun:test'

import {
  cellReader,
  numberReader,
  numbersOf,
  textReader,
} from '../../../src/ledger/columns/cells.ts'
import type { Column } from '../../../src/ledger/columns/column.ts'
import { numberColumn } from '../../../src/ledger/columns/compact.ts'

const ROWS = 100
const read = <T>(reader: (row: number) => T) =>
  Array.from({ length: ROWS }, (_, row) => reader(row))
const list = (value: (row: number) => number) =>
  Array.from({ length: ROWS }, (_, row) => value(row))

test.each([
  ['zero but for few', list((row) => (row % 40 === 7 ? 12.5 : 0))],
  ['few different', list((row) => [3, 70_000, -1][row % 3]!)],
  ['counting up', list((row) => 65_536 + row)],
  ['all the same', list(() => 4)],
  ['anything', list((row) => (row * 7919) % 997)],
])('numbers: %s', (_what, values) => {
  const column = numberColumn(Float64Array.from(values))
  expect([...numbersOf(column, ROWS)]).toEqual(values)
  expect(read(numberReader(column))).toEqual(values)
  expect(read(cellReader(column))).toEqual(values)
})

test('a constant is on every row', () => {
  expect(read(numberReader({ kind: 'constant', value: 7 }))).toEqual(list(() => 7))
  expect(read(textReader({ kind: 'constant', value: 'a' }))).toEqual(list(() => 0).map(() => 'a'))
  expect(cellReader({ kind: 'constant', value: '' })(3)).toBe('')
})

test('the texts of a column are asked for once, and only when one is read', () => {
  let asked = 0
  const column: Column = {
    kind: 'text',
    get dictionary() {
      asked++
      return ['', 'b', 'c']
    },
    codes: Uint8Array.from(list((row) => row % 3)),
  }
  const readers = [textReader(column), cellReader(column)]
  expect(asked).toBe(0)
  for (const reader of readers) expect(read(reader).slice(0, 4)).toEqual(['', 'b', 'c', ''])
  expect(asked).toBe(readers.length)
})

test('numbers of texts and texts of numbers are a bug', () => {
  const texts: Column = { kind: 'text', dictionary: [''], codes: new Uint8Array(ROWS) }
  expect(() => numberReader(texts)).toThrow('no numbers')
  expect(() => numbersOf(texts, ROWS)).toThrow('no numbers')
  expect(() => textReader({ kind: 'number', values: new Uint8Array(ROWS) })).toThrow('no texts')
})
