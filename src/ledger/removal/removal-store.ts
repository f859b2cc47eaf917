/** What was removed from the ledger on purpose, so that nobody takes it for lost. In `ledger.db`. */
import type { Database } from 'bun:sqlite'

import { firstSeq, SEGMENT_ROWS } from '../../core/click-id.ts'
import type { Period } from '../../core/reports/period.ts'
import { insertedId } from '../../lib/inserted-id.ts'
import { lately } from '../../lib/lru.ts'
import type { Goes } from './kept-rows.ts'

/** What is to go: events of clicks made in a time, of a campaign or by their ids, or else by age. */
export interface RemovalWork {
  /** `null`: of all campaigns. */
  readonly campaignId: number | null
  /** How many clicks are meant by their ids; `null`: all. */
  readonly clicks: number | null
  /** Events of clicks made from it on, and before the other. Epoch milliseconds. */
  readonly since: number
  readonly before: number
}

/** Times are epoch milliseconds. */
export interface Removal extends RemovalWork {
  readonly id: number
  readonly askedAt: number
  /** `null` while segments are left. */
  readonly doneAt: number | null
}

export function isByAge({ campaignId, clicks }: RemovalWork): boolean {
  return campaignId === null && clicks === null
}

/** When the clicks were made that it is about. */
export function periodOf({ since, before }: RemovalWork): Period {
  return { from: since, to: before }
}

/** Which events a removal takes. Old clicks stay as long as something newer is known of them. */
export function goesBy(
  removal: RemovalWork & Pick<Removal, 'id'>,
  hasClick: RemovalStore['hasClick'],
): Goes {
  const { id, campaignId, clicks, since, before } = removal
  return (event) => {
    if (event.clickTime >= before || event.clickTime < since) return false
    if (campaignId !== null) return event.campaignId === campaignId
    return clicks === null ? event.time < before : hasClick(id, event.clickSeq)
  }
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
  /** With the clicks that it means, by sequence number; none when it means all. */
  add(removal: Omit<Removal, 'id' | 'doneAt'>, seqs: readonly number[]): number
  /** Whether the removal means the click. */
  hasClick(id: number, seq: number): boolean
  /** The rows of the segment's clicks that were removed by their ids. */
  clicksIn(segment: number): number[]
  /** The removal that meant the click by its id; `null`: none. */
  removalOfClick(seq: number): number | null
  /** When the click was removed by its id; `null`: never. */
  clickRemovedAt(seq: number): number | null
  finish(id: number, at: number): void
  /** Again for the same segment replaces what was noted. */
  note(removed: Removed): void
  /** The removals that took something from a segment. */
  of(segment: number): (Removal & { readonly at: number })[]
}

/** Of some thousands of clicks each. */
const SETS_KEPT = 8

const REMOVAL = `id, asked_at AS askedAt, done_at AS doneAt, campaign_id AS campaignId,
  since, before, clicks`

export function removalStore(db: Database): RemovalStore {
  const list = db.query<RemovalState, []>(
    `SELECT ${REMOVAL}, coalesce(sum(rows), 0) AS rows, min(min_click_time) AS minClickTime,
      max(max_click_time) AS maxClickTime
     FROM removals LEFT JOIN removed ON removal = id GROUP BY id ORDER BY id DESC`,
  )
  const of = db.query<Removal & { at: number }, [number]>(
    `SELECT ${REMOVAL}, at FROM removed JOIN removals ON removal = id WHERE segment = ?`,
  )
  const byClick = db.query<{ removal: number; askedAt: number }, [number]>(
    `SELECT removal, asked_at AS askedAt FROM removed_clicks JOIN removals ON id = removal
     WHERE seq = ?`,
  )
  const clicksOf = db.query<{ seq: number }, [number]>(
    'SELECT seq FROM removed_clicks WHERE removal = ?',
  )
  /** Asked for every event of a segment. */
  const clicksIn = lately(
    SETS_KEPT,
    (id: number) => new Set(clicksOf.all(id).map(({ seq }) => seq)),
  )
  const within = db.query<{ seq: number }, [number, number]>(
    'SELECT seq FROM removed_clicks WHERE seq >= ? AND seq < ?',
  )
  const add = (removal: Omit<Removal, 'id' | 'doneAt'>, seqs: readonly number[]) => {
    const id = insertedId(
      db.query(
        `INSERT INTO removals (asked_at, campaign_id, since, before, clicks)
         VALUES ($askedAt, $campaignId, $since, $before, $clicks)`,
      ),
      { ...removal },
    )
    const insert = db.query('INSERT OR IGNORE INTO removed_clicks VALUES (?, ?)')
    for (const seq of seqs) insert.run(seq, id)
    return id
  }
  return {
    list: () => list.all(),
    add: (removal, seqs) => db.transaction(add).immediate(removal, seqs),
    hasClick: (id, seq) => clicksIn(id).has(seq),
    clicksIn(segment) {
      const first = firstSeq(segment)
      return within.all(first, first + SEGMENT_ROWS).map(({ seq }) => seq - first)
    },
    removalOfClick: (seq) => byClick.get(seq)?.removal ?? null,
    clickRemovedAt: (seq) => byClick.get(seq)?.askedAt ?? null,
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
