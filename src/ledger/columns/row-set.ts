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
  for (const byte of set) count += BITS[byte]!
  return count
}

/** Rows in ascending order. */
export function eachOf(set: RowSet, take: (row: number) => void): void {
  for (let at = 0; at < set.length; at++) {
    const byte = set[at]!
    if (byte === 0) continue
    for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) take(at * 8 + bit)
  }
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

const BITS = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte.toString(2).replaceAll('0', '').length,
)
