/** Number columns as plain arrays, whichever way a segment keeps them. */
import type { Column } from '../../ledger/columns/column.ts'

export type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array

/** The numbers of a column, one per row; a text column is a bug. */
export function numbersOf(column: Column, rows: number): Numbers {
  if (column.kind === 'number') return column.values
  if (column.kind === 'constant') return new Float64Array(rows).fill(Number(column.value))
  throw new Error('a text column has no numbers')
}

export function numberAt(column: Column, row: number): number {
  if (column.kind === 'number') return column.values[row]!
  if (column.kind === 'constant') return Number(column.value)
  throw new Error('a text column has no numbers')
}

/** As `numberAt` for many rows, without an array for a column that says always the same. */
export function numberReader(column: Column): (row: number) => number {
  if (column.kind === 'text') throw new Error('a text column has no numbers')
  if (column.kind === 'number') {
    const { values } = column
    return (row) => values[row]!
  }
  const constant = Number(column.value)
  return () => constant
}
