/** Pragmas of SQLite, most of which answer one row with one column. */
import type { Database } from 'bun:sqlite'

/** Null where SQLite has no answer. `data_version` changes when another connection commits. */
export function pragma(db: Database, name: string): unknown {
  const row = db.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get()
  return row === null ? null : Object.values(row)[0]
}

export function pragmaNumber(db: Database, name: string): number {
  return Number(pragma(db, name))
}

/** What SQLite finds wrong with the whole file, ten things at most; empty: nothing. */
export function faultsIn(db: Database): string[] {
  const rows = db.query<Record<string, string>, []>('PRAGMA quick_check(10)').all()
  return rows.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok')
}

/** Why a file is refused whose `user_version` is higher than ours, and what to do. */
export const FROM_NEWER =
  'was written by a newer version of Sluice: run that one, or restore a backup from before it'
