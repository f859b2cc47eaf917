/**
 * Logs: single events, newest first, page by page. A cursor is a sequence number, so pages never
 * overlap, also while events arrive. And the history of one click.
 */
import { firstSeq, SEGMENT_ROWS, segmentOf } from '../../core/click-id.ts'
import { type Event, EventKind, FREE_KINDS } from '../../core/event.ts'
import type { LogQuery } from '../../core/reports/log-query.ts'
import { EVENTS_TOLD_MAX } from '../../core/timeline/told.ts'
import { numberReader, numbersOf } from '../../ledger/columns/cells.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { mayFollow } from '../../ledger/segments/follow-ups.ts'
import { byAge } from '../../ledger/segments/ledger-db.ts'
import type { Steps } from '../../lib/steps.ts'
import { filterSteps } from '../scan/filter.ts'
import { type SegmentReader, segmentReader } from '../scan/reader.ts'
import { type Segments, unlessDamaged } from '../scan/scan.ts'
import { allRows } from '../scan/scratch.ts'
import { mayContain, selectRows, type Wanted } from '../scan/select.ts'
import type { LaterFact } from './click-columns.ts'
import { clickSeqReader, eventReader, rowsOfKinds } from './event-rows.ts'
import { FOLLOWING, laterOf } from './later.ts'

export interface LogEntry {
  /** The event's own sequence number, the cursor of a page that ends with it. */
  readonly seq: number
  readonly event: Event
  /** What of what followed the click its row shows; empty in other logs. */
  readonly later: readonly LaterFact[]
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

/** All that can lie in another segment than their click. */
const LATER = [...FOLLOWING, EventKind.confirm]

/** One more than is told, so that it shows that there are more. */
const FREE_READ_MAX = EVENTS_TOLD_MAX + 1

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
  const shownClicks = entries.map(({ event }) => event)
  const later =
    query.of === 'clicks'
      ? yield* laterOf(segments, shownClicks, damaged)
      : new Map<number, readonly LaterFact[]>()
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

function inReadingOrder(views: Iterable<SegmentView>, { direction }: LogQuery): SegmentView[] {
  const ordered = [...views].toSorted((a, b) => byAge(a.number, b.number))
  return direction === 'next' ? ordered.reverse() : ordered
}

/** Whether the segment lies, at least partly, on the wanted side of the cursor. */
export function isBeyond(view: SegmentView, { cursor, direction }: LogQuery): boolean {
  if (cursor === null) return true
  const newer = byAge(view.number, segmentOf(cursor))
  return direction === 'next' ? newer <= 0 : newer >= 0
}

function matching(reader: SegmentReader, wanted: Wanted, query: LogQuery): Found[] {
  const { view } = reader
  const first = firstSeq(view.number)
  const keys = matchingKeys(reader, wanted, query)
  return Array.from(keys.subarray(0, query.limit + 1), (key) => ({
    view,
    at: placeIn(key),
    seq: first + Math.floor(key / SEGMENT_ROWS),
  }))
}

/** Where in its segment the event of a key is. */
export function placeIn(key: number): number {
  return key % SEGMENT_ROWS
}

/** Of each event that is wanted its row number × 65,536 + its place, in reading order. */
export function matchingKeys(reader: SegmentReader, wanted: Wanted, query: LogQuery): Uint32Array {
  const { view } = reader
  const kinds = numbersOf(view.column('kind'), view.rows)
  const rowNumbers = numbersOf(view.column('row'), view.rows)
  const first = firstSeq(view.number)
  const isNext = query.direction === 'next'
  const isCut = query.cursor !== null && segmentOf(query.cursor) === view.number
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
 * The events of the click with this sequence number, oldest first; empty if there is none. The click's
 * own event, if it was stored, is the first. Segments that can't be read are left out. Takes a step per
 * event, and of those that its visitor can send no more than the first.
 */
export function* eventsOfClick(segments: Segments, seq: number): Steps<Event[]> {
  const home = segmentOf(seq)
  const damaged = new Set<number>()
  const events: Event[] = []
  let free = 0
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
      const kindAt = numberReader(view.column('kind'))
      for (const row of rows) {
        const isTold =
          seqOf(row) === seq && (!FREE_KINDS.has(kindAt(row)) || free++ < FREE_READ_MAX)
        if (isTold) own.push(row)
      }
    })
    yield
    const read = eventReader(view)
    for (const row of own) {
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
