/**
 * Columns of a segment that still grows. A reader asks for the first so many rows; what it got stays
 * as it was when rows are added (only the dictionary it shares becomes longer).
 *
 * A row adds only the values it has: what lies between two additions, and behind the last one, is
 * empty. So a column costs nothing while nobody fills it.
 */
import type { Column, ConstantColumn } from './column.ts'
import { textCodes, textStore } from './text-store.ts'

const FIRST_ROWS = 256

export interface GrowingText {
  readonly kind: 'text'
  /** A text of a row: counted from 0, above those of all earlier calls. Places as in `TextStore`. */
  add(row: number, json: Buffer, from: number, to: number): void
  column(rows: number): Column
  at(row: number): string
}

export interface GrowingNumber {
  readonly kind: 'number'
  add(row: number, value: number): void
  column(rows: number): Column
  at(row: number): number
  /** Of the rows up to the last one added. */
  readonly min: number
  readonly max: number
}

export interface GrowingCold {
  readonly kind: 'cold'
  add(row: number, json: Buffer, from: number, to: number): void
  texts(rows: number): readonly string[]
  at(row: number): string
}

export type GrowingColumn = GrowingText | GrowingNumber | GrowingCold

const EMPTY = Buffer.alloc(0)

export function growingText(): GrowingText {
  const known = textCodes()
  /** Of the known texts, as far as anybody has asked for them. */
  const dictionary: string[] = []
  // A segment has at most 65,536 rows, so a code always fits.
  let codes = new Uint16Array(0)
  let count = 0
  let lastCode = -1

  /** Empty texts up to `row`. */
  function pad(row: number): void {
    if (row > codes.length) codes = enlarged(codes, new Uint16Array(roomFor(row)))
    codes.fill(known.codeOf(EMPTY, 0, 0), count, row)
    count = row
  }

  return {
    kind: 'text',
    add(row, json, from, to) {
      if (count < row) pad(row)
      if (row === codes.length) codes = enlarged(codes, new Uint16Array(roomFor(row + 1)))
      // Most columns repeat themselves, and comparing is cheaper than looking up.
      if (lastCode < 0 || !known.store.isAt(lastCode, json, from, to)) {
        lastCode = known.codeOf(json, from, to)
      }
      codes[row] = lastCode
      count = row + 1
    },
    column(visible) {
      if (count === 0) return constant('')
      if (count < visible) pad(visible)
      const { store } = known
      while (dictionary.length < store.count) dictionary.push(store.at(dictionary.length))
      if (dictionary.length < 2) return constant(dictionary[0]!)
      return { kind: 'text', dictionary, codes: codes.subarray(0, visible) }
    },
    at: (row) => (row < count ? known.store.at(codes[row]!) : ''),
  }
}

export function growingNumber(): GrowingNumber {
  let values = new Float64Array(0)
  let count = 0
  let min = 0
  let max = 0

  /** Zeros up to `row`; new arrays hold nothing else. */
  function pad(row: number): void {
    if (row > values.length) values = enlarged(values, new Float64Array(roomFor(row)))
    min = Math.min(min, 0)
    max = Math.max(max, 0)
    count = row
  }

  return {
    kind: 'number',
    add(row, value) {
      if (count < row) pad(row)
      if (row === values.length) values = enlarged(values, new Float64Array(roomFor(row + 1)))
      min = row === 0 ? value : Math.min(min, value)
      max = row === 0 ? value : Math.max(max, value)
      values[row] = value
      count = row + 1
    },
    column(visible) {
      if (count > 0 && count < visible) pad(visible)
      return min === max ? constant(min) : { kind: 'number', values: values.subarray(0, visible) }
    },
    at: (row) => (row < count ? values[row]! : 0),
    get min() {
      return min
    },
    get max() {
      return max
    },
  }
}

export function growingCold(): GrowingCold {
  const texts = textStore()
  const pad = (row: number) => {
    while (texts.count < row) texts.add(EMPTY, 0, 0)
  }
  return {
    kind: 'cold',
    add(row, json, from, to) {
      pad(row)
      texts.add(json, from, to)
    },
    texts(visible) {
      pad(visible)
      return Array.from({ length: visible }, (_, row) => texts.at(row))
    },
    at: (row) => (row < texts.count ? texts.at(row) : ''),
  }
}

function roomFor(rows: number): number {
  return Math.max(FIRST_ROWS, 2 ** Math.ceil(Math.log2(rows)))
}

function constant(value: string | number): ConstantColumn {
  return { kind: 'constant', value }
}

function enlarged<A extends Uint16Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
