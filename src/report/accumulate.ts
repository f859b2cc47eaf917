/** Adding up: the sums of a query over the rows of a segment, one loop per sum. */
import { decimalToMicros, type SumKey, type SumSource, sumSource } from '../core/reports/sums.ts'
import type {
  CodedNumbers,
  Column,
  SegmentView,
  SparseNumbers,
  SplitNumbers,
} from '../ledger/column.ts'
import { grown } from '../lib/thread-memory.ts'
import type { SelectedRows } from './encode.ts'
import { numbersOf } from './numbers.ts'

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
    grown(array.byteLength, 8 * wanted)
    const larger = new Float64Array(wanted)
    larger.set(array)
    return larger
  })
}

/** Adds the selected rows of one segment; `groups` has their groups, in the order of selection. */
export type Adder = (into: Float64Array, groups: Uint32Array, selection: SelectedRows) => void

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
      return addColumn(column, view.rows)
    case 'flagged':
      return addWhere(column, flagTest(view.column('flags'), source.flag), view.rows)
    case 'when':
      return addWhere(column, presence(view.column(source.when)), view.rows)
    case 'decimal':
      return addDecimals(column)
  }
}

function addColumn(column: Column, rows: number): Adder {
  if (column.kind === 'constant') return addConstant(Number(column.value))
  if (column.kind === 'text') throw new Error('a text column has no sum')
  if (column.compact?.of === 'sparse') return addSparse(column.compact, rows)
  if (column.compact?.of === 'coded') return addCoded(column.compact)
  if (column.compact?.of === 'split') return addSplit(column.compact, rows)
  const { values } = column
  if (values instanceof Uint8Array) return addBytes(values)
  return values instanceof Uint16Array ? addShorts(values) : addNumbers(values)
}

// Loops of their own: one that meets several kinds of arrays is compiled far slower.
function addBytes(values: Uint8Array): Adder {
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addShorts(values: Uint16Array): Adder {
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addNumbers(values: ArrayLike<number>): Adder {
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addConstant(value: number): Adder {
  return (into, groups, { count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += value
  }
}

function addCoded({ codes, table }: CodedNumbers): Adder {
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += table[codes[rows[at]!]!]!
  }
}

function addSplit({ low, rows, values }: SplitNumbers, total: number): Adder {
  const adders = [addShorts(low), addSparse({ rows, values }, total)]
  return (into, groups, selection) => adders.forEach((add) => add(into, groups, selection))
}

/** Both lists of rows ascend, so they are walked side by side. */
function addSparse({ rows: filled, values }: Omit<SparseNumbers, 'of'>, total: number): Adder {
  return (into, groups, { rows, count }) => {
    if (count === total) {
      for (let at = 0; at < filled.length; at++) into[groups[filled[at]!]!]! += values[at]!
      return
    }
    let place = 0
    for (let at = 0; at < filled.length; at++) {
      const row = filled[at]!
      while (place < count && rows[place]! < row) place++
      if (place === count) return
      if (rows[place] === row) into[groups[place]!]! += values[at]!
    }
  }
}

/** Whether a row is counted, by its code; `codes` is `null` where all rows are alike. */
interface Test {
  readonly codes: ArrayLike<number> | null
  readonly passes: ArrayLike<number | boolean>
}

function addWhere(column: Column, { codes, passes }: Test, total: number): Adder {
  if (codes === null) return passes[0] ? addColumn(column, total) : addNothing
  const isConstant = column.kind === 'constant'
  const constant = isConstant ? Number(column.value) : 0
  const values = isConstant ? null : numbersOf(column, total)
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) {
      const row = rows[at]!
      if (passes[codes[row]!]) into[groups[at]!]! += values === null ? constant : values[row]!
    }
  }
}

function flagTest(flags: Column, flag: number): Test {
  const isSet = (value: number) => Number((value & flag) !== 0)
  if (flags.kind === 'text') throw new Error('flags are numbers')
  if (flags.kind === 'constant') return { codes: null, passes: [isSet(Number(flags.value))] }
  if (flags.compact?.of === 'coded')
    return { codes: flags.compact.codes, passes: Uint8Array.from(flags.compact.table, isSet) }
  return { codes: Uint8Array.from(flags.values, isSet), passes: [false, true] }
}

/** Whether a row's cell is neither 0 nor empty. */
function presence(column: Column): Test {
  switch (column.kind) {
    case 'constant':
      return { codes: null, passes: [column.value !== 0 && column.value !== ''] }
    case 'number':
      return {
        codes: Uint8Array.from(column.values, (value) => Number(value !== 0)),
        passes: [false, true],
      }
    case 'text':
      return { codes: column.codes, passes: column.dictionary.map((text) => text !== '') }
  }
}

function addDecimals(column: Column): Adder {
  if (column.kind === 'constant') return addConstant(decimalToMicros(String(column.value)))
  if (column.kind === 'number') throw new Error('decimals are kept as text')
  const micros = column.dictionary.map(decimalToMicros)
  const { codes } = column
  return (into, groups, { rows, count }) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += micros[codes[rows[at]!]!]!
  }
}
