/** A consistent copy of a SQLite database that others may be writing. */
import { Database } from 'bun:sqlite'
import { chmodSync } from 'node:fs'

const BUSY_MS = 10_000

/** `target` must not exist; it is for the owner alone. Throws what SQLite throws. */
export function copyDatabase(source: string, target: string): void {
  const db = new Database(source, { readonly: true })
  try {
    db.run(`PRAGMA busy_timeout = ${BUSY_MS}`)
    db.query('VACUUM INTO ?').run(target)
    chmodSync(target, 0o600)
  } finally {
    db.close()
  }
}
