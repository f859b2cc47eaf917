/**
 * Clicks while they are searched for. Few of a segment are a list and more of them bits, so that
 * thousands of searches can go on at once.
 */
import { rowOf, segmentOf } from '../../core/click-id.ts'
import { addTo, emptyRowSet, type PackedRows, packRows, type RowSet } from './row-set.ts'

export interface GatheredClicks {
  /** By the click's sequence number; one that was added stays one. */
  add(seq: number): void
  /** By segment. */
  pack(): ReadonlyMap<number, PackedRows>
}

/** From here on a list is longer than the bits of a segment. */
const LISTED_MAX = 1024

export function gatheredClicks(): GatheredClicks {
  const segments = new Map<number, number[] | RowSet>()
  let segment = -1
  let rows: number[] | RowSet = []
  return {
    add(seq) {
      const wanted = segmentOf(seq)
      if (wanted !== segment) rows = segments.getOrInsertComputed(wanted, () => [])
      segment = wanted
      const row = rowOf(seq)
      if (!Array.isArray(rows)) return addTo(rows, row)
      if (rows.push(row) < LISTED_MAX) return
      rows = fill(emptyRowSet(), rows)
      segments.set(segment, rows)
    },
    pack: () =>
      new Map(
        [...segments].map(([number, found]) => [
          number,
          packRows(Array.isArray(found) ? fill(bits.fill(0), found) : found),
        ]),
      ),
  }
}

/** For lists on their way, one after the other. */
const bits = emptyRowSet()

function fill(set: RowSet, rows: readonly number[]): RowSet {
  for (const row of rows) addTo(set, row)
  return set
}
