/**
 * Costs as readers see them: segments that are still open under the batches in force, and the sums
 * that found no click as a segment of their own. Sealed segments hold their corrected columns.
 */
import { rowOf, segmentOf } from '../../core/click-id.ts'
import { type CountedSum, countedUnallocated, countedWith } from '../../core/cost-batches.ts'
import { type Event, EventKind, eventToRow, rowToEvent } from '../../core/event.ts'
import { lately } from '../../lib/lru.ts'
import { type Column, type SegmentView, withColumns } from '../columns/column.ts'
import type { RemovedEvents } from '../removal/removed-events.ts'
import { segmentBuilder } from '../segments/segment-builder.ts'
import {
  correctedCosts,
  COST_COLUMNS,
  type Cover,
  type CoverPage,
  coverPage,
} from './cost-cover.ts'
import type { CostBatch, CostStore } from './cost-store.ts'

/** No segment of events has this number: they count from 1. */
export const UNALLOCATED_SEGMENT = 0
/** Of three quarters of a megabyte each. */
const PAGES_KEPT = 8

export interface CostReader {
  /** The cost columns of a recorded segment as batches change them; `null`: not at all. */
  correct(view: SegmentView): ReadonlyMap<string, Column> | null
  /** An open segment with its corrected columns, made when they are asked for. */
  overlay(view: SegmentView): SegmentView
  /** `null` when every sum found its clicks. */
  unallocated(): SegmentView | null
  /** The click with its cost by the batches. */
  priced(click: Event): Event
  /** The sums that found no click and count, those of cleared campaigns too. */
  counted(): readonly CountedSum<CostBatch>[]
  /** Takes in what was changed; `placed`: no more than the clicks of this batch, which is in force. */
  reset(placed?: CostBatch | null): void
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
    return lately(PAGES_KEPT, (segment: number) => coverPage(store.partsIn(segment)))
  }

  let sums: readonly CountedSum<CostBatch>[] | null = null
  let unallocated: SegmentView | null | undefined
  let revision = 0

  function cover(segment: number): CoverPage | null {
    return covered.has(segment) ? pages(segment) : null
  }

  const counted = () => (sums ??= countedUnallocated(store.sinceUnplaced()))

  /** Of thousands of lines of a file each is a change. */
  function after(placed: CostBatch | null): typeof sums {
    if (placed === null || sums === null) return null
    const isNewest = placed.id + 1 === store.nextId()
    return countedWith(sums, placed, isNewest ? 'newest' : 'older')
  }

  const correct = (view: SegmentView) => (covered.size === 0 ? null : correctedCosts(view, cover))

  return {
    correct,
    overlay(view) {
      return covered.size === 0 ? view : withColumns(view, COST_COLUMNS, () => correct(view))
    },
    unallocated() {
      if (unallocated === undefined) unallocated = unallocatedView(counted(), removed)
      return unallocated
    },
    counted,
    priced(click) {
      const page = cover(segmentOf(click.clickSeq))
      const micros = page?.micros[rowOf(click.clickSeq)] ?? -1
      return micros < 0 ? click : { ...click, costMicros: micros, costOrigin: 'manual' }
    },
    reset(placed = null) {
      covered = new Set(store.segments())
      pages = freshPages()
      sums = after(placed)
      unallocated = undefined
      revision++
    },
    revision: () => revision,
  }
}

/** Sums of a campaign whose clicks were removed are gone with them. */
function unallocatedView(
  counted: readonly CountedSum<CostBatch>[],
  removed: Pick<RemovedEvents, 'isCleared'>,
): SegmentView | null {
  const builder = segmentBuilder(UNALLOCATED_SEGMENT)
  const sums = counted.filter(
    ({ campaignId, time, batch }) =>
      !removed.isCleared(campaignId, { from: time, to: time + 1 }, batch.createdAt),
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
