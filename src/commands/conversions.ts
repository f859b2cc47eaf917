/** Conversions of the running server: caps, the thread that books, and what is tried again. */
import type { Config } from '../config.ts'
import type { RoutingTables } from '../core/tables.ts'
import { changeStore } from '../db/changes.ts'
import { capUseOn, conversionStore } from '../db/money/conversions.ts'
import { incomingCallStore } from '../db/money/incoming-calls.ts'
import { hasQueuedEvents } from '../db/money/ledger-queue.ts'
import { postbackKeyStore } from '../db/money/postback-keys.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import type { Routing } from '../routing/routing.ts'
import { awaited } from '../track/conversions/awaited.ts'
import { capCounters, type Caps } from '../track/conversions/caps.ts'
import { type Conversions, openConversions } from '../track/conversions/conversions.ts'
import type { VisitorHistory } from '../track/history/history.ts'
import type { TrackParts } from '../track/parts.ts'

export function openCaps({ reader }: ConfigDatabase, routing: Routing): Caps {
  return capCounters(routing.current, capUseOn(reader))
}

export interface BookingParts {
  readonly config: Config
  readonly log: Log
  readonly ledger: Ledger
  readonly caps: Caps
  readonly history: VisitorHistory
  readonly tables: () => RoutingTables
  /** Outgoing postbacks were queued. */
  readonly onQueued: () => void
  readonly clock: () => number
  /** Old entries of the log of calls go by it. */
  readonly removesBy: () => number
}

export function openBooking(
  { reader }: ConfigDatabase,
  { config, log, ...parts }: BookingParts,
): Promise<Conversions> {
  return openConversions({
    ...parts,
    hasEarlier: hasQueuedEvents(reader),
    dataDir: config.dataDir,
    worker: workerFile('track/conversions/worker.ts'),
    onProblem: (problem) => log('Conversions', problem),
  })
}

export function deskParts({ reader }: ConfigDatabase, track: TrackParts) {
  const calls = incomingCallStore(reader)
  const conversions = conversionStore(reader)
  return { track, calls, conversions, keyOf: postbackKeyStore(reader).ever }
}

/** What is tried again by itself. */
export function awaitedJob(db: ConfigDatabase, track: TrackParts): () => Promise<void> {
  return awaited({
    ...deskParts(db, track),
    changes: changeStore(db.reader, track.clock),
  })
}
