/**
 * Which segments have events, noted in `ledger.db` as soon as they are seen: so that a journal that is
 * taken away before it is sealed is missed, and its number not given again.
 */
import { Database } from 'bun:sqlite'

import { isYoung } from '../../lib/age.ts'
import { DAY_MS, MINUTE_MS } from '../../lib/spans.ts'
import { isCurrent, unlessRefused } from './ledger-db.ts'
import type { OpenSegment } from './open-segments.ts'

/** For so long it is told: nobody can say that he knows, and what is gone for good makes no report partial for ever. */
const TOLD_MS = 30 * DAY_MS

/** Epoch milliseconds, before any clock. */
export const LONG_AGO = -8.64e15

export interface MissingSegment {
  readonly number: number
  /** Epoch milliseconds. */
  readonly createdAt: number
}

export interface BegunSegments {
  /** The highest number; 0 when there is none. */
  last(): number
  /** Those that have events. What the disk refuses is noted a minute later. */
  note(open: readonly OpenSegment[]): void
  /** These are told as missing since then, `LONG_AGO` for those of which is told otherwise. */
  told(numbers: readonly number[], since: number): void
}

/** `db`: for writing. */
export function begunSegments(db: Database, clock: () => number): BegunSegments {
  const insert = db.query('INSERT OR IGNORE INTO begun_segments (number, created_at) VALUES (?, ?)')
  const tell = db.query(
    'UPDATE begun_segments SET told_at = ? WHERE number = ? AND told_at IS NULL',
  )
  const noted = new Set<number>()
  let refusedAt = -Infinity

  function noteOne({ number, builder, header }: OpenSegment): void {
    const createdAt = header()?.createdAt
    if (noted.has(number) || builder.rows === 0 || createdAt === undefined) return
    insert.run(number, createdAt)
    noted.add(number)
  }

  return {
    last: () =>
      db
        .query<{ last: number }, []>('SELECT ifnull(max(number), 0) AS last FROM begun_segments')
        .get()!.last,
    note(open) {
      if (isYoung(refusedAt, MINUTE_MS, clock())) return
      const isDone = unlessRefused(() => open.forEach(noteOne))
      refusedAt = isDone ? -Infinity : clock()
    },
    told: (numbers, since) =>
      void unlessRefused(() => numbers.forEach((number) => tell.run(since, number))),
  }
}

/** Begun ones that are neither sealed nor among the files, as long as it is told. */
export function missingSegments(
  db: Database,
  files: ReadonlySet<number>,
  now: number,
): MissingSegment[] {
  return db
    .query<MissingSegment, [number]>(
      `SELECT number, created_at AS createdAt FROM begun_segments
        WHERE number NOT IN (SELECT number FROM segments) AND ifnull(told_at, 9e15) > ?
        ORDER BY number`,
    )
    .all(now - TOLD_MS)
    .filter(({ number }) => !files.has(number))
}

/** One line. */
export function missingText({ number, createdAt }: MissingSegment): string {
  const from = new Date(createdAt).toISOString()
  return `journal ${number} is missing: no report has its events, from ${from} on, until the file is put back`
}

/** In a copy of `ledger.db`: those whose journals began while it was made, and are not in it. */
export function forgetBegun(path: string, numbers: readonly number[]): void {
  const db = new Database(path, { readwrite: true, strict: true })
  if (isCurrent(db)) {
    const remove = db.query('DELETE FROM begun_segments WHERE number = ?')
    for (const number of numbers) remove.run(number)
  }
  db.close()
}
