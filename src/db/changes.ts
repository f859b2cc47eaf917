/**
 * The log of changes: what routing has to read again, and who did what. Both are written in the
 * transaction of the change, so a change without its entries does not exist.
 */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../lib/inserted-id.ts'
import type { Kind } from './records.ts'

/**
 * What tables in memory depend on. Changes of a flow set are changes of its owner. A link is noted
 * by what visits look it up by, `<domain number>/<word key>`, or as `*` when any may have changed.
 */
export type ChangedKind = Kind | 'settings' | 'links' | 'postback_keys' | 'users'

export interface Change {
  readonly kind: ChangedKind
  readonly objectId: string
}

export interface AuditEntry {
  /** Null: the command line, or the server by itself. */
  readonly userId: number | null
  readonly via: 'key' | 'ui' | 'cli' | 'system'
  /** create, change, archive, restore, remove, key_refresh … */
  readonly event: string
  readonly kind: string
  readonly objectId: string
  readonly name: string
  /** What was asked for; never a secret. */
  readonly changes: unknown
  /** What of it was otherwise, as it was; left out where there was nothing, or it is a secret. */
  readonly before?: unknown
  /** Where it came from; left out for commands. */
  readonly address?: string
}

/** Readers look every second; this is hours of them. */
const KEPT_CHANGES = 10_000
const FORGOTTEN_EVERY = 100

export interface ReadChanges {
  /** The number of the newest change; 0 before the first. */
  last(): number
  /** In order, each object once. */
  after(seq: number): Change[]
}

export interface Changes extends ReadChanges {
  note(kind: ChangedKind, objectId: string): void
  audit(entry: AuditEntry): void
}

export function changeStore(sqlite: Database, clock: () => number): Changes {
  const last = sqlite.query<{ seq: number | null }, []>('SELECT max(seq) AS seq FROM changes')
  const after = sqlite.query<Change, [number]>(
    `SELECT kind, object_id AS objectId FROM changes WHERE seq > ?
     GROUP BY kind, object_id ORDER BY min(seq)`,
  )
  const insert = sqlite.query<unknown, [string, string]>(
    'INSERT INTO changes (kind, object_id) VALUES (?, ?)',
  )
  const forget = sqlite.query(
    `DELETE FROM changes WHERE seq <= (SELECT max(seq) FROM changes) - ${KEPT_CHANGES}`,
  )
  const audit = sqlite.query(
    `INSERT INTO audit (at, user_id, via, event, kind, object_id, name, changes, address, before)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    last: () => last.get()?.seq ?? 0,
    after: (seq) => after.all(seq),
    note: (kind, objectId) => {
      if (insertedId(insert, kind, objectId) % FORGOTTEN_EVERY === 0) forget.run()
    },
    audit: ({ userId, via, event, kind, objectId, name, changes, before, address = '' }) => {
      const text = JSON.stringify(changes) ?? 'null'
      const was = JSON.stringify(before) ?? null
      audit.run(clock(), userId, via, event, kind, objectId, name, text, address, was)
    },
  }
}
