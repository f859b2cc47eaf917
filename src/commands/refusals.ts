/** What keeps a server from starting, each in one sentence for the person at the console. */
import { Database } from 'bun:sqlite'

import type { RoutingTables } from '../core/tables.ts'

export interface Refused {
  readonly refused: string
  /** Of boot settings that contradict what is stored; else it is 1. */
  readonly exitCode?: 2
}

/** SQLite below this can damage a WAL that two connections write. */
const OLDEST_SQLITE = '3.51.3'

export function oldSqlite(): Refused | null {
  const db = new Database(':memory:')
  const { version } = db.query<{ version: string }, []>('SELECT sqlite_version() AS version').get()!
  db.close()
  return Bun.semver.order(version, OLDEST_SQLITE) >= 0
    ? null
    : { refused: `SQLite ${version} is too old; at least ${OLDEST_SQLITE} is needed` }
}

/** Visits would find nothing there, and code of landings would share the admin's host. */
export function adminOnTracking(adminHost: string, tables: RoutingTables): Refused | null {
  if (adminHost === '' || tables.domain(adminHost) === null) return null
  return {
    refused:
      `--admin-host "${adminHost}": is a tracking domain, whose links would lead nowhere. Give the ` +
      'admin a host of its own, or start without this and remove the domain first',
    exitCode: 2,
  }
}
