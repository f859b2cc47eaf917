/** Pragmas of SQLite that answer one row with one column. */
import type { Database } from 'bun:sqlite'

/** Null where SQLite has no answer. `data_version` changes when another connection commits. */
export function pragma(db: Database, name: string): unknown {
  const row = db.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get()
  return row === null ? null : Object.values(row)[0]
}

export function pragmaNumber(db: Database, name: string): number {
  return Number(pragma(db, name))
}
