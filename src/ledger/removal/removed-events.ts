/**
 * The events that were removed by campaign or by click, and how readers leave out those that still
 * are in open segments. What goes by age is too old to be in one.
 */
import type { SegmentView } from '../columns/column.ts'
import { type Goes, partOf, rowsLeft } from './kept-rows.ts'
import { goesBy, type Removal, type RemovalStore } from './removal-store.ts'

/** `to` is exclusive; epoch milliseconds. */
interface TimeSpan {
  readonly from: number
  readonly to: number
}

export interface RemovedEvents {
  /** The newest removal that takes the event; `null`: it stays. */
  readonly of: (event: Parameters<Goes>[0]) => Removal | null
  /** Whether events of the campaign's clicks of this time were removed later than `bookedAt`. */
  isCleared(campaignId: number, span: TimeSpan, bookedAt: number): boolean
  /** The rows of the segment's clicks that were removed by their ids. */
  clicksIn(segment: number): readonly number[]
  /** The removals that may take something of the segment, oldest first. */
  touching(view: SegmentView): readonly Removal[]
  /** The rows of an open segment that stay; `null` when all do. */
  left(view: SegmentView): Uint32Array | null
  /** An open segment without the events that are to go. */
  overlay(view: SegmentView): SegmentView
  /** Takes in new removals. */
  reset(): void
}

export function removedEvents(store: RemovalStore): RemovedEvents {
  let removals = openOf(store)
  const goes = (removal: Removal) => goesBy(removal, store.hasClick)

  /** What came after a removal by ids is not of those clicks: nobody finds them any more. */
  const touching = (view: SegmentView) =>
    removals.filter(
      ({ clicks, askedAt, since, before }) =>
        view.minClickTime < before &&
        view.maxClickTime >= since &&
        (clicks === null || view.minTime <= askedAt),
    )

  function left(view: SegmentView): Uint32Array | null {
    const tests = touching(view).map(goes)
    return tests.length === 0 ? null : rowsLeft(view, (event) => tests.some((test) => test(event)))
  }

  return {
    of(event) {
      const id = store.removalOfClick(event.clickSeq)
      return (
        removals.findLast(
          (removal) => (removal.clicks === null || removal.id === id) && goes(removal)(event),
        ) ?? null
      )
    },
    isCleared: (campaignId, { from, to }, bookedAt) =>
      removals.some(
        (removal) =>
          removal.campaignId === campaignId &&
          removal.askedAt > bookedAt &&
          removal.since < to &&
          removal.before > from,
      ),
    clicksIn: store.clicksIn,
    touching,
    left,
    overlay(view) {
      const rows = left(view)
      return rows === null ? view : partOf(view, [], rows).view()
    },
    reset: () => void (removals = openOf(store)),
  }
}

/** Oldest first. */
function openOf(store: RemovalStore): readonly Removal[] {
  return store
    .list()
    .filter(({ campaignId, clicks }) => campaignId !== null || clicks !== null)
    .toReversed()
}
