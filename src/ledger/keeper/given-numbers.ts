/**
 * The last number of each kind that `config.db` has given, kept in `ledger.db`, which names campaigns, links and
 * bookings by them. A `config.db` that is older than `ledger.db` would give them again: the clicks of one
 * campaign to another.
 */
import { Database } from 'bun:sqlite'

import { DAY_MS } from '../../lib/spans.ts'
import { isCurrent, unlessRefused } from '../segments/ledger-db.ts'

/** For so long it is told that `config.db` was older: nobody can say that he knows. */
const TOLD_MS = 30 * DAY_MS

/** Of numbers that are higher than in `config.db` because that was copied first: nothing is wrong. */
const OF_COPY = 0

export type GivenNumber = readonly [kind: string, last: number]

export interface ConfigAge {
  /** Those that are higher here. */
  readonly ahead: readonly GivenNumber[]
  /** When the newest `config.db` was seen that is not there any more, epoch milliseconds; null: none, or long ago. */
  readonly lostAt: number | null
}

interface Row {
  readonly name: string
  readonly last: number
  readonly notedAt: number
}

/** Holds what `config.db` has given by now against what is known, and notes what is new. `db`: for writing. */
export function numbersNotedIn(
  db: Database,
  clock: () => number,
): (given: readonly GivenNumber[]) => ConfigAge {
  const all = db.query<Row, []>('SELECT name, last, noted_at AS notedAt FROM given_numbers')
  const note = db.query(
    'INSERT OR REPLACE INTO given_numbers (name, last, noted_at) VALUES (?, ?, ?)',
  )
  const lose = db.query('INSERT OR IGNORE INTO lost_configs (noted_at, found_at) VALUES (?, ?)')
  const lost = db.query<{ at: number | null }, [number]>(
    'SELECT max(noted_at) AS at FROM lost_configs WHERE found_at > ?',
  )
  return (given) => {
    const now = clock()
    const known = new Map(all.all().map((row) => [row.name, row]))
    const fresh = given.filter(([name, last]) => last > (known.get(name)?.last ?? 0))
    const givenBy = new Map(given)
    const ahead = [...known.values()].filter(({ name, last }) => last > (givenBy.get(name) ?? 0))
    const told = ahead.filter(({ notedAt }) => notedAt !== OF_COPY)
    const lostAt = told.reduce<number | null>(
      (latest, { notedAt }) => Math.max(latest ?? notedAt, notedAt),
      null,
    )
    // What a full disk refuses is noted the next time.
    unlessRefused(() =>
      db.transaction(() => {
        for (const [name, last] of fresh) note.run(name, last, now)
        if (lostAt !== null) lose.run(lostAt, now)
      })(),
    )
    return {
      ahead: ahead.map(({ name, last }) => [name, last]),
      lostAt: lostAt ?? lost.get(now - TOLD_MS)?.at ?? null,
    }
  }
}

/** In a copy of `ledger.db` that was made after that of `config.db`. */
export function numbersOfCopy(path: string): void {
  const db = new Database(path, { readwrite: true, strict: true })
  if (isCurrent(db)) db.run(`UPDATE given_numbers SET noted_at = ${OF_COPY}`)
  db.close()
}
