/**
 * The journal as the answering thread sees it: gives out click ids, takes events, never blocks.
 *
 * A segment's 65,536 rows are given out in order; then the next segment begins. A used-up segment
 * waits for clicks whose id is out but which have not been appended yet, then it is finished.
 */
import { randomBytes } from 'node:crypto'

import { formatClickId, SEGMENT_ROWS } from '../core/click-id.ts'
import { type Cell, type Event, EventKind, eventToRow } from '../core/event.ts'
import { checkIn, checkStream, SALT_BYTES } from './check-stream.ts'
import { outbox, type OutboxStats } from './outbox.ts'
import { recentClicks } from './recent-clicks.ts'
import type { ConnectWriter } from './writer-messages.ts'

/** How long a used-up segment waits for clicks; later ones are dropped. */
export const LINGER_MS = 60_000
/** After this time a durable append that is not on the disk counts as not stored. */
export const DURABLE_DEADLINE_MS = 2000
const STOP_DEADLINE_MS = 3000

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

export interface JournalStats extends OutboxStats {
  /** Events that were not and will not be stored, since the start. */
  readonly dropped: number
  /** The segment being given out, and how many of its rows are. */
  readonly segment: number
  readonly rowsGiven: number
}

export interface Journal {
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

const DONE = Promise.resolve()
const NOT_STORED = Promise.resolve(false)

export function openJournal({ firstSegment, node, clock, connect }: JournalOptions): Journal {
  const out = outbox(connect, clock)
  const recent = recentClicks()
  const segments = new Map<number, OpenSegment>()
  let current = begin(firstSegment)
  let misplaced = 0
  let isClosed = false

  function begin(number: number): OpenSegment {
    const salt = Uint8Array.from(randomBytes(SALT_BYTES))
    const segment = { number, stream: checkStream(salt), rowsGiven: 0, owed: 0 }
    segments.set(number, segment)
    out.open({ type: 'open', segment: number, node, createdAt: clock(), salt })
    return segment
  }

  function nextRow(): number {
    if (current.rowsGiven === SEGMENT_ROWS) rotate()
    return current.rowsGiven++
  }

  function rotate(): void {
    const used = current
    current = begin(used.number + 1)
    if (used.owed === 0) finish(used)
    else setTimeout(() => finish(used), LINGER_MS).unref()
  }

  function finish(segment: OpenSegment): void {
    if (segments.delete(segment.number)) out.finish(segment.number)
  }

  /** The segment the event belongs to; `null` when its segment is no longer open. */
  function place(event: Event): OpenSegment | null {
    if (isClosed) return null
    if (event.kind === EventKind.click) {
      return segments.get(Math.floor(event.clickSeq / SEGMENT_ROWS)) ?? null
    }
    event.row = nextRow()
    return current
  }

  function appendTo<T>(event: Event, add: (segment: number, row: Cell[]) => T | null): T | null {
    const segment = place(event)
    if (segment === null) {
      misplaced++
      return null
    }
    const row = eventToRow(event)
    const taken = add(segment.number, row)
    if (event.kind === EventKind.click) arrived(segment, event, taken === null ? null : row)
    return taken
  }

  /** `row` is `null` for a click that was refused. */
  function arrived(segment: OpenSegment, event: Event, row: Cell[] | null): void {
    if (row) recent.remember(event.clickSeq, checkIn(segment.stream, event.row), row)
    segment.owed--
    if (segment.owed === 0 && segment !== current) finish(segment)
  }

  return {
    reserve() {
      const row = nextRow()
      current.owed++
      const seq = current.number * SEGMENT_ROWS + row
      const clickId = formatClickId({ seq, node, check: checkIn(current.stream, row) })
      return { clickId, seq, row }
    },

    append: (event) => appendTo(event, out.add) ?? DONE,

    async appendDurable(event) {
      const synced = appendTo(event, out.addDurable) ?? NOT_STORED
      return Promise.race([synced, Bun.sleep(DURABLE_DEADLINE_MS).then(() => false)])
    },

    recent: recent.find,

    stats() {
      const stats = out.stats()
      return {
        ...stats,
        dropped: stats.refused + misplaced,
        segment: current.number,
        rowsGiven: current.rowsGiven,
      }
    },

    async close() {
      isClosed = true
      await Promise.race([out.stop(), Bun.sleep(STOP_DEADLINE_MS)])
      out.end()
    },
  }
}
