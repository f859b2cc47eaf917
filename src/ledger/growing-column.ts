/**
 * Columns of a segment that still grows. A reader asks for the first so many rows; what it got stays
 * as it was when rows are added (only the dictionary it shares becomes longer).
 */
import type { Column, ConstantColumn } from './column.ts'

const FIRST_ROWS = 256

export interface GrowingText {
  readonly kind: 'text'
  add(text: string): void
  column(rows: number): Column
  at(row: number): string
}

export interface GrowingNumber {
  readonly kind: 'number'
  add(value: number): void
  column(rows: number): Column
  at(row: number): number
  readonly min: number
  readonly max: number
}

export interface GrowingCold {
  readonly kind: 'cold'
  add(text: string): void
  texts(rows: number): readonly string[]
  at(row: number): string
}

export type GrowingColumn = GrowingText | GrowingNumber | GrowingCold

/** Starts with `rows` empty texts. */
export function growingText(rows: number): GrowingText {
  const dictionary: string[] = rows > 0 ? [''] : []
  const codeOf = new Map(dictionary.map((text, code) => [text, code]))
  // A segment has at most 65,536 rows, so a code always fits.
  let codes = new Uint16Array(Math.max(FIRST_ROWS, 2 ** Math.ceil(Math.log2(rows + 1))))
  let count = rows
  return {
    kind: 'text',
    add(text) {
      if (count === codes.length) codes = doubled(codes, new Uint16Array(count * 2))
      let code = codeOf.get(text)
      if (code === undefined) {
        code = dictionary.push(text) - 1
        codeOf.set(text, code)
      }
      codes[count++] = code
    },
    column(visible) {
      if (dictionary.length < 2) return constant(dictionary[0] ?? '')
      return { kind: 'text', dictionary, codes: codes.subarray(0, visible) }
    },
    at: (row) => dictionary[codes[row]!]!,
  }
}

export function growingNumber(): GrowingNumber {
  let values = new Float64Array(FIRST_ROWS)
  let count = 0
  let min = 0
  let max = 0
  return {
    kind: 'number',
    add(value) {
      if (count === values.length) values = doubled(values, new Float64Array(count * 2))
      min = count === 0 ? value : Math.min(min, value)
      max = count === 0 ? value : Math.max(max, value)
      values[count++] = value
    },
    column: (visible) =>
      min === max ? constant(min) : { kind: 'number', values: values.subarray(0, visible) },
    at: (row) => values[row]!,
    get min() {
      return min
    },
    get max() {
      return max
    },
  }
}

export function growingCold(): GrowingCold {
  const texts: string[] = []
  return {
    kind: 'cold',
    add: (text) => void texts.push(text),
    texts: (visible) => texts.slice(0, visible),
    at: (row) => texts[row]!,
  }
}

function constant(value: string | number): ConstantColumn {
  return { kind: 'constant', value }
}

function doubled<A extends Uint16Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
