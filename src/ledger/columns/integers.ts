/**
 * Integer columns as bytes: differences to the smallest value in the narrowest width that holds
 * them, or nothing at all when the values count up by one.
 */
import { bytesOf } from '../../lib/bytes.ts'

/** Bytes per value: 0 counts up from `base`, 1, 2 and 4 are added to `base`, 8 are plain doubles. */
export type Width = 0 | 1 | 2 | 4 | 8

export interface PackedNumbers {
  readonly width: Width
  readonly base: number
  readonly bytes: Uint8Array
}

export type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

export function packNumbers(values: NumberArray): PackedNumbers {
  const { min, max, isIntegral, countsUp } = survey(values)
  if (countsUp) return { width: 0, base: values[0] ?? 0, bytes: new Uint8Array(0) }
  const width = isIntegral ? widthOf(max - min) : 8
  if (width === 8) return { width, base: 0, bytes: bytesOf(Float64Array.from(values)) }
  const packed = new ARRAYS[width](values.length)
  for (let i = 0; i < values.length; i++) packed[i] = values[i]! - min
  return { width, base: min, bytes: bytesOf(packed) }
}

/** Half a megabyte of garbage for every column would be more than the columns themselves. */
let spare = new Float64Array(65_536)

/**
 * The values, `rows` of them, good until the next call. A loop of its own for every width: one that
 * meets several kinds of arrays is compiled ten times slower.
 */
export function unpackNumbers({ width, base, bytes }: PackedNumbers, rows: number): Float64Array {
  if (spare.length < rows) spare = new Float64Array(rows)
  const values = spare.subarray(0, rows)
  const from = width === 0 ? null : arrayOf(bytes, width, rows)
  if (from instanceof Uint8Array) for (let i = 0; i < rows; i++) values[i] = base + from[i]!
  else if (from instanceof Uint16Array) for (let i = 0; i < rows; i++) values[i] = base + from[i]!
  else if (from instanceof Uint32Array) for (let i = 0; i < rows; i++) values[i] = base + from[i]!
  else if (from === null) for (let i = 0; i < rows; i++) values[i] = base + i
  else values.set(from)
  return values
}

/** Reads single values by row. */
export function openNumbers({ width, base, bytes }: PackedNumbers): (row: number) => number {
  if (width === 0) return (row) => base + row
  const view = arrayOf(bytes, width, bytes.length / width)
  return (row) => base + view[row]!
}

const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const

function survey(values: NumberArray) {
  const first = values[0] ?? 0
  let [min, max, isIntegral, countsUp] = [first, first, true, true]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
    if (!Number.isSafeInteger(value)) isIntegral = false
    if (value !== first + i) countsUp = false
  }
  return { min, max, isIntegral: isIntegral && Number.isSafeInteger(max - min), countsUp }
}

function widthOf(range: number): Exclude<Width, 0> {
  if (range < 2 ** 8) return 1
  if (range < 2 ** 16) return 2
  return range < 2 ** 32 ? 4 : 8
}

/** The numbers without `base`. Copies only when the bytes do not lie on a multiple of the width. */
export function arrayOf(bytes: Uint8Array, width: 1 | 2 | 4 | 8, rows: number) {
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes)
  const View = width === 8 ? Float64Array : ARRAYS[width]
  return new View(aligned.buffer as ArrayBuffer, aligned.byteOffset, rows)
}
