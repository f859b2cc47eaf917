/**
 * Logs: single events, newest first, page by page. A cursor is a sequence number, so pages never
 * overlap, also while events arrive. And the history of one click.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import { type Event, EventKind } from '../../core/event.ts'
import type { LogQuery } from '../../core/reports/log-query.ts'
import { cellReader, numbersOf } from '../../ledger/columns/cells.ts'
import { eventOf, kindOf } from '../../ledger/columns/column-names.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { mayFollow } from '../../ledger/segments/follow-ups.ts'
import { byAge } from '../../ledger/segments/ledger-db.ts'
import type { Steps } from '../../lib/steps.ts'
import { filterSteps } from '../scan/filter.ts'
import { type SegmentReader, segmentReader } from '../scan/reader.ts'
import { readEach, type Segments, unlessDamaged } from '../scan/scan.ts'
import { allRows } from '../scan/scratch.ts'
import { mayContain, selectRows, type Wanted } from '../scan/select.ts'
import { clickSeqReader, rowsOfKinds } from './event-rows.ts'

export interface LogEntry {
  /** The event's own sequence number, the cursor of a page that ends with it. */
  readonly seq: number
  readonly event: Event
  /** What followed the click, oldest first; empty in other logs. */
  readonly later: readonly Event[]
}

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LogEntry[]
  readonly hasNext: boolean
  readonly hasPrev: boolean
  /** Segments that could not be read. */
  readonly damaged: readonly number[]
}

/** A provisional click is not counted; the event that confirms it stands for it. */
const KINDS: Record<LogQuery['of'], readonly number[]> = {
  clicks: [EventKind.click, EventKind.confirm],
  conversions: [EventKind.conversion],
}

/** Events that say more about a click than it said itself. */
const FOLLOWING = [
  EventKind.landingClick,
  EventKind.conversion,
  EventKind.cost,
  EventKind.eventValue,
  EventKind.update,
]
/** All that can lie in another segment than their click. */
const LATER = [...FOLLOWING, EventKind.confirm]

/** Of one click, the oldest. */
export const EVENTS_TOLD_MAX = 1000

/** Where an event is: its segment, its place there, its sequence number. */
interface Found {
  readonly view: SegmentView
  readonly at: number
  readonly seq: number
}

/** Takes a step per segment, and one per event of the page: each is read from a hundred columns. */
export function* readLog(segments: Segments, query: LogQuery): Steps<LogPage> {
  const damaged = new Set<number>()
  const found = yield* findEvents(segments, query, damaged)
  const hasMore = found.length > query.limit
  const shown = found.slice(0, query.limit)
  if (query.direction === 'prev') shown.reverse()
  const hasCursor = query.cursor !== null
  const entries: Omit<LogEntry, 'later'>[] = []
  for (const [view, own] of Map.groupBy(shown, (one) => one.view)) {
    const read = eventReader(view)
    for (const { at, seq } of own) {
      entries.push({ seq, event: read(at) })
      yield
    }
  }
  const later =
    query.of === 'clicks'
      ? yield* laterOf(segments, entries, damaged)
      : new Map<number, readonly Event[]>()
  return {
    entries: entries.map((entry) => ({ ...entry, later: later.get(entry.event.clickSeq) ?? [] })),
    hasNext: query.direction === 'next' ? hasMore : hasCursor,
    hasPrev: query.direction === 'prev' ? hasMore : hasCursor,
    damaged: [...damaged],
  }
}

/** One more than the page holds, in reading order, if there are as many. */
function* findEvents(segments: Segments, query: LogQuery, damaged: Set<number>): Steps<Found[]> {
  const { period } = query
  const asked = { ...query, basis: 'event', damaged } as const
  const { clauses, context } = yield* filterSteps(segments, asked)
  const wanted: Wanted = { period, bots: 'include', clauses }
  const found: Found[] = []
  for (const view of inReadingOrder(segments.views, query)) {
    if (found.length > query.limit) break
    if (!mayContain(view, period, 'event') || !isBeyond(view, query)) continue
    segments.checkpoint()
    unlessDamaged(view, damaged, () => {
      found.push(...matching(segmentReader(view, context), wanted, query))
    })
    yield
  }
  return found
}

/** What followed the clicks of a page, by their sequence numbers. */
function* laterOf(
  segments: Segments,
  entries: readonly Omit<LogEntry, 'later'>[],
  damaged: Set<number>,
): Steps<Map<number, Event[]>> {
  const found = new Map<number, Event[]>(entries.map(({ event }) => [event.clickSeq, []]))
  const times = entries.map(({ event }) => event.clickTime)
  const period = { from: Math.min(...times), to: Math.max(...times) + 1 }
  yield* readEach(segments, { period, basis: 'click', damaged }, (view) => addLater(view, found))
  return found
}

function addLater(view: SegmentView, found: ReadonlyMap<number, Event[]>): void {
  const rows = rowsOfKinds(view, FOLLOWING)
  if (rows.length === 0) return
  const seqOf = clickSeqReader(view)
  const read = eventReader(view)
  for (const row of rows) found.get(seqOf(row))?.push(read(row))
}

function inReadingOrder(views: Iterable<SegmentView>, { direction }: LogQuery): SegmentView[] {
  const ordered = [...views].toSorted((a, b) => byAge(a.number, b.number))
  return direction === 'next' ? ordered.reverse() : ordered
}

/** Whether the segment lies, at least partly, on the wanted side of the cursor. */
export function isBeyond(view: SegmentView, { cursor, direction }: LogQuery): boolean {
  if (cursor === null) return true
  const newer = byAge(view.number, Math.floor(cursor / SEGMENT_ROWS))
  return direction === 'next' ? newer <= 0 : newer >= 0
}

function matching(reader: SegmentReader, wanted: Wanted, query: LogQuery): Found[] {
  const { view } = reader
  const first = view.number * SEGMENT_ROWS
  const keys = matchingKeys(reader, wanted, query)
  return Array.from(keys.subarray(0, query.limit + 1), (key) => ({
    view,
    at: key % SEGMENT_ROWS,
    seq: first + Math.floor(key / SEGMENT_ROWS),
  }))
}

/** Of each event that is wanted its row number × 65,536 + its place, in reading order. */
export function matchingKeys(reader: SegmentReader, wanted: Wanted, query: LogQuery): Uint32Array {
  const { view } = reader
  const kinds = numbersOf(view.column('kind'), view.rows)
  const rowNumbers = numbersOf(view.column('row'), view.rows)
  const first = view.number * SEGMENT_ROWS
  const isNext = query.direction === 'next'
  const isCut = query.cursor !== null && Math.floor(query.cursor / SEGMENT_ROWS) === view.number
  const border = isCut ? query.cursor! - first : null
  const { rows, count } = selectRows(reader, wanted)
  const keys = new Uint32Array(count)
  let kept = 0
  for (const at of rows.subarray(0, count)) {
    const row = rowNumbers[at]!
    const isPast = border !== null && (isNext ? row >= border : row <= border)
    if (!isPast && KINDS[query.of].includes(kinds[at]!)) keys[kept++] = row * SEGMENT_ROWS + at
  }
  const sorted = keys.subarray(0, kept).sort()
  return isNext ? sorted.reverse() : sorted
}

/**
 * All events of the click with this sequence number, oldest first; empty if there is none. The
 * click's own event, if it was stored, is the first. Segments that can't be read are left out. Takes
 * a step per event, and no more than can be told: whoever visited can send any number for his click.
 */
export function* eventsOfClick(segments: Segments, seq: number): Steps<Event[]> {
  const home = Math.floor(seq / SEGMENT_ROWS)
  const damaged = new Set<number>()
  const events: Event[] = []
  const views = [...segments.views].filter(({ number }) => mayFollow(number, home))
  // The click itself comes first: in the order of numbers that of a loaded one would come last.
  for (const view of views.sort((a, b) => Number(b.number === home) - Number(a.number === home))) {
    if (!mayHold(view, events[0])) continue
    segments.checkpoint()
    const own: number[] = []
    unlessDamaged(view, damaged, () => {
      const rows = view.number === home ? allRows(view.rows) : rowsOfKinds(view, LATER)
      if (rows.length === 0) return
      const seqOf = clickSeqReader(view)
      for (const row of rows) if (seqOf(row) === seq) own.push(row)
    })
    yield
    const read = eventReader(view)
    for (const row of own.slice(0, EVENTS_TOLD_MAX - events.length)) {
      unlessDamaged(view, damaged, () => void events.push(read(row)))
      yield
    }
  }
  return events
}

/** Events of one click all have its time: once that is known, most segments are out. */
function mayHold(view: SegmentView, known: Event | undefined): boolean {
  if (known === undefined) return true
  return view.minClickTime <= known.clickTime && known.clickTime <= view.maxClickTime
}

/** Events of a segment with all their fields: of a hundred columns each is looked up once. */
function eventReader(view: SegmentView): (at: number) => Event {
  const known = new Map<string, (at: number) => string | number>()
  const readerOf = (name: string) =>
    kindOf(name) === 'cold' ? view.coldAt(name) : cellReader(view.column(name))
  return (at) => eventOf((name) => known.getOrInsertComputed(name, readerOf)(at))
}
