/** What keeps a server from starting, or should have, each in one sentence for the person at the console. */
import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { Socket } from '../config.ts'
import type { RoutingTables } from '../core/tables.ts'
import { CONFIG_FILE } from '../db/open.ts'
import { SECRETS_FILE } from '../db/people/secrets.ts'
import { LEDGER_FILE } from '../ledger/segments/ledger-db.ts'
import { codeOf, messageOf } from '../lib/errors.ts'
import { isUnopenedCopy } from '../lib/foreign-log.ts'

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

/** What is void without the secrets of an installation that has run; null: they are there. */
export function lostSecrets(dataDir: string): string | null {
  const isThere = (name: string) => existsSync(join(dataDir, name))
  if (isThere(SECRETS_FILE) || !isThere(LEDGER_FILE)) return null
  return (
    `${SECRETS_FILE} is not there and made anew: visitors are new, links of open landings lead nowhere, ` +
    'and second steps of logins are void (sluice user 2fa-off). Stop, and put that of a backup there'
  )
}

/** What an installation has run with and lacks now, by what the log calls it. To be asked before anything is opened. */
export function lostParts(dataDir: string): readonly (readonly [part: string, text: string])[] {
  const [secrets, ledger] = [lostSecrets(dataDir), lostLedger(dataDir)]
  return [
    ...(secrets === null ? [] : [['Secrets', secrets] as const]),
    ...(ledger === null ? [] : [['Ledger', ledger] as const]),
  ]
}

/** What is unknown where a backup was put back in part; null: nothing is missing. */
function lostLedger(dataDir: string): string | null {
  if (existsSync(join(dataDir, LEDGER_FILE))) return null
  if (!isUnopenedCopy(join(dataDir, CONFIG_FILE))) return null
  return (
    `${CONFIG_FILE} is that of a backup and ${LEDGER_FILE} is not there: no click of before is known, nothing counts for one. ` +
    'Stop, and put all of the backup into an empty folder'
  )
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

const UNHEARD: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program has it already'],
  [
    'EACCES',
    'ports below 1024 are for root, and for services that may open them ("sluice unit" prints one)',
  ],
  ['EADDRNOTAVAIL', 'this machine has no such address; 0.0.0.0 stands for all that it has'],
])

/** Why a socket could not be opened: what the system says of it is little. */
export function cannotListen({ hostname, port }: Socket, error: unknown): Refused {
  const why = UNHEARD.get(codeOf(error)) ?? messageOf(error)
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  return { refused: `Can't listen on ${host}:${port}: ${why}` }
}
