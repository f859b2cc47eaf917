/**
 * The log of changes: what routing has to read again, and who did what. Both are written in the
 * transaction of the change, so a change without its entries does not exist.
 */
import type { Database } from 'bun:sqlite'

import { drizzle } from 'drizzle-orm/bun-sqlite'

import type { Kind } from './records.ts'
import { audit } from './schema.ts'

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
  /** Null: the command line. */
  readonly userId: number | null
  readonly via: 'key' | 'ui' | 'cli'
  /** create, change, archive, restore, remove, key_refresh … */
  readonly event: string
  readonly kind: string
  readonly objectId: string
  readonly name: string
  /** What was asked for; never a secret. */
  readonly changes: unknown
  /** Where it came from; left out for commands. */
  readonly address?: string
}

/** Readers look every second; this is hours of them. */
const KEPT_CHANGES = 10_000

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
  const db = drizzle(sqlite)
  const last = sqlite.query<{ seq: number | null }, []>('SELECT max(seq) AS seq FROM changes')
  const after = sqlite.query<Change, [number]>(
    `SELECT kind, object_id AS objectId FROM changes WHERE seq > ?
     GROUP BY kind, object_id ORDER BY min(seq)`,
  )
  const insert = sqlite.query('INSERT INTO changes (kind, object_id) VALUES (?, ?)')
  const forget = sqlite.query(
    `DELETE FROM changes WHERE seq <= (SELECT max(seq) FROM changes) - ${KEPT_CHANGES}`,
  )
  return {
    last: () => last.get()?.seq ?? 0,
    after: (seq) => after.all(seq),
    note: (kind, objectId) => {
      insert.run(kind, objectId)
      forget.run()
    },
    audit: (entry) => {
      const row = { ...entry, at: clock(), changes: JSON.stringify(entry.changes) ?? 'null' }
      db.insert(audit).values(row).run()
    },
  }
}
