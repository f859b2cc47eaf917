/** Adding up: the sums of a query over the rows of a segment, one loop per sum. */
import { decimalToMicros, type SumKey, type SumSource, sumSource } from '../core/reports/sums.ts'
import type { Column, SegmentView } from '../ledger/column.ts'
import { numberAt, numbersOf } from './numbers.ts'
import type { Selection } from './select.ts'

/** One array of totals per sum, by group; longer than there are groups. */
export interface Totals {
  readonly keys: readonly SumKey[]
  /** In the order of `keys`. */
  arrays: Float64Array[]
}

export function emptyTotals(keys: readonly SumKey[]): Totals {
  return { keys, arrays: keys.map(() => new Float64Array(1024)) }
}

export function growTotals(totals: Totals, groups: number): void {
  const size = totals.arrays[0]?.length ?? groups
  if (size >= groups) return
  const wanted = 2 ** Math.ceil(Math.log2(groups))
  totals.arrays = totals.arrays.map((array) => {
    const larger = new Float64Array(wanted)
    larger.set(array)
    return larger
  })
}

/** Adds the selected rows of one segment; `groups` has their groups, in the order of selection. */
export type Adder = (into: Float64Array, groups: Uint32Array, selection: Selection) => void

/** Reads the columns of all sums first, so that a damaged one leaves the totals untouched. */
export function readSums(keys: readonly SumKey[], view: SegmentView): readonly Adder[] {
  return keys.map((key) => adderOf(sumSource(key), view))
}

const addNothing: Adder = () => {}

function adderOf(source: SumSource, view: SegmentView): Adder {
  const column = view.column(source.column)
  const isZero = column.kind === 'constant' && (column.value === 0 || column.value === '')
  if (isZero) return addNothing
  switch (source.of) {
    case 'column':
      return addColumn(column)
    case 'flagged':
      return addFlagged(column, view.column('flags'), source.flag, view.rows)
    case 'when':
      return addWhen(column, view.column(source.when))
    case 'decimal':
      return addDecimals(column)
  }
}

function addColumn(column: Column): Adder {
  if (column.kind === 'constant') return addConstant(Number(column.value))
  if (column.kind === 'text') throw new Error('a text column has no sum')
  const { values } = column
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) {
      const value = values[rows[at]!]!
      if (value !== 0) into[groups[at]!]! += value
    }
  }
}

function addConstant(value: number): Adder {
  return (into, groups, { count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += value
  }
}

function addFlagged(column: Column, flags: Column, flag: number, count: number): Adder {
  const bits = numbersOf(flags, count)
  return (into, groups, selection) => {
    for (let at = 0; at < selection.count; at++) {
      const row = selection.rows[at]!
      if ((bits[row]! & flag) !== 0) into[groups[at]!]! += numberAt(column, row)
    }
  }
}

function addWhen(column: Column, when: Column): Adder {
  const isSet = presence(when)
  if (isSet === null) return addNothing
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) {
      const row = rows[at]!
      if (isSet(row)) into[groups[at]!]! += numberAt(column, row)
    }
  }
}

/** Whether a row's cell is neither 0 nor empty; `null` if none is. */
function presence(column: Column): ((row: number) => boolean) | null {
  if (column.kind === 'number') return (row) => column.values[row] !== 0
  if (column.kind === 'text') return (row) => column.dictionary[column.codes[row]!] !== ''
  return column.value === 0 || column.value === '' ? null : () => true
}

function addDecimals(column: Column): Adder {
  if (column.kind === 'constant') return addConstant(decimalToMicros(String(column.value)))
  if (column.kind === 'number') throw new Error('decimals are kept as text')
  const micros = column.dictionary.map(decimalToMicros)
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += micros[column.codes[rows[at]!]!]!
  }
}
