/** Adding up: the sums of a query over the rows of a segment, one loop per sum. */
import { decimalToMicros, type SumKey, type SumSource, sumSource } from '../../core/reports/sums.ts'
import { numbersOf } from '../../ledger/columns/cells.ts'
import type {
  CodedNumbers,
  Column,
  SegmentView,
  SparseNumbers,
  SplitNumbers,
} from '../../ledger/columns/column.ts'
import { lengthened } from '../../lib/thread-memory.ts'
import type { SelectedRows } from './encode.ts'
import { scratch } from './scratch.ts'

/** One array of totals per sum, by group; longer than there are groups. */
export interface Totals {
  readonly keys: readonly SumKey[]
  /** In the order of `keys`. */
  arrays: Float64Array[]
}

/** How much longer than needed arrays are made: there are as many as sums. */
const SPARE = 1.25

export function emptyTotals(keys: readonly SumKey[]): Totals {
  return { keys, arrays: keys.map(() => new Float64Array(1024)) }
}

export function growTotals(totals: Totals, groups: number): void {
  const size = totals.arrays[0]?.length ?? groups
  if (size >= groups) return
  const wanted = Math.ceil(groups * SPARE)
  totals.arrays = totals.arrays.map((array) => new Float64Array(lengthened(array, 8 * wanted)))
}

/** Adds the selected rows of one segment; `groups` has their groups, in the order of selection. */
export type Adder = (into: Float64Array, groups: Uint32Array) => void

/** The selected rows of a segment. */
interface Selected extends SelectedRows {
  /** All rows of the segment. */
  readonly total: number
  /** By row: its place among the selected ones plus one, 0 for others. Not asked for when all are. */
  readonly places: () => Uint32Array
}

/** Reads the columns of all sums first, so that a damaged one leaves the totals untouched. */
export function readSums(
  keys: readonly SumKey[],
  view: SegmentView,
  selection: SelectedRows,
): readonly Adder[] {
  let known: Uint32Array | null = null
  const places = () => (known ??= placesOf(selection, view.rows))
  const selected = { ...selection, total: view.rows, places }
  return keys.map((key) => adderOf(sumSource(key), view, selected))
}

function placesOf({ rows, count }: SelectedRows, total: number): Uint32Array {
  const places = scratch('places', total).fill(0)
  for (let at = 0; at < count; at++) places[rows[at]!] = at + 1
  return places
}

const addNothing: Adder = () => {}

function adderOf(source: SumSource, view: SegmentView, selected: Selected): Adder {
  const column = view.column(source.column)
  const isZero = column.kind === 'constant' && (column.value === 0 || column.value === '')
  if (isZero) return addNothing
  switch (source.of) {
    case 'column':
      return addColumn(column, selected)
    case 'flagged':
      return addWhere(column, flagTest(view.column('flags'), source.flag), selected)
    case 'when':
      return addWhere(column, presence(view.column(source.when)), selected)
    case 'decimal':
      return addDecimals(column, selected)
  }
}

function addColumn(column: Column, selected: Selected): Adder {
  if (column.kind === 'constant') return addConstant(Number(column.value), selected)
  if (column.kind === 'text') throw new Error('a text column has no sum')
  if (column.compact?.of === 'sparse') return addSparse(column.compact, selected)
  if (column.compact?.of === 'coded') return addCoded(column.compact, selected)
  if (column.compact?.of === 'split') return addSplit(column.compact, selected)
  const { values } = column
  if (values instanceof Uint8Array) return addBytes(values, selected)
  return values instanceof Uint16Array ? addShorts(values, selected) : addNumbers(values, selected)
}

// Loops of their own: one that meets several kinds of arrays is compiled far slower.
function addBytes(values: Uint8Array, { rows, count }: Selected): Adder {
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addShorts(values: Uint16Array, { rows, count }: Selected): Adder {
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addNumbers(values: ArrayLike<number>, { rows, count }: Selected): Adder {
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += values[rows[at]!]!
  }
}

function addConstant(value: number, { count }: Selected): Adder {
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += value
  }
}

function addCoded({ codes, table }: CodedNumbers, { rows, count }: Selected): Adder {
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += table[codes[rows[at]!]!]!
  }
}

function addSplit({ low, rows, values }: SplitNumbers, selected: Selected): Adder {
  const adders = [addShorts(low, selected), addSparse({ rows, values }, selected)]
  return (into, groups) => adders.forEach((add) => add(into, groups))
}

function addSparse({ rows, values }: Omit<SparseNumbers, 'of'>, selected: Selected): Adder {
  if (selected.count === selected.total)
    return (into, groups) => {
      for (let at = 0; at < rows.length; at++) into[groups[rows[at]!]!]! += values[at]!
    }
  return (into, groups) => {
    const places = selected.places()
    for (let at = 0; at < rows.length; at++) {
      const place = places[rows[at]!]!
      if (place !== 0) into[groups[place - 1]!]! += values[at]!
    }
  }
}

/** Whether a row is counted, by its code; `codes` is `null` where all rows are alike. */
interface Test {
  readonly codes: ArrayLike<number> | null
  readonly passes: ArrayLike<number | boolean>
}

function addWhere(column: Column, { codes, passes }: Test, selected: Selected): Adder {
  if (codes === null) return passes[0] ? addColumn(column, selected) : addNothing
  const isConstant = column.kind === 'constant'
  const constant = isConstant ? Number(column.value) : 0
  const { rows, count, total } = selected
  const values = isConstant ? null : numbersOf(column, total)
  return (into, groups) => {
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

function addDecimals(column: Column, selected: Selected): Adder {
  if (column.kind === 'constant')
    return addConstant(decimalToMicros(String(column.value)), selected)
  if (column.kind === 'number') throw new Error('decimals are kept as text')
  const micros = column.dictionary.map(decimalToMicros)
  const { codes } = column
  const { rows, count } = selected
  return (into, groups) => {
    for (let at = 0; at < count; at++) into[groups[at]!]! += micros[codes[rows[at]!]!]!
  }
}
