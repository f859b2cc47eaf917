/**
 * Removes events on purpose: those of old clicks, those of a campaign. One transaction per segment,
 * so that a kill leaves each as it was or done, and the rest for later. A segment's own entry stays
 * for ever: ids of removed clicks go on being told from forged ones.
 */
import type { Database } from 'bun:sqlite'

import { breathe, type Turns } from '../lib/turns.ts'
import { DamagedSegment, type SegmentView } from './column.ts'
import type { CostReader } from './cost-reader.ts'
import { type Goes, partOf, rowsLeft } from './kept-rows.ts'
import type { KeptSums, SumUp } from './kept-sums.ts'
import type { Removal, RemovalState, RemovalStore } from './removal-store.ts'
import type { RemovedCampaigns } from './removed-campaigns.ts'
import type { SealedInfo, SealedSegments } from './sealed-segments.ts'
import { type Sealable, segmentBuilder } from './segment-builder.ts'

/** Why a click is gone. Times are epoch milliseconds. */
export interface Gone {
  readonly why: 'age' | 'campaign'
  readonly at: number
}

export interface Retention {
  /** Removes events before this time of clicks before it; how many. */
  removeOlder(before: number): Promise<number>
  /** Removes the events of a campaign's clicks made until now; how many are gone from now on. */
  removeCampaign(campaignId: number): Promise<number>
  /** Goes on with removals that were interrupted; events removed. */
  resume(): Promise<number>
  /** Newest first. */
  list(): RemovalState[]
  /** What became of a click of the segment that is not there; `null`: it was never stored. */
  gone(segment: number): Gone | null
  /** What is sealed of an open segment; the segment itself when all stays. */
  left(segment: Sealable): Sealable
}

export interface RetentionParts {
  readonly db: Database
  readonly store: RemovalStore
  readonly campaigns: RemovedCampaigns
  readonly sealed: SealedSegments
  readonly costs: CostReader
  readonly turns: Turns
  readonly kept: KeptSums
  readonly sumUp: SumUp
  /** Epoch milliseconds. */
  readonly clock: () => number
}

type Work = Pick<Removal, 'id' | 'campaignId' | 'before'>

export function openRetention(parts: RetentionParts): Retention {
  const { store, campaigns, sealed, costs, turns, clock } = parts

  async function begin(campaignId: number | null, before: number): Promise<number> {
    const id = store.add({ askedAt: clock(), campaignId, before })
    campaigns.reset()
    costs.reset()
    return carryOut({ id, campaignId, before })
  }

  async function carryOut(work: Work): Promise<number> {
    let rows = 0
    for (const info of touchedBy(sealed, work)) {
      rows += removeFrom(parts, work, info)
      await breathe()
    }
    store.finish(work.id, clock())
    return rows
  }

  async function removeOlder(before: number): Promise<number> {
    const isNothing = touchedBy(sealed, { id: 0, campaignId: null, before }).length === 0
    return isNothing ? 0 : begin(null, before)
  }

  async function resume(): Promise<number> {
    let rows = 0
    for (const removal of store.list().toReversed())
      if (removal.doneAt === null) rows += await carryOut(removal)
    return rows
  }

  return {
    removeOlder: (before) => turns.take(() => removeOlder(before)),
    removeCampaign: (id) => turns.take(() => begin(id, clock())),
    resume: () => turns.take(resume),
    list: store.list,
    gone(segment) {
      const [latest] = store.of(segment).toSorted((a, b) => b.at - a.at)
      if (latest === undefined) return null
      return { why: latest.campaignId === null ? 'age' : 'campaign', at: latest.at }
    },
    left(segment) {
      const view = segment.view()
      const rows = campaigns.left(view)
      if (rows === null) return segment
      noteSealed(parts, view)
      return partOf(view, segment.names(), rows)
    },
  }
}

function touchedBy(sealed: SealedSegments, { campaignId, before }: Work): readonly SealedInfo[] {
  return sealed
    .list()
    .filter(({ rows, minClickTime }) => rows > 0 && minClickTime < before)
    .filter(({ minTime }) => campaignId !== null || minTime < before)
}

const goesBy =
  ({ campaignId, before }: Pick<Work, 'campaignId' | 'before'>): Goes =>
  (event) =>
    event.clickTime < before &&
    (campaignId === null ? event.time < before : event.campaignId === campaignId)

/** How many events went. A segment that can't be read is left as it is, for repair. */
function removeFrom(parts: RetentionParts, work: Work, info: SealedInfo): number {
  const { db, store, sealed, costs, clock } = parts
  const { number: segment, minClickTime, maxClickTime } = info
  try {
    const left = leftOf(sealed, work, info)
    if (left === null) return 0
    const rows = info.rows - left.rows
    const removed = { removal: work.id, segment, at: clock(), rows, minClickTime, maxClickTime }
    const sums = work.campaignId === null ? sumsOfGone(parts, work, info) : []
    db.transaction(() => {
      parts.kept.add(sums)
      sealed.replace(segment, left, costs.correct)
      store.note(removed)
    }).immediate()
    sealed.reread([segment])
    return rows
  } catch (error) {
    if (error instanceof DamagedSegment) return 0
    throw error
  }
}

/** What stays of the events that go by age. */
function sumsOfGone({ sealed, sumUp }: RetentionParts, work: Work, info: SealedInfo) {
  const view = sealed.baseView(info.number)
  if (view === null) return []
  const goes = goesBy(work)
  const rows = rowsLeft(view, (event) => !goes(event))
  return sumUp(rows === null ? view : partOf(view, sealed.names(info.number), rows).view())
}

/** `null` when every event stays. */
function leftOf(sealed: SealedSegments, work: Work, info: SealedInfo): Sealable | null {
  const isOld = info.maxTime < work.before && info.maxClickTime < work.before
  if (work.campaignId === null && isOld) return segmentBuilder(info.number)
  const view = sealed.baseView(info.number)
  const rows = view && rowsLeft(view, goesBy(work))
  return view && rows && partOf(view, sealed.names(info.number), rows)
}

/** What goes with the sealing of a segment, by removal. */
function noteSealed({ store, clock }: RetentionParts, view: SegmentView): void {
  const { number: segment, minClickTime, maxClickTime } = view
  for (const { id, campaignId, before } of store.list()) {
    const left = campaignId === null ? null : rowsLeft(view, goesBy({ campaignId, before }))
    if (left === null) continue
    const rows = view.rows - left.length
    store.note({ removal: id, segment, at: clock(), rows, minClickTime, maxClickTime })
  }
}
