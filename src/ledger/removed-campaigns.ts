/** The campaigns whose events were removed, and how readers leave out those of open segments. */
import type { SegmentView } from './column.ts'
import { withColumns } from './cost-cover.ts'
import { flagsWithout, type Goes, rowsLeft } from './kept-rows.ts'
import type { RemovalStore } from './removal-store.ts'

export interface RemovedCampaigns {
  /** Whether an event is removed, or is to go with its segment's sealing. */
  readonly has: Goes
  /** Clicks made before it are gone, in epoch milliseconds; 0: the campaign was never removed. */
  until(campaignId: number): number
  /** The rows of an open segment that stay; `null` when all do. */
  left(view: SegmentView): Uint32Array | null
  /** An open segment without the events that are to go. */
  overlay(view: SegmentView): SegmentView
  /** Takes in new removals. */
  reset(): void
}

export function removedCampaigns(store: RemovalStore): RemovedCampaigns {
  let times = timesOf(store)
  const until = (campaignId: number) => times.get(campaignId) ?? 0
  const has: Goes = ({ campaignId, clickTime }) =>
    times.has(campaignId) && clickTime < until(campaignId)
  const left = (view: SegmentView) => (times.size === 0 ? null : rowsLeft(view, has))
  return {
    has,
    until,
    left,
    overlay(view) {
      const rows = left(view)
      if (rows === null) return view
      return withColumns(view, ['flags'], () => new Map([['flags', flagsWithout(view, rows)]]))
    },
    reset: () => void (times = timesOf(store)),
  }
}

/** The newest removal of a campaign decides. */
function timesOf(store: RemovalStore): ReadonlyMap<number, number> {
  const removals = store.list().toReversed()
  return new Map(
    removals.flatMap(({ campaignId, before }) =>
      campaignId === null ? [] : [[campaignId, before]],
    ),
  )
}
