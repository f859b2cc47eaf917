/**
 * Segments for scans that pass over more than can be kept, and hold much themselves: what they read of
 * one stays until they read of the next, and pushes nothing out that others want.
 */
import type { Column, SegmentView } from '../../ledger/columns/column.ts'
import { willHold } from '../../lib/thread-memory.ts'
import type { Segments } from './scan.ts'

/** What parts hold in a thread, and what is worked out before. */
const PARTS_BYTES = 72 * 1024 * 1024

export interface PassingSegments extends Segments {
  readonly views: readonly SegmentView[]
}

/** From now on what is kept for others gives way, until the question is answered. */
export function passOver(segments: Segments): PassingSegments {
  willHold(PARTS_BYTES)
  return { ...segments, views: passingViews(segments.views) }
}

export function passingViews(views: Iterable<SegmentView>): SegmentView[] {
  let segment = -1
  const columns = new Map<string, Column>()
  return [...views].map((view) => {
    const { once } = view
    if (once === undefined) return view
    const column = (name: string) => {
      if (segment !== view.number) columns.clear()
      segment = view.number
      const known = columns.get(name) ?? once(name)
      columns.set(name, known)
      return known
    }
    return { ...view, column, once: column }
  })
}
