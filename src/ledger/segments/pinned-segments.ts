/**
 * The ledger as it is at one moment, for work that takes minutes: costs that are changed and events
 * that are removed meanwhile are not seen by it. Reads over a connection of its own.
 */
import type { PinnedSegments, SegmentView } from '../columns/column.ts'
import { COST_COLUMNS } from '../costs/cost-cover.ts'
import { VERDICT_COLUMNS } from '../verdicts/verdict-columns.ts'
import { columnCache } from './column-cache.ts'
import { openPinned } from './ledger-db.ts'
import { type SealedSegments, sealedSegments } from './sealed-segments.ts'

/** Such work goes through the segments one after the other and comes back to few. */
const CACHE_BYTES = 16 * 1024 * 1024

/** Of `ledger.db` at the path, and of segments that are not in it yet. */
export function pinSegments(path: string, open: readonly SegmentView[]): PinnedSegments {
  open.forEach(readChangeable)
  const db = openPinned(path)
  try {
    const sealed = sealedSegments(db, columnCache(CACHE_BYTES))
    return {
      source: { sealed: () => viewsOf(sealed), open: () => open },
      close: () => db.close(),
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/** What is laid over a recorded column is made when it is read, and then stays. */
function readChangeable(view: SegmentView): void {
  for (const name of [...COST_COLUMNS, ...VERDICT_COLUMNS]) view.column(name)
}

/** Those that have rows. */
export function* viewsOf(sealed: SealedSegments): Iterable<SegmentView> {
  for (const { number, rows } of sealed.list()) {
    const view = sealed.view(number)
    if (view && rows > 0) yield view
  }
}
