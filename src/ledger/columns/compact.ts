/**
 * Number columns in the smallest form they allow, in memory and as bytes: most measures are 0 on
 * nearly every row, flags and ids have few different values, the rest fits a narrow array. Readers
 * who know a compact form work on it; all others see plain values.
 */
import type {
  CodedNumbers,
  CompactNumbers,
  CountingNumbers,
  NumberColumn,
  RaisedNumbers,
  SparseNumbers,
  SplitNumbers,
} from './column.ts'
import { splitNumbers } from './split-numbers.ts'

/** A sparse column has at most this share of other values than 0. */
const SPARSE_SHARE = 1 / 8
/** With more codes than this a table would not be small beside the rows. */
const CODES_MAX = 1024
/** Open addressing over at most `CODES_MAX` values. */
const SLOTS = 4096
const GOLDEN = 0x9e3779b1

/** Those forms that also exist as bytes. */
export type StoredNumbers = Exclude<CompactNumbers, RaisedNumbers>

/** A column of these values; keeps nothing of the array. */
export function numberColumn(values: Float64Array): NumberColumn {
  const compact = compactForm(values)
  return compact === null ? plainColumn(values) : compactColumn(compact, values.length)
}

/** A column of values that have no compact form. */
export function plainColumn(values: Float64Array): NumberColumn {
  return { kind: 'number', values: narrow(values) }
}

/** The form that is stored; `null` when a plain array is no larger. */
export function compactForm(values: Float64Array): StoredNumbers | null {
  return (
    sparse(values) ??
    (isNarrow(values) ? null : (coded(values) ?? counting(values) ?? split(values)))
  )
}

/** Whether plain values take no more than codes would. */
function isNarrow(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value !== (value & 255)) return false
  }
  return true
}

/** Values are made when somebody asks, and kept while memory is not wanted for something else. */
export function compactColumn(compact: CompactNumbers, rows: number): NumberColumn {
  let made: WeakRef<NumberColumn['values']> | null = null
  return {
    kind: 'number',
    compact,
    get values() {
      const known = made?.deref()
      if (known) return known
      const values = narrow(compact.of === 'coded' ? decode(compact) : unfold(compact, rows))
      made = new WeakRef(values)
      return values
    },
  }
}

function unfold(compact: Exclude<CompactNumbers, CodedNumbers>, count: number): Float64Array {
  if (compact.of === 'raised') return raise(compact)
  if (compact.of === 'split') return join(compact)
  const { rows, values } = compact
  const all = new Float64Array(count)
  if (compact.of === 'counting') for (let row = 0; row < count; row++) all[row] = compact.from + row
  for (let at = 0; at < rows.length; at++) all[rows[at]!] = values[at]!
  return all
}

function raise({ base, above }: RaisedNumbers): Float64Array {
  const all = new Float64Array(above.length)
  for (let row = 0; row < above.length; row++) all[row] = base + above[row]!
  return all
}

function join({ low, rows, values }: SplitNumbers): Float64Array {
  const all = Float64Array.from(low)
  for (let at = 0; at < rows.length; at++) all[rows[at]!]! += values[at]!
  return all
}

function decode({ codes, table }: CodedNumbers): Float64Array {
  const all = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) all[row] = table[codes[row]!]!
  return all
}

/** A copy in the narrowest array that holds the values. */
function narrow(values: Float64Array): NumberColumn['values'] {
  let least = 0
  let most = 0
  let isWhole = true
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value < least) least = value
    if (value > most) most = value
    if (value !== Math.floor(value)) isWhole = false
  }
  if (!isWhole) return values.slice()
  if (least >= 0 && most < 2 ** 8) return new Uint8Array(values)
  if (least >= 0 && most < 2 ** 16) return new Uint16Array(values)
  return least >= -(2 ** 31) && most < 2 ** 31 ? new Int32Array(values) : values.slice()
}

/** `null` when too many values are not 0. */
function sparse(from: Float64Array): SparseNumbers | null {
  const others = exceptions(from, 0, 0)
  return others && { of: 'sparse', ...others }
}

/** `null` when too many rows do not go on counting from the first click's number. */
function counting(values: Float64Array): CountingNumbers | null {
  const from = Math.max(...values.subarray(0, 64).map((value, row) => value - row))
  const others = exceptions(values, from, 1)
  return others && { of: 'counting', from, ...others }
}

/** `null` when a plain array takes as little, or nearly. */
function split(values: Float64Array): SplitNumbers | null {
  if (!values.every(Number.isSafeInteger)) return null
  const parts = splitNumbers(values, 0)
  return parts === null || parts.rows.length === 0 ? null : parts
}

/** The rows that have anything but `start + step × row`; `null` when they are too many. */
function exceptions(from: Float64Array, start: number, step: 0 | 1) {
  const most = Math.floor(from.length * SPARSE_SHARE)
  let count = 0
  for (let row = 0; row < from.length; row++) if (from[row] !== start + step * row) count++
  if (count > most) return null
  const rows = new Uint16Array(count)
  const values = new Float64Array(count)
  let at = 0
  for (let row = 0; row < from.length; row++) {
    if (from[row] === start + step * row) continue
    rows[at] = row
    values[at++] = from[row]!
  }
  return { rows, values }
}

/** `null` when there are more than `CODES_MAX` different values. */
function coded(from: Float64Array): CodedNumbers | null {
  const codes = new Uint16Array(from.length)
  const table = new Float64Array(CODES_MAX)
  const slots = new Uint16Array(SLOTS)
  let count = 0
  for (let row = 0; row < from.length; row++) {
    const value = from[row]!
    let slot = slotOf(value)
    while (slots[slot] !== 0 && table[slots[slot]! - 1] !== value) slot = (slot + 1) & (SLOTS - 1)
    if (slots[slot] === 0) {
      if (count === CODES_MAX) return null
      table[count++] = value
      slots[slot] = count
    }
    codes[row] = slots[slot]! - 1
  }
  const narrowest = count <= 256 ? new Uint8Array(codes) : codes
  return { of: 'coded', codes: narrowest, table: table.slice(0, count) }
}

function slotOf(value: number): number {
  const high = Math.floor(value / 4_294_967_296)
  return Math.imul((value >>> 0) ^ high, GOLDEN) >>> 20
}
