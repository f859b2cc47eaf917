/** Conversions of a running server: the booking thread, and the events it sends to the ledger. */
import type { Event } from '../../core/event.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { askerOfEvent, rememberConfirmed } from '../history/confirmed.ts'
import type { VisitorHistory } from '../history/history.ts'
import { type Bookings, type BookingsStatus, openBookings } from './bookings.ts'
import type { Caps } from './caps.ts'
import { eventMover, RETRY_MS } from './mover.ts'

export interface ConversionsParts {
  readonly ledger: Ledger
  readonly history: Pick<VisitorHistory, 'isFirstConfirmation' | 'view' | 'remember'>
  readonly tables: () => RoutingTables
  readonly caps: Caps
  readonly dataDir: string
  /** The entry point of the booking thread. */
  readonly worker: string
  /** Whether an earlier run left events for the ledger. */
  readonly hasEarlier: boolean
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Old entries of the log of calls go by it. */
  readonly removesBy: () => number
  /** Outgoing postbacks were queued. */
  readonly onQueued: () => void
  readonly onProblem: (problem: string) => void
}

export interface Conversions {
  readonly bookings: Bookings
  status(): BookingsStatus & { readonly eventsUnderway: number }
  /** Drops old entries of the log of calls; says so if parked ones were lost to its limit. */
  tidy(): Promise<void>
  close(): Promise<void>
}

/** A start does not wait longer for what an earlier run left; it arrives beside the first calls then. */
const RECOVERED_MS = 3000

/**
 * What an earlier run left for the ledger is there when this resolves, or after 3 s: an update of a
 * click is made from the one before it.
 */
export async function openConversions(parts: ConversionsParts): Promise<Conversions> {
  const { ledger, caps, removesBy, onQueued, onProblem } = parts
  const mover = eventMover({
    ledger,
    forget: (ids) => bookings.book({ do: 'moved', ids }),
    isFirstConfirmation: (event: Event) => isFirstConfirmation(parts, event),
    onProblem,
    retryMs: RETRY_MS,
  })
  const bookings: Bookings = await openBookings({
    file: parts.worker,
    dataDir: parts.dataDir,
    hasEarlier: parts.hasEarlier,
    onEvents: (events, from) => (from === 'verdict' ? mover.move(events) : mover.recover(events)),
    onQueued,
    onVerdict: (verdict) => caps.take(verdict.caps),
    onProblem,
  })
  const until = performance.now() + RECOVERED_MS
  while (mover.pending() > 0 && performance.now() < until) await Bun.sleep(5)
  return {
    bookings,
    status: () => ({ ...bookings.status(), eventsUnderway: mover.pending() }),
    async tidy() {
      let lost = 0
      for (let isMore = true; isMore;) {
        const verdict = await bookings.book({ do: 'tidy', now: removesBy() })
        lost += Number(verdict?.detail ?? 0)
        isMore = verdict?.result === 'ignored'
      }
      if (lost > 0) onProblem(`${lost} parked calls were dropped: the inbox is full`)
    },
    async close() {
      await mover.close()
      await bookings.close()
    },
  }
}

/** The visitor of a click that counts from now on is remembered with it. */
function isFirstConfirmation(
  { history, tables, clock }: Pick<ConversionsParts, 'history' | 'tables' | 'clock'>,
  event: Event,
): boolean {
  const now = clock()
  if (!history.isFirstConfirmation(event.clickSeq, now)) return false
  const spec = tables().campaign(event.campaignId)?.spec
  if (spec) rememberConfirmed(history, spec, askerOfEvent(spec, event, now), event)
  return true
}
