/**
 * Whether `config.db` is that of `ledger.db`. One that was put there from a backup by itself is older: it goes on behind
 * the numbers that were given since, so that nothing new gets the clicks or the bookings of what is gone.
 */
import { continueBehind, givenNumbers } from '../db/given-numbers.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import { patient } from './disk-forecast.ts'

export interface ConfigAges {
  /** Of the newest that is not there any more, when it was seen; null: this one is the newest, as far as is known. */
  lostAt(): number | null
  /** Looks, and lets `ledger.db` know what was given since. Never rejects. */
  note(): Promise<void>
}

export interface ConfigAgeParts {
  readonly db: ConfigDatabase
  readonly ledger: Pick<Ledger, 'configAge'>
  readonly log: Log
}

/** Has looked when it resolves, unless the keeper is at work. */
export async function openConfigAges({ db, ledger, log }: ConfigAgeParts): Promise<ConfigAges> {
  let lostAt: number | null = null
  const note = async () => {
    const age = await patient(ledger.configAge(givenNumbers(db.reader)))
    if (age === null) return
    if (age.ahead.length > 0) continueBehind(db.writer, age.ahead)
    if (age.lostAt !== null && age.lostAt !== lostAt) log('Configuration', lostText(age.lostAt))
    lostAt = age.lostAt
  }
  const noteQuietly = () => note().catch((error: unknown) => log('Configuration', String(error)))
  await noteQuietly()
  return { lostAt: () => lostAt, note: noteQuietly }
}

/** One line. */
export function lostText(at: number): string {
  return (
    `config.db is older than ledger.db: that of ${new Date(at).toISOString()} is not there. Put it back, or ledger.db ` +
    'and journal from the same backup: else what was set and booked in between is unknown, and conversions that ' +
    'are told again count twice'
  )
}
