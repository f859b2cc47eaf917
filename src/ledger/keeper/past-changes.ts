/**
 * What was changed of past events after they were recorded: verdicts, costs, removals. Sealed segments
 * are written with it; those that are still open are read through it, in this order.
 */
import type { Database } from 'bun:sqlite'

import type { Event } from '../../core/event.ts'
import type { JudgeBy } from '../../core/robot-verdicts.ts'
import type { RemovedSpan, SegmentView } from '../columns/column.ts'
import { type CostReader, costReader } from '../costs/cost-reader.ts'
import { type CostStore, costStore } from '../costs/cost-store.ts'
import { type RemovalStore, removalStore } from '../removal/removal-store.ts'
import { type RemovedEvents, removedEvents } from '../removal/removed-events.ts'
import { type JudgedEvents, judgedEvents } from '../verdicts/judged-events.ts'
import { type VerdictStore, verdictStore } from '../verdicts/verdict-store.ts'

export interface PastChanges {
  readonly batches: CostStore
  readonly costs: CostReader
  readonly removals: RemovalStore
  readonly removed: RemovedEvents
  readonly verdicts: VerdictStore
  readonly judged: JudgedEvents
  /**
   * Recorded segments as readers see them, but for those of which nothing is left, and the sums that
   * found no click as one more.
   */
  viewsOf(recorded: readonly SegmentView[]): SegmentView[]
  /** A recorded event as readers see it; `null`: it was removed. */
  eventOf(recorded: Event): Event | null
  /** What was removed of all segments. */
  spans(): readonly RemovedSpan[]
}

export function pastChanges(db: Database, judgeBy: JudgeBy): PastChanges {
  const removals = removalStore(db)
  const removed = removedEvents(removals)
  const batches = costStore(db)
  const costs = costReader(batches, removed)
  const verdicts = verdictStore(db)
  const judged = judgedEvents(verdicts, judgeBy)
  return {
    batches,
    costs,
    removals,
    removed,
    verdicts,
    judged,
    viewsOf(recorded) {
      const views = recorded.map((view) => removed.overlay(costs.overlay(judged.overlay(view))))
      const unallocated = costs.unallocated()
      if (unallocated !== null) views.push(unallocated)
      return views.filter(({ rows }) => rows > 0)
    },
    eventOf: (recorded) =>
      removed.of(recorded) === null ? costs.priced(judged.judgedEvent(recorded)) : null,
    spans: () => removals.list().filter(({ rows }) => rows > 0),
  }
}
