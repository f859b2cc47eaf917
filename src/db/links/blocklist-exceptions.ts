/** Where short links may lead whatever blocklists say: few, and looked at as a whole. */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'

export interface BlocklistException {
  readonly id: number
  /** A host, or an address without its scheme, as `placeText` writes them. */
  readonly place: string
  readonly note: string
  /** `null`: nobody who is known any more. */
  readonly userId: number | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** How many there have ever been of each. */
export interface ExceptionCounts {
  readonly added: number
  readonly removed: number
  /** The newest one, with its time: numbers that a dry run gave out are given again. */
  readonly newest: string
}

export interface ReadBlocklistExceptions {
  find(id: number): BlocklistException | null
  /** The newest first. */
  list(): BlocklistException[]
  has(place: string): boolean
  counts(): ExceptionCounts
}

export interface BlocklistExceptions extends ReadBlocklistExceptions {
  add(exception: Pick<BlocklistException, 'place' | 'note' | 'userId'>): number
  remove(id: number): void
}

const SELECT = 'SELECT id, place, note, user_id AS userId, at FROM blocklist_exceptions'
const COUNTS = `SELECT coalesce(max(seq), 0) AS added,
  coalesce(max(seq), 0) - (SELECT count(*) FROM blocklist_exceptions) AS removed,
  coalesce((SELECT place || ' ' || at FROM blocklist_exceptions ORDER BY id DESC LIMIT 1), '') AS newest
  FROM sqlite_sequence WHERE name = 'blocklist_exceptions'`

export function blocklistExceptionStore(db: Database, clock: () => number): BlocklistExceptions {
  const one = db.query<BlocklistException, [number]>(`${SELECT} WHERE id = ?`)
  const all = db.query<BlocklistException, []>(`${SELECT} ORDER BY id DESC`)
  const has = db.query<unknown, [string]>('SELECT 1 FROM blocklist_exceptions WHERE place = ?')
  const counts = db.query<ExceptionCounts, []>(COUNTS)
  return {
    find: (id) => one.get(id),
    list: () => all.all(),
    has: (place) => has.get(place) !== null,
    counts: () => counts.get()!,
    add({ place, note, userId }) {
      const sql = 'INSERT INTO blocklist_exceptions (place, note, user_id, at) VALUES (?, ?, ?, ?)'
      return insertedId(db.query(sql), place, note, userId, clock())
    },
    remove: (id) => void db.query('DELETE FROM blocklist_exceptions WHERE id = ?').run(id),
  }
}
