/** Rows of one segment as a set of bits: small in memory, smaller when packed. */
import { SEGMENT_ROWS } from '../../core/click-id.ts'

/** Bit `row & 7` of byte `row >> 3`. */
export type RowSet = Uint8Array

const SET_BYTES = SEGMENT_ROWS / 8

export function emptyRowSet(): RowSet {
  return new Uint8Array(SET_BYTES)
}

export function addTo(set: RowSet, row: number): void {
  set[row >> 3]! |= 1 << (row & 7)
}

export function has(set: RowSet, row: number): boolean {
  return ((set[row >> 3]! >> (row & 7)) & 1) === 1
}

export function countOf(set: RowSet): number {
  let count = 0
  for (let words = wordsOf(set), at = 0; at < words.length; at++)
    for (let word = words[at]!; word !== 0; word &= word - 1) count++
  return count
}

/** Rows in ascending order. */
export function eachOf(set: RowSet, take: (row: number) => void): void {
  for (let words = wordsOf(set), at = 0; at < words.length; at++)
    for (let word = words[at]!; word !== 0; word &= word - 1)
      take(at * 32 + 31 - Math.clz32(word & -word))
}

/** Bit `row & 31` of word `row >> 5`: most words of most sets are 0. */
function wordsOf(set: RowSet): Uint32Array {
  return new Uint32Array(set.buffer, set.byteOffset, set.length / 4)
}

/** A set as it is kept: a file of costs makes thousands of them. */
export interface PackedRows {
  readonly count: number
  readonly bytes: Uint8Array
}

export function packRows(set: RowSet): PackedRows {
  return { count: countOf(set), bytes: Bun.zstdCompressSync(set) }
}

/** `bytes` must be what `packRows` gave. */
export function unpackRows({ bytes }: PackedRows): RowSet {
  return new Uint8Array(Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>))
}
