/**
 * Columns as small codes: whatever a column holds, a reader gets one code per row and a cell per
 * code, so that filters and groups work per distinct value and not per row.
 */
import type { Column, TextColumn } from '../../ledger/columns/column.ts'
import { scratch } from './scratch.ts'

export type Codes = Uint8Array | Uint16Array | Uint32Array
type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array

/** Row numbers in ascending order; only the first `count` are meant. */
export interface SelectedRows {
  readonly rows: Uint32Array
  readonly count: number
}

export interface Coded<T> {
  /** `null`: code 0 on every row. */
  readonly codes: Codes | null
  /** Codes are below it; not every one need occur. */
  readonly size: number
  readonly cell: (code: number) => T
  /** Where the codes are, from 0, those of a text column's dictionary: a shorter way than cells. */
  readonly texts?: TextColumn
}

/** Spans up to this are numbered through a table, wider ones through a hash. */
const TABLE_SPAN_MAX = 1 << 20
/** 2^32 ÷ the golden ratio: spreads neighbours (Knuth). */
const GOLDEN = 0x9e3779b1

/** Codes of a column; numbers are cut down to multiples of `quantum` first. */
export function encodeColumn(column: Column, quantum: number): Coded<string | number> {
  if (column.kind === 'constant')
    return { codes: null, size: 1, cell: () => cut(column.value, quantum) }
  if (column.kind === 'text') {
    let dictionary: readonly string[] | null = null
    const cell = (code: number) => (dictionary ??= column.dictionary)[code]!
    return { codes: column.codes, size: dictionarySize(column), cell, texts: column }
  }
  const { compact } = column
  if (compact?.of === 'coded' && quantum === 1) {
    const { codes, table } = compact
    return { codes, size: table.length, cell: (code) => table[code]! }
  }
  const { values } = column
  const isSmall = values instanceof Uint8Array || values instanceof Uint16Array
  if (!isSmall || quantum !== 1) return encodeNumbers(values, quantum)
  return { codes: values, size: values instanceof Uint8Array ? 256 : 65_536, cell: (code) => code }
}

export function dictionarySize(column: TextColumn): number {
  return column.packed?.count ?? column.dictionary.length
}

function cut(value: string | number, quantum: number): string | number {
  return typeof value === 'string' ? value : Math.floor(value / quantum) * quantum
}

/** One code per pair of codes that occurs together. */
export function encodePair<A, B>(left: Coded<A>, right: Coded<B>, rows: number): Coded<[A, B]> {
  if (right.codes === null)
    return { codes: left.codes, size: left.size, cell: (code) => [left.cell(code), right.cell(0)] }
  if (left.codes === null)
    return {
      codes: right.codes,
      size: right.size,
      cell: (code) => [left.cell(0), right.cell(code)],
    }
  const both = new Float64Array(rows)
  for (let row = 0; row < rows; row++) both[row] = left.codes[row]! * right.size + right.codes[row]!
  const { codes, size, cell } = encodeNumbers(both, 1)
  return {
    codes,
    size,
    cell: (code) => {
      const pair = cell(code)
      return [left.cell(Math.floor(pair / right.size)), right.cell(pair % right.size)]
    },
  }
}

/** Codes of integers cut down to multiples of `quantum`, in order of appearance. */
export function encodeNumbers(values: Numbers, quantum: number): Coded<number> {
  let least = Infinity
  let most = -Infinity
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value < least) least = value
    if (value > most) most = value
  }
  const base = Math.floor(least / quantum)
  const span = Math.floor(most / quantum) - base
  if (values.length === 0) return { codes: null, size: 1, cell: () => 0 }
  return span < TABLE_SPAN_MAX
    ? encodeByTable(values, quantum, base, span)
    : encodeByHash(values, quantum)
}

function encodeByTable(
  values: Numbers,
  quantum: number,
  base: number,
  span: number,
): Coded<number> {
  const codes = new Uint32Array(values.length)
  // Codes are stored one higher: 0 is "not seen yet".
  const seen = new Uint32Array(span + 1)
  const distinct: number[] = []
  for (let row = 0; row < values.length; row++) {
    const slot = Math.floor(values[row]! / quantum) - base
    let code = seen[slot]!
    if (code === 0) {
      code = distinct.push((slot + base) * quantum)
      seen[slot] = code
    }
    codes[row] = code - 1
  }
  return { codes, size: distinct.length, cell: (code) => distinct[code]! }
}

function encodeByHash(values: Numbers, quantum: number): Coded<number> {
  const codes = new Uint32Array(values.length)
  const mask = (1 << (33 - Math.clz32(values.length))) - 1
  const seen = new Uint32Array(mask + 1)
  const distinct: number[] = []
  for (let row = 0; row < values.length; row++) {
    const value = Math.floor(values[row]! / quantum) * quantum
    let at = hash(value) & mask
    while (seen[at] !== 0 && distinct[seen[at]! - 1] !== value) at = (at + 1) & mask
    if (seen[at] === 0) seen[at] = distinct.push(value)
    codes[row] = seen[at]! - 1
  }
  return { codes, size: distinct.length, cell: (code) => distinct[code]! }
}

function hash(value: number): number {
  const high = Math.imul(Math.floor(value / 4_294_967_296), 0x85ebca6b)
  const mixed = Math.imul((value >>> 0) ^ high, GOLDEN)
  return mixed ^ (mixed >>> 15)
}

/** A table with 1 for every code that a selected row has, and 0 for the others; used again soon. */
export function usedCodes(codes: Codes, size: number, { rows, count }: SelectedRows): Uint32Array {
  const used = scratch('codes', size).fill(0)
  for (let at = 0; at < count; at++) used[codes[rows[at]!]!] = 1
  return used
}
