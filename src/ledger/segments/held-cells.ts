/**
 * The segments that clicks were read from lately, unpacked: calls of networks name clicks of the
 * last hours, many of one segment. A few, and given back when nobody asks.
 */
import type { CellReader } from './cell-reader.ts'
import type { SealedSegments } from './sealed-segments.ts'

/** About 10 MB each. */
const HELD_SEGMENTS = 6
const IDLE_MS = 5000

export interface HeldCells {
  of(segment: number): CellReader
  /** To be called now and then; `now` is in epoch milliseconds. */
  tend(now: number): void
}

export function heldCells(sealed: Pick<SealedSegments, 'cells' | 'info'>): HeldCells {
  const held = new Map<string, CellReader>()
  let isUsed = false
  let usedAt = 0
  return {
    of(segment) {
      isUsed = true
      const key = `${segment}/${sealed.info(segment)?.revision}`
      const cells = held.get(key) ?? sealed.cells(segment)
      // The one that was not asked for longest stands first.
      held.delete(key)
      held.set(key, cells)
      const [oldest] = held.keys()
      if (held.size > HELD_SEGMENTS) held.delete(oldest!)
      return cells
    },
    tend(now) {
      if (isUsed) usedAt = now
      isUsed = false
      if (now - usedAt > IDLE_MS) held.clear()
    },
  }
}
