/** What was removed from the ledger on purpose, so that nobody takes it for lost. In `ledger.db`. */
import type { Database } from 'bun:sqlite'

/** Times are epoch milliseconds. */
export interface Removal {
  readonly id: number
  readonly askedAt: number
  /** `null` while segments are left. */
  readonly doneAt: number | null
  /** `null`: all campaigns, by age. */
  readonly campaignId: number | null
  /** Events of clicks made before it are removed. */
  readonly before: number
}

export interface RemovalState extends Removal {
  /** Events removed so far, and the times of their clicks. */
  readonly rows: number
  readonly minClickTime: number | null
  readonly maxClickTime: number | null
}

/** What a removal took from one segment. */
export interface Removed {
  readonly removal: number
  readonly segment: number
  readonly at: number
  readonly rows: number
  readonly minClickTime: number
  readonly maxClickTime: number
}

export interface RemovalStore {
  /** Newest first. */
  list(): RemovalState[]
  add(removal: Omit<Removal, 'id' | 'doneAt'>): number
  finish(id: number, at: number): void
  /** Again for the same segment replaces what was noted. */
  note(removed: Removed): void
  /** The removals that took something from a segment. */
  of(segment: number): (Removal & { readonly at: number })[]
}

const REMOVAL = `id, asked_at AS askedAt, done_at AS doneAt, campaign_id AS campaignId, before`

export function removalStore(db: Database): RemovalStore {
  const list = db.query<RemovalState, []>(
    `SELECT ${REMOVAL}, coalesce(sum(rows), 0) AS rows, min(min_click_time) AS minClickTime,
      max(max_click_time) AS maxClickTime
     FROM removals LEFT JOIN removed ON removal = id GROUP BY id ORDER BY id DESC`,
  )
  const of = db.query<Removal & { at: number }, [number]>(
    `SELECT ${REMOVAL}, at FROM removed JOIN removals ON removal = id WHERE segment = ?`,
  )
  return {
    list: () => list.all(),
    add: ({ askedAt, campaignId, before }) =>
      Number(
        db
          .query('INSERT INTO removals (asked_at, campaign_id, before) VALUES (?, ?, ?)')
          .run(askedAt, campaignId, before).lastInsertRowid,
      ),
    finish: (id, at) => void db.query('UPDATE removals SET done_at = ? WHERE id = ?').run(at, id),
    note: (removed) =>
      void db
        .query(
          `INSERT INTO removed VALUES ($removal, $segment, $at, $rows, $minClickTime, $maxClickTime)
           ON CONFLICT (segment, removal) DO UPDATE SET rows = $rows, at = $at,
            min_click_time = $minClickTime, max_click_time = $maxClickTime`,
        )
        .run({ ...removed }),
    of: (segment) => of.all(segment),
  }
}
