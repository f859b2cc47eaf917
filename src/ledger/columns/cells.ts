/**
 * Columns row by row, whichever way a segment keeps them. What a column makes on use (numbers of a
 * compact form, texts of a packed dictionary) is taken from it once and not per row, so a reader is
 * for as long as a segment is looked at, not to be kept.
 */
import type { Column, NumberColumn, TextColumn } from './column.ts'

export type Numbers = NumberColumn['values']

/** The numbers of a column, one per row; a text column is a bug. */
export function numbersOf(column: Column, rows: number): Numbers {
  if (column.kind === 'number') return column.values
  if (column.kind === 'constant') return new Float64Array(rows).fill(Number(column.value))
  throw new Error('a text column has no numbers')
}

/** A copy of these numbers, to be changed. */
export function ownNumbers(column: Column, rows: number): Float64Array {
  return Float64Array.from(numbersOf(column, rows).subarray(0, rows))
}

/** The same row by row, without an array for a column that says always the same. */
export function numberReader(column: Column): (row: number) => number {
  if (column.kind === 'text') throw new Error('a text column has no numbers')
  if (column.kind === 'constant') {
    const constant = Number(column.value)
    return () => constant
  }
  const { values } = column
  return (row) => values[row]!
}

/** The texts of a column; one of numbers is a bug. */
export function textReader(column: Column): (row: number) => string {
  if (column.kind === 'number') throw new Error('a number column has no texts')
  if (column.kind === 'text') return dictionaryReader(column)
  const constant = String(column.value)
  return () => constant
}

/** Whatever the column holds. */
export function cellReader(column: Column): (row: number) => string | number {
  if (column.kind === 'text') return dictionaryReader(column)
  if (column.kind === 'number') return numberReader(column)
  const { value } = column
  return () => value
}

/** The dictionary is not made before a row is read. */
function dictionaryReader(column: TextColumn): (row: number) => string {
  const { codes } = column
  let dictionary: readonly string[] | null = null
  return (row) => (dictionary ??= column.dictionary)[codes[row]!]!
}
