/**
 * The events that were removed by campaign or by click, and how readers leave out those that still
 * are in open segments. What goes by age is too old to be in one.
 */
import type { Period } from '../../core/reports/period.ts'
import { boundedCache } from '../../lib/lru.ts'
import { mayHold, type SegmentView } from '../columns/column.ts'
import { type Goes, growingLeft, partOf } from './kept-rows.ts'
import { goesBy, periodOf, type Removal, type RemovalStore } from './removal-store.ts'

export interface RemovedEvents {
  /** The newest removal that takes the event; `null`: it stays. */
  readonly of: (event: Parameters<Goes>[0]) => Removal | null
  /** Whether events of the campaign's clicks of this time were removed later than `bookedAt`. */
  isCleared(campaignId: number, period: Period, bookedAt: number): boolean
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

/** Which rows of a growing segment stay, after so many removals. */
interface Looked {
  readonly removals: number
  readonly left: ReturnType<typeof growingLeft>
}

/** More segments are open only for moments, after a start. */
const LOOKED_AT = 8

export function removedEvents(store: RemovalStore): RemovedEvents {
  let removals = openOf(store)
  /** By open segment: every request asks for all of them. */
  const looked = boundedCache<number, Looked>(LOOKED_AT)
  const goes = (removal: Removal) => goesBy(removal, store.hasClick)

  /** What came after a removal by ids is not of those clicks: nobody finds them any more. */
  const touching = (view: SegmentView) =>
    removals.filter(
      (removal) =>
        mayHold(view, periodOf(removal)) &&
        (removal.clicks === null || view.minTime <= removal.askedAt),
    )

  function lookAt(removalsOfIt: readonly Removal[]): Looked {
    const tests = removalsOfIt.map(goes)
    const left = growingLeft((event) => tests.some((test) => test(event)))
    return { removals: tests.length, left }
  }

  function left(view: SegmentView): Uint32Array | null {
    const own = touching(view)
    if (own.length === 0) return null
    const known = looked.get(view.number)
    // With its times a segment grows into more removals, never out of one.
    const now = known?.removals === own.length ? known : lookAt(own)
    looked.set(view.number, now)
    return now.left(view)
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
    reset() {
      removals = openOf(store)
      looked.clear()
    },
  }
}

/** Oldest first. */
function openOf(store: RemovalStore): readonly Removal[] {
  return store
    .list()
    .filter(({ campaignId, clicks }) => campaignId !== null || clicks !== null)
    .toReversed()
}
