/**
 * Removes events on purpose: those of old clicks, of a campaign, of single clicks. One transaction
 * per segment, so that a kill leaves each as it was or done, and the rest for later. A segment's own
 * entry stays for ever: ids of removed clicks go on being told from forged ones.
 */
import type { Database } from 'bun:sqlite'

import { segmentOf } from '../../core/click-id.ts'
import type { Period } from '../../core/reports/period.ts'
import { breathe, type Turns } from '../../lib/turns.ts'
import { ifReadable, mayHold, type SegmentView } from '../columns/column.ts'
import type { CostReader } from '../costs/cost-reader.ts'
import { emptyLog } from '../segments/ledger-db.ts'
import type { SealedSegments } from '../segments/sealed-segments.ts'
import { type Sealable, segmentBuilder } from '../segments/segment-builder.ts'
import type { SealedInfo } from '../segments/segment-writer.ts'
import { partOf, rowsLeft } from './kept-rows.ts'
import type { KeptSums, SumUp } from './kept-sums.ts'
import {
  goesBy,
  isByAge,
  periodOf,
  type Removal,
  type RemovalState,
  type RemovalStore,
  type RemovalWork,
} from './removal-store.ts'
import type { RemovedEvents } from './removed-events.ts'

/** Why a click is gone. Times are epoch milliseconds. */
export interface Gone {
  readonly why: 'age' | 'campaign' | 'click'
  readonly at: number
}

/** What a removal took. */
export interface RemovedCount {
  readonly events: number
  /** Some of them are in segments not sealed yet: off the disk when these are. */
  readonly isOpenToo: boolean
}

export interface Retention {
  /** Removes events before this time of clicks before it; how many. */
  removeOlder(before: number): Promise<number>
  /** Removes the events of a campaign's clicks made in the time, and until now. */
  removeCampaign(campaignId: number, period: Period): Promise<RemovedCount>
  /** Removes all events of these clicks, by sequence number. */
  removeClicks(seqs: readonly number[]): Promise<RemovedCount>
  /** Goes on with removals that were interrupted; events removed. */
  resume(): Promise<number>
  /** Takes removed pages out of the write-ahead log, once nobody reads a state with them. */
  tidy(): void
  /** Newest first. */
  list(): RemovalState[]
  /** What is sealed of an open segment; the segment itself when all stays. */
  left(segment: Sealable): Sealable
}

export interface RetentionParts {
  readonly db: Database
  readonly store: RemovalStore
  readonly removed: RemovedEvents
  readonly sealed: SealedSegments
  /** The segments that are not sealed yet. */
  readonly open: () => readonly SegmentView[]
  readonly costs: CostReader
  readonly turns: Turns
  readonly kept: KeptSums
  readonly sumUp: SumUp
  /** Epoch milliseconds. */
  readonly clock: () => number
}

type Work = RemovalWork & Pick<Removal, 'id'>

export function openRetention(parts: RetentionParts): Retention {
  const { db, store, removed, sealed, costs, turns, clock } = parts
  /** The write-ahead log still has pages as they were before a removal. */
  let isLogLeft = false

  function tidy(): void {
    if (isLogLeft) isLogLeft = !emptyLog(db)
  }

  async function begin(work: RemovalWork, seqs: readonly number[] = []): Promise<RemovedCount> {
    const id = store.add({ ...work, askedAt: clock() }, seqs)
    removed.reset()
    costs.reset()
    const inOpen = openRows(parts, { ...work, id })
    const inSealed = await finish({ ...work, id })
    return { events: inSealed + inOpen, isOpenToo: inOpen > 0 }
  }

  async function finish(work: Work): Promise<number> {
    const rows = await carryOut(parts, work)
    // What is too old is much, and its pages are used again.
    if (!isByAge(work)) isLogLeft = true
    tidy()
    return rows
  }

  async function removeOlder(before: number): Promise<number> {
    const work = { campaignId: null, clicks: null, since: 0, before }
    const isNothing = touchedBy(sealed, { ...work, id: 0 }).length === 0
    return isNothing ? 0 : (await begin(work)).events
  }

  async function removeClicks(seqs: readonly number[]): Promise<RemovedCount> {
    const { isOpenToo, ...work } = workOf(parts, seqs)
    const count = await begin(work, seqs)
    return { ...count, isOpenToo: isOpenToo || count.isOpenToo }
  }

  function removeCampaign(campaignId: number, { from, to }: Period) {
    return begin({ campaignId, clicks: null, since: from, before: Math.min(to, clock()) })
  }

  async function resume(): Promise<number> {
    let rows = 0
    for (const removal of store.list().toReversed())
      if (removal.doneAt === null) rows += await finish(removal)
    return rows
  }

  return {
    removeOlder: (before) => turns.take(() => removeOlder(before)),
    removeCampaign: (id, period) => turns.take(() => removeCampaign(id, period)),
    removeClicks: (seqs) => turns.take(() => removeClicks(seqs)),
    resume: () => turns.take(resume),
    tidy,
    list: store.list,
    left(segment) {
      const view = segment.view()
      const rows = removed.left(view)
      if (rows === null) return segment
      noteSealed(parts, view)
      return partOf(view, segment.names(), rows)
    },
  }
}

/** Events removed. */
async function carryOut(parts: RetentionParts, work: Work): Promise<number> {
  const { db, store, sealed, clock } = parts
  let rows = 0
  // Somebody wants it gone. What is too old is much, and its pages are used again.
  if (!isByAge(work)) db.run('PRAGMA secure_delete = ON')
  try {
    for (const info of touchedBy(sealed, work)) {
      // One that can't be read is left as it is, for repair.
      rows += ifReadable(() => removeFrom(parts, work, info), 0)
      await breathe()
    }
  } finally {
    db.run('PRAGMA secure_delete = OFF')
  }
  store.finish(work.id, clock())
  return rows
}

/** What removing clicks is, and whether some of their segments are not sealed yet. */
function workOf({ sealed, open, clock }: RetentionParts, seqs: readonly number[]) {
  const homes = new Set(seqs.map(segmentOf))
  const known = sealed.list().filter(({ number }) => homes.has(number))
  const isOpenToo = known.length < homes.size
  const views = [...known, ...open().filter(({ number }) => homes.has(number))]
  // All events of a click have its time, which is one of its segment. One may still be on its way.
  const since = Math.min(clock(), ...views.map(({ minClickTime }) => minClickTime))
  const last = Math.max(0, ...known.map(({ maxClickTime }) => maxClickTime))
  const before = 1 + (isOpenToo ? Math.max(last, clock()) : last)
  return { campaignId: null, clicks: seqs.length, since, before, isOpenToo }
}

/**
 * What became of a click that is not in its segment: it went by its id, or by what else was taken
 * from there, the latest; `null`: it was never stored.
 */
export function whyGone(store: RemovalStore, seq: number): Gone | null {
  const at = store.clickRemovedAt(seq)
  if (at !== null) return { why: 'click', at }
  const others = store
    .of(segmentOf(seq))
    .filter(({ clicks }) => clicks === null)
    .toSorted((a, b) => b.at - a.at)
  return others[0] === undefined ? null : { ...goneBy(others[0]), at: others[0].at }
}

export function goneBy(removal: Removal): Gone {
  const why = removal.clicks !== null ? 'click' : isByAge(removal) ? 'age' : 'campaign'
  return { why, at: removal.askedAt }
}

function touchedBy(sealed: SealedSegments, work: Work): readonly SealedInfo[] {
  return sealed
    .list()
    .filter((info) => mayHold(info, periodOf(work)))
    .filter(({ minTime }) => !isByAge(work) || minTime < work.before)
}

/** How many events of open segments go with their sealing. What goes by age is in none. */
function openRows({ open, store }: RetentionParts, work: Work): number {
  if (isByAge(work)) return 0
  const goes = goesBy(work, store.hasClick)
  return open()
    .map((view) => view.rows - (rowsLeft(view, goes)?.length ?? view.rows))
    .reduce((sum, rows) => sum + rows, 0)
}

/** How many events went. Throws `DamagedSegment`. */
function removeFrom(parts: RetentionParts, work: Work, info: SealedInfo): number {
  const { db, store, sealed, costs, clock } = parts
  const { number: segment, minClickTime, maxClickTime } = info
  const left = leftOf(parts, work, info)
  if (left === null) return 0
  const rows = info.rows - left.rows
  const removed = { removal: work.id, segment, at: clock(), rows, minClickTime, maxClickTime }
  const sums = isByAge(work) ? sumsOfGone(parts, work, info) : []
  db.transaction(() => {
    parts.kept.add(sums)
    sealed.replace(segment, left, costs.correct)
    store.note(removed)
  }).immediate()
  sealed.reread([segment])
  return rows
}

/** What stays of the events that go by age. */
function sumsOfGone({ sealed, store, sumUp }: RetentionParts, work: Work, info: SealedInfo) {
  const view = sealed.baseView(info.number)
  if (view === null) return []
  const goes = goesBy(work, store.hasClick)
  const rows = rowsLeft(view, (event) => !goes(event))
  return sumUp(rows === null ? view : partOf(view, sealed.names(info.number), rows).view())
}

/** `null` when every event stays. */
function leftOf({ sealed, store }: RetentionParts, work: Work, info: SealedInfo): Sealable | null {
  const isOld = info.maxTime < work.before && info.maxClickTime < work.before
  if (isByAge(work) && isOld) return segmentBuilder(info.number)
  const view = sealed.baseView(info.number)
  const rows = view && rowsLeft(view, goesBy(work, store.hasClick))
  return view && rows && partOf(view, sealed.names(info.number), rows)
}

/** What goes with the sealing of a segment, by removal. */
function noteSealed({ store, removed, clock }: RetentionParts, view: SegmentView): void {
  const { number: segment, minClickTime, maxClickTime } = view
  for (const work of removed.touching(view)) {
    const left = rowsLeft(view, goesBy(work, store.hasClick))
    if (left === null) continue
    const rows = view.rows - left.length
    store.note({ removal: work.id, segment, at: clock(), rows, minClickTime, maxClickTime })
  }
}
