/**
 * Parts of a report that has more rows than fit in memory: the values of one grouping fall into
 * buckets by a hash, and a part is what some buckets hold. A value is in one part only, so parts share
 * no row, and their sums add up to the whole.
 */
import type { PartFilter, SegmentOfPass } from './scan.ts'
import { scratch } from './scratch.ts'

/** Where threads take things from in turn: memory that all of them see. */
export type Counter = Int32Array

/** Marks of rows: 0 is not counted, `ALONE` has no other row of its value, the rest are buckets. */
export const ALONE = 1
export const FIRST_BUCKET = 2
export const END_OF_BUCKETS = 256

/** Travels between threads; the array is memory that all of them see. */
export interface MarkedRows {
  readonly places: ReadonlyMap<string, SurveyPlace>
  /** By row. */
  readonly marks: Uint8Array
}

/** Where a segment's rows are. */
export interface SurveyPlace {
  /** Of its first row. */
  readonly start: number
  /** In `bounds`. */
  readonly bounds: number
  readonly rows: number
}

export const keyOf = ({ pass, segment }: SegmentOfPass) => `${pass}/${segment}`

export function newCounter(): Counter {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

/** Marks from `from` up to `to`, which is not in it. */
export interface Part {
  readonly from: number
  readonly to: number
}

export function partFilter({ places, marks }: MarkedRows, { from, to }: Part): PartFilter {
  const isIn = new Uint8Array(END_OF_BUCKETS).fill(1, from, to)
  return (of, { rows: all, count }) => {
    const { start } = places.get(keyOf(of))!
    const rows = scratch('rows', all.length)
    let kept = 0
    for (let at = 0; at < count; at++) {
      const row = all[at]!
      rows[kept] = row
      kept += isIn[marks[start + row]!]!
    }
    return { rows, count: kept }
  }
}

/** The next so many buckets; `null` when all are taken. */
export function takePart(counter: Counter, buckets: number): Part | null {
  const from = FIRST_BUCKET + Atomics.add(counter, 0, buckets)
  return from < END_OF_BUCKETS ? { from, to: Math.min(from + buckets, END_OF_BUCKETS) } : null
}
