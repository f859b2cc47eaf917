/**
 * Statistics of one short link: how often people opened it, by day and by what they came with, and
 * which robots did (`links-api.md` 8). What sealed segments say never changes, so it is kept for the
 * links that were asked for last; only newer segments are read again.
 */
import { dayText, NO_SHIFT, SLOT_MS } from '../core/reports/buckets.ts'
import type { Period } from '../core/reports/period.ts'
import { numberReader } from '../ledger/columns/cells.ts'
import {
  allViews,
  ifReadable,
  type SegmentSource,
  type SegmentView,
} from '../ledger/columns/column.ts'
import { boundedCache } from '../lib/lru.ts'
import type { Steps } from '../lib/steps.ts'
import {
  add,
  addKept,
  addKeptDays,
  addVisits,
  bySlice,
  copyOfTally,
  emptyTally,
  type Tally,
  TEXT_SLICES,
  toldApart,
} from './link-tally.ts'
import { type Checkpoint, readEach } from './scan/scan.ts'

/** Keys with their counts: days from the newest, all others from the most frequent. */
export type Counts = readonly (readonly [key: string, count: number])[]

export const LINK_SLICES = ['clicks', ...TEXT_SLICES] as const
export type LinkSlice = (typeof LINK_SLICES)[number]

export interface LinkStatistics extends Readonly<Record<LinkSlice, Counts>> {
  /** Of `clicks` those that retention has removed and whose day alone is known: no other slice has them. */
  readonly daysOnly: number
}

export interface LinkQuestion {
  readonly linkId: number
  /** IANA zone of the days. */
  readonly zone: string
  /** Times of the visits; `null`: since it was made. */
  readonly period: Period | null
}

const KEPT_LINKS = 64

interface Kept {
  readonly tally: Tally
  /** The sealed segments in it by number, and in which state they were. */
  readonly segments: Map<number, string>
}

export interface LinkTallies {
  statistics(
    source: SegmentSource,
    checkpoint: Checkpoint,
    asked: LinkQuestion,
  ): Steps<LinkStatistics>
  /** Visits of people. */
  clicks(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<number>
}

export function linkTallies(): LinkTallies {
  const kept = boundedCache<number, Kept>(KEPT_LINKS)

  /** Others ask between its steps, so it counts on in a tally of its own. */
  function* sealed(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<Tally> {
    const views = [...source.sealed()]
    const before = kept.get(linkId)
    const known = before !== undefined && isIn(before, views) ? copyOf(before) : nothingYet()
    try {
      for (const view of views) {
        if (known.segments.has(view.number)) continue
        checkpoint()
        addSegment(known.tally, view, linkId)
        known.segments.set(view.number, stateOf(view))
        yield
      }
    } finally {
      // Given up for lack of time it goes on from here when it is asked again.
      kept.set(linkId, known)
    }
    return known.tally
  }

  function* all(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<Tally> {
    const tally = copyOfTally(yield* sealed(source, checkpoint, linkId))
    for (const view of source.open()) addSegment(tally, view, linkId)
    addKept(tally, source.kept?.(linkId) ?? [])
    return tally
  }

  return {
    *statistics(source, checkpoint, { linkId, zone, period }) {
      const tally =
        period === null
          ? yield* all(source, checkpoint, linkId)
          : yield* within(source, checkpoint, linkId, period)
      const sums = period === null ? [] : (source.kept?.(linkId) ?? [])
      const daysOnly = period === null ? 0 : addKeptDays(tally, sums, period)
      const { slots, texts } = tally
      const slices = bySlice((slice) => byCount(texts[slice]))
      return { clicks: daysOf(slots, zone), ...slices, daysOnly }
    },
    *clicks(source, checkpoint, linkId) {
      const { slots } = yield* all(source, checkpoint, linkId)
      return slots.values().reduce((sum, count) => sum + count, 0)
    },
  }
}

function nothingYet(): Kept {
  return { tally: emptyTally(), segments: new Map() }
}

/** Whether all segments that were counted are there as they were: retention may have taken some. */
function isIn({ segments }: Kept, views: readonly SegmentView[]): boolean {
  const same = views.filter((view) => segments.get(view.number) === stateOf(view))
  return same.length === segments.size
}

function stateOf({ rows, revision = 0 }: SegmentView): string {
  return `${rows}/${revision}`
}

/** Read anew: only what was ever counted is kept. */
function* within(
  source: SegmentSource,
  checkpoint: Checkpoint,
  linkId: number,
  period: Period,
): Steps<Tally> {
  const tally = emptyTally()
  const segments = { views: allViews(source), checkpoint }
  const sought = { period, basis: 'click', damaged: new Set<number>() } as const
  yield* readEach(segments, sought, (view) => addVisits(tally, view, { linkId, period }))
  return tally
}

function copyOf({ tally, segments }: Kept): Kept {
  return { tally: copyOfTally(tally), segments: new Map(segments) }
}

function addSegment(tally: Tally, view: SegmentView, linkId: number): void {
  ifReadable(() => addVisits(tally, view, { linkId, period: null }), undefined)
}

/** Visits of people of each of the links, since it was made. */
export function* clicksOfLinks(
  source: SegmentSource,
  checkpoint: Checkpoint,
  ids: Float64Array,
): Steps<Float64Array> {
  const places = new Map(Array.from(ids, (id, at) => [id, at] as const))
  const counts = new Float64Array(ids.length)
  for (const view of allViews(source)) {
    checkpoint()
    ifReadable(() => countVisits(counts, view, places), undefined)
    yield
  }
  ids.forEach((id, at) => {
    for (const { name, count } of source.kept?.(id) ?? [])
      if (name === 'clicks') counts[at]! += count
  })
  return counts
}

function countVisits(
  counts: Float64Array,
  view: SegmentView,
  places: ReadonlyMap<number, number>,
): void {
  const column = view.column('linkId')
  if (column.kind === 'constant' && !places.has(Number(column.value))) return
  const idAt = numberReader(column)
  const rows: number[] = []
  for (let row = 0; row < view.rows; row++) if (places.has(idAt(row))) rows.push(row)
  if (rows.length === 0) return
  for (const row of toldApart(view, Uint32Array.from(rows)).people)
    counts[places.get(idAt(row))!]! += 1
}

function daysOf(slots: ReadonlyMap<number, number>, zone: string): Counts {
  const calendar = { zone, weekStart: 1, shift: NO_SHIFT }
  const days = new Map<string, number>()
  for (const [slot, count] of slots) add(days, dayText(slot * SLOT_MS, calendar), count)
  return [...days].toSorted(([a], [b]) => (a < b ? 1 : -1))
}

function byCount(counts: ReadonlyMap<string, number>): Counts {
  return [...counts].toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
}
