import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { decodeColumn, encodeColumn } from '../../../src/ledger/columns/column-format.ts'
import type { Column } from '../../../src/ledger/columns/column.ts'
import { compactColumn } from '../../../src/ledger/columns/compact.ts'
import { someRows } from '../../../src/ledger/columns/some-rows.ts'

/** More different values than a table of codes takes. */
const ROWS = 2000

const numbers = (valueOf: (row: number) => number): Column => ({
  kind: 'number',
  values: Float64Array.from({ length: ROWS }, (_, row) => valueOf(row)),
})

const texts = (valueOf: (row: number) => number): Column => ({
  kind: 'text',
  dictionary: Array.from({ length: ROWS }, (_, code) => `text ${code}`),
  codes: Uint16Array.from({ length: ROWS }, (_, row) => valueOf(row)),
})

/** By the form in which they come back from their bytes. */
const COLUMNS: Readonly<Record<string, Column>> = {
  constant: { kind: 'constant', value: 7 },
  bytes: numbers((row) => row % 251),
  sparse: numbers((row) => (row % 17 === 0 ? row * 1e6 : 0)),
  coded: numbers((row) => 1e12 * (row % 9)),
  split: numbers((row) => (row % 60 === 0 ? 1e9 : row * 31)),
  counting: numbers((row) => (row % 50 === 3 ? 12 : 2 ** 33 + row)),
  raised: numbers((row) => 2 ** 40 + row * 7919),
  doubles: numbers((row) => (row - 200) * 2 ** 33 * (1 + (row % 7))),
  texts: texts((row) => row % 40),
  'texts without repetition': texts((row) => row),
}

const FORMS = Object.entries(COLUMNS).map(
  ([name, column]) => [name, decodeColumn(encodeColumn(column, ROWS))] as const,
)

function valueAt(column: Column, row: number): string | number {
  if (column.kind === 'constant') return column.value
  if (column.kind === 'number') return column.values[row]!
  return column.dictionary[column.codes[row]!]!
}

test.each(FORMS)('some rows of a column have the values they had: %s', (_, column) => {
  const rows = fc.uniqueArray(fc.integer({ min: 0, max: ROWS - 1 }), { maxLength: ROWS })
  fc.assert(
    fc.property(rows, (chosen) => {
      const sorted = Uint16Array.from(chosen).sort()
      const some = someRows(column, sorted)
      const values = Array.from(sorted, (_, at) => valueAt(some, at))
      expect(values).toEqual(Array.from(sorted, (row) => valueAt(column, row)))
    }),
  )
})

test('a column keeps its form, but for numbers that count', () => {
  const formOf = (column: Column): string | undefined =>
    column.kind === 'number' ? column.compact?.of : column.kind
  const rows = Uint32Array.from({ length: 100 }, (_, at) => at * 3)
  for (const form of ['sparse', 'coded', 'split'])
    expect(formOf(someRows(decodeColumn(encodeColumn(COLUMNS[form]!, ROWS)), rows))).toBe(form)
  const raised = compactColumn({ of: 'raised', base: 2 ** 40, above: new Uint32Array(ROWS) }, ROWS)
  expect(formOf(someRows(raised, rows))).toBe('raised')
})
