/**
 * Parts of a report that has more rows than fit in memory: the values of one grouping fall into
 * buckets by a hash, and a part is what some buckets hold. A value is in one part only, so parts
 * share no row, and their sums add up to the whole.
 */
import type { Dimension } from '../core/reports/dimensions.ts'
import type { PackedDictionary, SegmentView } from '../ledger/column.ts'
import { hashOf, hashOfText } from '../lib/text-hash.ts'
import { type Coded, type SelectedRows, usedCodes } from './encode.ts'
import { scratch } from './scratch.ts'

export const BUCKETS = 256
/** The same in every thread, or parts would overlap. */
const SEED = 0x51ce

/** Buckets from `from` up to `to`, which is not in it. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** Which rows are of a part. */
export interface PartFilter {
  /** Whose values fall into buckets. */
  readonly dimension: Dimension
  rowsOf(coded: Coded<string | null>, place: Place, selection: SelectedRows): SelectedRows
}

interface Place {
  /** Its name. */
  readonly pass: string
  readonly view: SegmentView
}

/** The buckets of a segment's codes are worked out once for all parts. */
export interface Bucketing {
  filter(part: Part): PartFilter
}

export function bucketing(dimension: Dimension): Bucketing {
  const known = new Map<string, Uint8Array>()
  return {
    filter({ from, to }) {
      const isIn = new Uint8Array(BUCKETS).fill(1, from, to)
      return {
        dimension,
        rowsOf(coded, { pass, view }, selection) {
          const key = `${pass}/${view.number}`
          const buckets = known.get(key) ?? bucketsOf(coded, dimension, selection)
          known.set(key, buckets)
          return rowsIn(coded, { buckets, isIn }, selection)
        },
      }
    },
  }
}

function rowsIn(
  { codes }: Coded<unknown>,
  { buckets, isIn }: { readonly buckets: Uint8Array; readonly isIn: Uint8Array },
  { rows: from, count }: SelectedRows,
): SelectedRows {
  if (codes === null) return { rows: from, count: isIn[buckets[0]!]! * count }
  const rows = scratch('rows', from.length)
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = from[at]!
    rows[kept] = row
    kept += isIn[buckets[codes[row]!]!]!
  }
  return { rows, count: kept }
}

/** By code, for those codes that selected rows have. */
function bucketsOf(
  coded: Coded<string | null>,
  { plain }: Dimension,
  selection: SelectedRows,
): Uint8Array {
  const { codes, size, cell, texts } = coded
  const buckets = new Uint8Array(size)
  const known = plain !== null && texts?.packed ? textBuckets(texts.packed, buckets) : 0
  const used = codes === null ? null : usedCodes(codes, size, selection)
  for (let code = known; code < size; code++)
    if (used === null || used[code] !== 0) buckets[code] = bucketOf(cell(code) ?? '')
  return buckets
}

const bucketOf = (text: string) => hashOfText(text, SEED) >>> 24

/** Gives how many it has done: none of a dictionary beyond Latin-1. */
function textBuckets(packed: PackedDictionary, into: Uint8Array): number {
  return packed.use(({ count, isWide, ends, bytes }) => {
    if (isWide) return 0
    let from = 0
    for (let code = 0; code < count; code++) {
      const to = ends[code]!
      into[code] = hashOf(bytes, from, to, SEED) >>> 24
      from = to
    }
    return count
  })
}

/** Where threads take parts from: memory that all of them see. */
export type PartClaims = Int32Array

export function newPartClaims(): PartClaims {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

/** The next so many buckets; `null` when all are taken. */
export function takePart(claims: PartClaims, buckets: number): Part | null {
  const from = Atomics.add(claims, 0, buckets)
  return from < BUCKETS ? { from, to: Math.min(from + buckets, BUCKETS) } : null
}
