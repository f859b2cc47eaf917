/**
 * The body of the thread that books conversions: one transaction per batch, synced before anything
 * is answered. A job that fails by an error of ours takes only itself back; what the disk refuses
 * takes the whole batch back, and the database is opened anew.
 */
import { type Database, SQLiteError } from 'bun:sqlite'

import type { Outgoing } from '../../core/conversions/conversion.ts'
import { conversionStore } from '../../db/money/conversions.ts'
import { incomingCallStore } from '../../db/money/incoming-calls.ts'
import { clickStore, ledgerQueue } from '../../db/money/ledger-queue.ts'
import { stackOf } from '../../lib/errors.ts'
import type { Routing } from '../../routing/routing.ts'
import type { BookerCommand, BookerReply, Job, Verdict } from './jobs.ts'
import type { Clerk } from './keep.ts'
import { DryRun, work } from './work.ts'

export interface BookerParts {
  /** A writing handle of its own, synced at every commit. */
  readonly open: () => Database
  readonly routing: Routing
  /** `queued` is told of every step that has something to send. */
  readonly outgoingOn: (db: Database, queued: () => void) => Outgoing
  readonly reply: (reply: BookerReply) => void
}

export function booker(parts: BookerParts): (command: BookerCommand) => void {
  let hasQueued = false
  const queued = () => {
    hasQueued = true
  }
  let desk = deskOn(parts, queued)
  parts.reply({ type: 'ready', events: desk.clerk.queue.all() })
  return (command) => {
    if (command.type === 'stop') {
      desk.db.close()
      return parts.reply({ type: 'stopped' })
    }
    const { batch, jobs } = command
    try {
      parts.routing.poll()
      const verdicts = booked(parts, desk, jobs)
      parts.reply({ type: 'booked', batch, verdicts, hasQueued })
      hasQueued = false
    } catch (error) {
      parts.reply({ type: 'refused', batch, reason: String(error) })
      desk = reopened(parts, desk, queued)
    }
  }
}

interface Desk {
  readonly db: Database
  readonly clerk: Clerk
}

function deskOn({ open, routing, outgoingOn }: BookerParts, queued: () => void): Desk {
  const db = open()
  const clerk: Clerk = {
    conversions: conversionStore(db),
    calls: incomingCallStore(db),
    queue: ledgerQueue(db),
    clicks: clickStore(db),
    tables: () => routing.current().ofPast,
    outgoing: outgoingOn(db, queued),
  }
  return { db, clerk }
}

/** After a failed sync nobody knows what the handle's cache holds. */
function reopened(parts: BookerParts, desk: Desk, queued: () => void): Desk {
  try {
    desk.db.close()
    return deskOn(parts, queued)
  } catch (error) {
    parts.reply({ type: 'problem', text: `conversions: ${String(error)}` })
    return desk
  }
}

/**
 * A savepoint copies every page that changes into a file: only where one has
 * to be taken back there are any.
 */
function booked(parts: BookerParts, desk: Desk, jobs: readonly Job[]): readonly (Verdict | null)[] {
  const { db, clerk } = desk
  const inOneGo = db.transaction(() => jobs.map((job) => work(clerk, job)))
  try {
    return inOneGo.immediate()
  } catch (error) {
    if (isOfDatabase(error)) throw error
    return db.transaction(() => jobs.map((job) => one(parts, desk, job))).immediate()
  }
}

function one({ reply }: BookerParts, { db, clerk }: Desk, job: Job): Verdict | null {
  const attempt = db.transaction(() => work(clerk, job))
  try {
    return attempt()
  } catch (error) {
    if (error instanceof DryRun) return error.verdict
    if (isOfDatabase(error)) throw error
    reply({ type: 'problem', text: `a conversion could not be booked: ${stackOf(error)}` })
    return null
  }
}

/** The disk's word, or the database's: nothing of the batch may be acknowledged. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof SQLiteError && !error.code?.startsWith('SQLITE_CONSTRAINT')
}
