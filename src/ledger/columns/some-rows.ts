/** Some rows of a column as a column of its own, in the same form as far as there is one. */
import { textColumn } from './column-format.ts'
import type {
  Column,
  CompactNumbers,
  NumberColumn,
  SegmentView,
  SparseNumbers,
  TextColumn,
} from './column.ts'
import { compactColumn, plainColumn } from './compact.ts'

/** In ascending order. */
export type RowList = Uint16Array | Uint32Array

/** What a view of these rows of a segment has in place of the segment's own. */
export function partOfView(
  { cold, coldAt }: SegmentView,
  rows: RowList,
  column: (name: string) => Column,
): Pick<SegmentView, 'rows' | 'column' | 'cold' | 'coldAt'> {
  return {
    rows: rows.length,
    column,
    cold(name) {
      const texts = cold(name)
      return Array.from(rows, (row) => texts[row]!)
    },
    coldAt(name) {
      const textAt = coldAt(name)
      return (at) => textAt(rows[at]!)
    },
  }
}

/** Of a whole column it holds nothing but the dictionary. */
export function someRows(column: Column, rows: RowList): Column {
  switch (column.kind) {
    case 'constant':
      return column
    case 'number':
      return someNumbers(column, rows)
    case 'text':
      return someTexts(column, rows)
  }
}

function someNumbers(column: NumberColumn, rows: RowList): NumberColumn {
  const { compact } = column
  return compact === undefined
    ? { kind: 'number', values: picked(column.values, rows) }
    : someOf(compact, rows)
}

function someTexts(column: TextColumn, rows: RowList): TextColumn {
  const codes = picked(column.codes, rows)
  const { packed } = column
  if (packed !== undefined) return textColumn(codes, packed)
  return { kind: 'text', dictionary: column.dictionary, codes }
}

function someOf(compact: CompactNumbers, rows: RowList): NumberColumn {
  switch (compact.of) {
    case 'sparse':
      return compactColumn({ of: 'sparse', ...exceptionsIn(compact, rows) }, rows.length)
    case 'coded':
      return compactColumn({ ...compact, codes: picked(compact.codes, rows) }, rows.length)
    case 'split': {
      const low = picked(compact.low, rows)
      return compactColumn({ of: 'split', low, ...exceptionsIn(compact, rows) }, rows.length)
    }
    case 'raised':
      return compactColumn({ ...compact, above: picked(compact.above, rows) }, rows.length)
    case 'counting': {
      const values = Float64Array.from(rows, (row) => compact.from + row)
      const others = exceptionsIn(compact, rows)
      others.rows.forEach((row, at) => (values[row] = others.values[at]!))
      return plainColumn(values)
    }
  }
}

/** Those exceptions that are among the rows, by their places there. */
function exceptionsIn(
  { rows: all, values }: Pick<SparseNumbers, 'rows' | 'values'>,
  rows: RowList,
): Pick<SparseNumbers, 'rows' | 'values'> {
  const places: number[] = []
  const kept: number[] = []
  let next = 0
  for (let at = 0; at < all.length; at++) {
    while (next < rows.length && rows[next]! < all[at]!) next++
    if (next === rows.length) break
    if (rows[next] !== all[at]) continue
    places.push(next)
    kept.push(values[at]!)
  }
  return { rows: Uint16Array.from(places), values: Float64Array.from(kept) }
}

type Cells = NumberColumn['values'] | Uint32Array

function picked<T extends Cells>(from: T, rows: RowList): T {
  const into = new (from.constructor as new (length: number) => T)(rows.length)
  if (from instanceof Uint8Array) pickBytes(from, rows, into as Uint8Array)
  else if (from instanceof Uint16Array) pickShorts(from, rows, into as Uint16Array)
  else for (let at = 0; at < rows.length; at++) into[at] = from[rows[at]!]!
  return into
}

// Loops of their own: one that meets several kinds of arrays is compiled far slower.
function pickBytes(from: Uint8Array, rows: RowList, into: Uint8Array): void {
  for (let at = 0; at < rows.length; at++) into[at] = from[rows[at]!]!
}

function pickShorts(from: Uint16Array, rows: RowList, into: Uint16Array): void {
  for (let at = 0; at < rows.length; at++) into[at] = from[rows[at]!]!
}
