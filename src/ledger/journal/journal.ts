/**
 * The journal as the answering thread sees it: gives out click ids, takes events, never blocks.
 *
 * A segment's 65,536 rows are given out in order; then the next segment begins. A used-up segment
 * waits for clicks whose id is out but which have not been appended yet, then it is finished.
 */
import { randomBytes } from 'node:crypto'

import { firstSeq, formatClickId, SEGMENT_ROWS, segmentOf } from '../../core/click-id.ts'
import { type Cell, type Event, EventKind, eventToRow } from '../../core/event.ts'
import { within } from '../../lib/within.ts'
import { checkIn, checkStream, SALT_BYTES } from '../columns/check-stream.ts'
import type { Batch } from './batch.ts'
import {
  addRow,
  endOutbox,
  finishSegment,
  openOutbox,
  openSegment,
  type Outbox,
  queuedBatches,
  stopOutbox,
  syncOf,
} from './outbox.ts'
import { type RecentClicks, recentClicks } from './recent-clicks.ts'
import type { ConnectWriter, OpenCommand } from './writer-messages.ts'

/** How long a used-up segment waits for clicks; later ones are dropped. */
export const LINGER_MS = 60_000
/** After this time a durable append that is not on the disk counts as not stored. */
const DURABLE_DEADLINE_MS = 2000
const STOP_DEADLINE_MS = 3000
const LATE_MS = 2000

export interface JournalOptions {
  /** The first segment to write; above all that were ever used. */
  readonly firstSegment: number
  /** 0 to 1,023. */
  readonly node: number
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly connect: ConnectWriter
}

/** A place for one click. */
export interface Reservation {
  readonly clickId: string
  /** segment × 65,536 + row: the event's `clickSeq`. */
  readonly seq: number
  /** The event's `row`. */
  readonly row: number
}

export interface JournalStats {
  /** Events handed to the operating system since the start. */
  readonly stored: number
  /** Events accepted but not yet handed over. */
  readonly queued: number
  /** Those of `queued` that were answered at the deadline. */
  readonly pending: number
  /** Events that were not and will not be stored, since the start. */
  readonly dropped: number
  /** Age of the oldest queued event; `null` when nothing is queued. */
  readonly oldestQueuedMs: number | null
  /** Epoch milliseconds of the last sync; `null` before the first. */
  readonly lastSyncAt: number | null
  /** The disk's error code while it refuses, else `null`. */
  readonly failing: string | null
  readonly writerDeaths: number
  /** The segment being given out, and how many of its rows are. */
  readonly segment: number
  readonly rowsGiven: number
}

export interface Journal {
  /** Resolves when the writer has begun its work, or has met a disk that refuses. */
  readonly ready: Promise<void>
  reserve(): Reservation
  /**
   * Takes an event. A click comes with the `clickSeq` and `row` of its reservation; any other event
   * gets its `row` here. Resolves when the event is with the operating system, or after 20 ms if
   * the disk hangs, or at once if it had to be dropped (which is counted). Never rejects.
   */
  append(event: Event): Promise<void>
  /** `true` once the event is on the disk; `false`: not known to be, though it may be later. */
  appendDurable(event: Event): Promise<boolean>
  /** The row of a click that is still in memory; `'forged'`: the id's check part is wrong. */
  recent(seq: number, check: number): readonly Cell[] | 'forged' | null
  /** The click is no longer held in memory. */
  forget(seq: number): void
  /** Goes on in a new segment, so that what was recorded so far leaves the journal for the ledger. */
  rotate(): void
  stats(): JournalStats
  /** Writes and syncs what is queued, for at most 3 s; what is left then counts as dropped. */
  close(): Promise<void>
}

interface OpenSegment {
  readonly number: number
  readonly stream: Buffer
  rowsGiven: number
  /** Clicks whose id is out but which were not appended yet. */
  owed: number
}

interface State {
  readonly node: number
  readonly clock: () => number
  readonly box: Outbox
  readonly recent: RecentClicks
  /** Those that may still take rows, the current one included. */
  readonly segments: Map<number, OpenSegment>
  current: OpenSegment
  /** Clicks whose segment was no longer open, and events after the end. */
  misplaced: number
  isClosed: boolean
}

const DONE = Promise.resolve()

export function openJournal({ firstSegment, node, clock, connect }: JournalOptions): Journal {
  const box = openOutbox(connect, clock)
  const current = begin(box, { segment: firstSegment, node, createdAt: clock() })
  const state: State = {
    node,
    clock,
    box,
    recent: recentClicks(),
    segments: new Map([[firstSegment, current]]),
    current,
    misplaced: 0,
    isClosed: false,
  }
  return {
    ready: box.heard.promise,
    reserve: () => reserve(state),
    append: (event) => add(state, event)?.written ?? DONE,
    async appendDurable(event) {
      const batch = add(state, event)
      if (batch === null) return false
      return within(syncOf(batch), DURABLE_DEADLINE_MS, false)
    },
    recent: state.recent.find,
    forget: state.recent.forget,
    rotate: () => void (state.current.rowsGiven > 0 && rotate(state)),
    stats: () => statsOf(state),
    async close() {
      state.isClosed = true
      await within(stopOutbox(box), STOP_DEADLINE_MS, null)
      endOutbox(box)
    },
  }
}

function begin(box: Outbox, place: Omit<OpenCommand, 'type' | 'salt'>): OpenSegment {
  const salt = Uint8Array.from(randomBytes(SALT_BYTES))
  openSegment(box, { type: 'open', ...place, salt })
  return { number: place.segment, stream: checkStream(salt), rowsGiven: 0, owed: 0 }
}

function reserve(state: State): Reservation {
  const row = nextRow(state)
  const { current, node } = state
  current.owed++
  const seq = firstSeq(current.number) + row
  const clickId = formatClickId({ seq, node, check: checkIn(current.stream, row) })
  return { clickId, seq, row }
}

function nextRow(state: State): number {
  if (state.current.rowsGiven === SEGMENT_ROWS) rotate(state)
  return state.current.rowsGiven++
}

function rotate(state: State): void {
  const { box, node, clock, current: used } = state
  const segment = used.number + 1
  state.current = begin(box, { segment, node, createdAt: clock() })
  state.segments.set(segment, state.current)
  if (used.owed === 0) finish(state, used)
  else setTimeout(() => finish(state, used), LINGER_MS).unref()
}

function finish({ segments, box }: State, segment: OpenSegment): void {
  if (segments.delete(segment.number)) finishSegment(box, segment.number)
}

/** The batch that took the event; `null` if it had to be dropped. */
function add(state: State, event: Event): Batch | null {
  const segment = placeOf(state, event)
  if (segment === null) {
    state.misplaced++
    return null
  }
  const row = eventToRow(event)
  const batch = addRow(state.box, segment.number, row)
  if (event.kind !== EventKind.click) return batch
  if (batch) state.recent.remember(event.clickSeq, checkIn(segment.stream, event.row), batch)
  segment.owed--
  if (segment.owed === 0 && segment !== state.current) finish(state, segment)
  return batch
}

/** The segment the event belongs to; `null` when it is no longer open. */
function placeOf(state: State, event: Event): OpenSegment | null {
  if (state.isClosed) return null
  if (event.kind === EventKind.click) {
    return state.segments.get(segmentOf(event.clickSeq)) ?? null
  }
  event.row = nextRow(state)
  return state.current
}

/** Whether clicks wait for the disk so long that somebody should know. */
export function isLate({ oldestQueuedMs }: Pick<JournalStats, 'oldestQueuedMs'>): boolean {
  return (oldestQueuedMs ?? 0) > LATE_MS
}

function statsOf({ box, current, misplaced }: State): JournalStats {
  const batches = queuedBatches(box)
  const answered = batches.filter((batch) => batch.isSettled)
  const oldest = batches[0]
  return {
    stored: box.stored,
    queued: box.queued,
    pending: answered.reduce((sum, batch) => sum + batch.events, 0),
    dropped: box.refused + misplaced,
    oldestQueuedMs: oldest ? performance.now() - oldest.since : null,
    lastSyncAt: box.lastSyncAt,
    failing: box.failing,
    writerDeaths: box.writerDeaths,
    segment: current.number,
    rowsGiven: current.rowsGiven,
  }
}
