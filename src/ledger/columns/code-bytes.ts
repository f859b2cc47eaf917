/**
 * The codes of a text column as bytes: as numbers (`integers.ts`), or, where many rows bring a text
 * that none before them had, by what is to be expected. Texts are numbered as they first come, so
 * each new one has the next code: a bit per row says whether it is that, then the codes of the others.
 */
import { bytesOf } from '../../lib/bytes.ts'
import type { TextColumn } from './column.ts'
import {
  arrayOf,
  type NumberArray,
  openNumbers,
  type PackedNumbers,
  packNumbers,
  unpackNumbers,
} from './integers.ts'

/** With fewer new texts plain numbers are read faster and take about as much. */
const NEW_SHARE = 1 / 4
const WORD_BITS = 16

export interface PackedCodes extends PackedNumbers {
  /** Whether the bytes are bits and then codes. */
  readonly isExpected: boolean
}

export function packCodes(codes: NumberArray): PackedCodes {
  const packed = packNumbers(codes)
  const expected = packed.width === 2 && packed.base === 0 ? expectedCodes(codes) : null
  return expected === null
    ? { ...packed, isExpected: false }
    : { ...packed, bytes: expected, isExpected: true }
}

/** `null` where too few are the next. */
function expectedCodes(codes: NumberArray): Uint8Array | null {
  const bits = new Uint16Array(Math.ceil(codes.length / WORD_BITS))
  const others = new Uint16Array(codes.length)
  let next = 0
  let count = 0
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] !== next) {
      others[count++] = codes[row]!
      continue
    }
    bits[row >> 4]! |= 1 << (row & 15)
    next++
  }
  if (next < codes.length * NEW_SHARE) return null
  return Buffer.concat([bytesOf(bits), bytesOf(others.subarray(0, count))])
}

/** A copy: a view would keep the whole body in memory. */
export function unpackCodes(packed: PackedCodes, rows: number): TextColumn['codes'] {
  const { width, base, bytes, isExpected } = packed
  if (isExpected) return foundAsExpected(arrayOf(bytes, 2, bytes.length / 2) as Uint16Array, rows)
  if (width === 0) return countingUp(base, rows)
  if (width === 1 && base === 0) return new Uint8Array(bytes)
  if (width === 2 && base === 0) return new Uint16Array(arrayOf(bytes, 2, rows))
  return new Uint16Array(unpackNumbers(packed, rows))
}

/** Reads single codes by row. */
export function openCodes(packed: PackedCodes, rows: number): (row: number) => number {
  if (!packed.isExpected) return openNumbers(packed)
  const codes = unpackCodes(packed, rows)
  return (row) => codes[row]!
}

function foundAsExpected(words: Uint16Array, rows: number): Uint16Array {
  const codes = new Uint16Array(rows)
  let next = 0
  let other = Math.ceil(rows / WORD_BITS)
  for (let row = 0; row < rows; row++) {
    const isNext = (words[row >> 4]! >> (row & 15)) & 1
    codes[row] = isNext === 1 ? next : words[other]!
    next += isNext
    other += 1 - isNext
  }
  return codes
}

/** A dictionary without repetition: every row has the next text. */
function countingUp(from: number, rows: number): Uint16Array {
  const codes = new Uint16Array(rows)
  for (let row = 0; row < rows; row++) codes[row] = from + row
  return codes
}
