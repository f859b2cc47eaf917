/**
 * Costs as readers see them: segments that are still open under the batches in force, and the sums
 * that found no click as a segment of their own. Sealed segments hold their corrected columns.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import { countedUnallocated } from '../../core/costs.ts'
import { type Event, EventKind, eventToRow, rowToEvent } from '../../core/event.ts'
import type { Column, SegmentView } from '../columns/column.ts'
import type { RemovedEvents } from '../removal/removed-events.ts'
import { segmentBuilder } from '../segments/segment-builder.ts'
import {
  correctedCosts,
  COST_COLUMNS,
  type Cover,
  type CoverPage,
  coverPage,
  keptPages,
  withColumns,
} from './cost-cover.ts'
import type { CostStore } from './cost-store.ts'

/** No segment of events has this number: they count from 1. */
export const UNALLOCATED_SEGMENT = 0
/** Of three quarters of a megabyte each. */
const PAGES_KEPT = 8

export interface CostReader {
  cover(segment: number): CoverPage | null
  /** The cost columns of a recorded segment as batches change them; `null`: not at all. */
  correct(view: SegmentView): ReadonlyMap<string, Column> | null
  /** An open segment with its corrected columns, made when they are asked for. */
  overlay(view: SegmentView): SegmentView
  /** `null` when every sum found its clicks. */
  unallocated(): SegmentView | null
  /** The click with its cost by the batches. */
  priced(click: Event): Event
  /** Takes in what was changed. */
  reset(): void
  /** How often that was. */
  revision(): number
}

export function costReader(
  store: CostStore,
  removed: Pick<RemovedEvents, 'isCleared'>,
): CostReader {
  let covered = new Set(store.segments())
  let pages = freshPages()
  function freshPages(): Cover {
    return keptPages(PAGES_KEPT, (segment) => coverPage(store.partsIn(segment)))
  }

  let sums: { readonly view: SegmentView | null } | null = null
  let revision = 0

  function cover(segment: number): CoverPage | null {
    return covered.has(segment) ? pages(segment) : null
  }

  const correct = (view: SegmentView) => (covered.size === 0 ? null : correctedCosts(view, cover))

  return {
    cover,
    correct,
    overlay(view) {
      if (covered.size === 0) return view
      let corrected: ReturnType<typeof correct> | undefined
      const costs = () => (corrected === undefined ? (corrected = correct(view)) : corrected)
      return withColumns(view, COST_COLUMNS, costs)
    },
    unallocated() {
      sums ??= { view: unallocatedView(store, removed) }
      return sums.view
    },
    priced(click) {
      const page = cover(Math.floor(click.clickSeq / SEGMENT_ROWS))
      const micros = page?.micros[click.clickSeq % SEGMENT_ROWS] ?? -1
      return micros < 0 ? click : { ...click, costMicros: micros, costOrigin: 'manual' }
    },
    reset() {
      covered = new Set(store.segments())
      pages = freshPages()
      sums = null
      revision++
    },
    revision: () => revision,
  }
}

/** Sums of a campaign whose clicks were removed are gone with them. */
function unallocatedView(
  store: CostStore,
  removed: Pick<RemovedEvents, 'isCleared'>,
): SegmentView | null {
  const inForce = store.batches().filter(({ undone }) => !undone)
  const builder = segmentBuilder(UNALLOCATED_SEGMENT)
  const bookedAt = new Map(inForce.map(({ id, createdAt }) => [id, createdAt]))
  const sums = countedUnallocated(inForce).filter(
    ({ campaignId, time, batch }) =>
      !removed.isCleared(campaignId, { from: time, to: time + 1 }, bookedAt.get(batch)!),
  )
  sums.forEach(({ campaignId, time, micros }, row) => {
    const event: Event = {
      ...rowToEvent([]),
      kind: EventKind.cost,
      row,
      clickSeq: row,
      time,
      clickTime: time,
      campaignId,
      costMicros: micros,
      costOrigin: 'manual',
    }
    builder.add(eventToRow(event))
  })
  return builder.rows > 0 ? builder.view() : null
}
