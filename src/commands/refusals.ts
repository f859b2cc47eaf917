/** What keeps a server from starting, each in one sentence for the person at the console. */
import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { RoutingTables } from '../core/tables.ts'
import { CONFIG_FILE } from '../db/open.ts'
import { LEDGER_FILE } from '../ledger/segments/ledger-db.ts'

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

/** A new configuration would give these clicks to campaigns that never had them. */
export function lostConfig(dataDir: string): Refused | null {
  if (existsSync(join(dataDir, CONFIG_FILE)) || !existsSync(join(dataDir, LEDGER_FILE))) return null
  return {
    refused:
      `${dataDir} has clicks (${LEDGER_FILE}) and no ${CONFIG_FILE}: put that of a backup there, ` +
      'or start anew in another folder',
  }
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
