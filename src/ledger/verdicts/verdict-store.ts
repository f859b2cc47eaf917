/** What was judged anew, in `ledger.db`. Everything here is read or written by one statement. */
import type { Database } from 'bun:sqlite'

import {
  type JudgedClicks,
  NO_CHANGES,
  type RobotLists,
  sumOfChanges,
  type VerdictChanges,
} from '../../core/robot-verdicts.ts'
import { compressedJson, fromCompressedJson } from '../../lib/compressed.ts'
import { insertedId } from '../../lib/inserted-id.ts'

/** Why a reclassification is over. */
export type VerdictOutcome = 'done' | 'failed' | 'interrupted'

/** Times are epoch milliseconds. */
export interface Reclassification {
  readonly id: number
  /** A UUID. */
  readonly uuid: string
  readonly askedAt: number
  readonly startedAt: number | null
  /** `null` while something is left to do. */
  readonly endedAt: number | null
  readonly outcome: VerdictOutcome | null
  /** It only counts. */
  readonly isDry: boolean
  readonly tries: number
  readonly clicks: JudgedClicks
  /** Clicks that were looked at. */
  readonly looked: number
  /** Segments that could not be read. */
  readonly unreadable: number
  readonly changes: VerdictChanges
}

export interface VerdictWork {
  readonly uuid: string
  readonly isDry: boolean
  readonly clicks: JudgedClicks
  readonly lists: RobotLists
}

export interface VerdictStore {
  /** Newest first. */
  list(): Reclassification[]
  find(uuid: string): Reclassification | null
  /** By which lists clicks are judged. */
  listsOf(id: number): RobotLists
  add(work: VerdictWork, at: number): number
  /** Open segments go by it from now on; again changes nothing but the counts. */
  start(id: number, at: number, changes: VerdictChanges): void
  addChanges(id: number, changes: VerdictChanges): void
  /** Begun once more; how often that was. */
  tryAgain(id: number): number
  finish(id: number, at: number, end: Pick<Reclassification, 'looked' | 'unreadable'>): void
  /** Nothing more comes of it. */
  giveUp(id: number, at: number, outcome: 'failed' | 'interrupted'): void
}

/** Of older ones nobody knows; what they changed stays. */
const KEPT = 200

interface Row extends Omit<Reclassification, 'isDry' | 'clicks' | 'changes'> {
  readonly isDry: number
  readonly clicks: string
  readonly changes: string
}

const COLUMNS = `id, uuid, asked_at AS askedAt, started_at AS startedAt, ended_at AS endedAt, outcome,
  is_dry AS isDry, tries, clicks, looked, unreadable, changes`

export function verdictStore(db: Database): VerdictStore {
  const list = db.query<Row, []>(`SELECT ${COLUMNS} FROM reclassifications ORDER BY id DESC`)
  const one = db.query<Row, [string]>(`SELECT ${COLUMNS} FROM reclassifications WHERE uuid = ?`)
  const changesOf = db.query<{ changes: string }, [number]>(
    'SELECT changes FROM reclassifications WHERE id = ?',
  )
  const listsOf = db.query<{ lists: Uint8Array<ArrayBuffer> }, [number]>(
    'SELECT lists FROM reclassifications WHERE id = ?',
  )
  const addChanges = (id: number, changes: VerdictChanges) => {
    const before = JSON.parse(changesOf.get(id)!.changes) as VerdictChanges
    const sum = JSON.stringify(sumOfChanges(before, changes))
    db.query('UPDATE reclassifications SET changes = ? WHERE id = ?').run(sum, id)
  }
  return {
    list: () => list.all().map(fromRow),
    find(uuid) {
      const row = one.get(uuid)
      return row && fromRow(row)
    },
    listsOf: (id) => fromCompressedJson(listsOf.get(id)!.lists) as RobotLists,
    addChanges,
    add: (work, at) => db.transaction(() => added(db, work, at)).immediate(),
    start: (id, at, changes) =>
      db
        .transaction(() => {
          db.query(
            'UPDATE reclassifications SET started_at = coalesce(started_at, ?) WHERE id = ?',
          ).run(at, id)
          addChanges(id, changes)
        })
        .immediate(),
    tryAgain: (id) =>
      db
        .query<{ tries: number }, [number]>(
          'UPDATE reclassifications SET tries = tries + 1 WHERE id = ? RETURNING tries',
        )
        .get(id)!.tries,
    finish: (id, at, { looked, unreadable }) =>
      void db
        .query(
          `UPDATE reclassifications SET ended_at = ?, outcome = 'done', looked = ?, unreadable = ?
           WHERE id = ?`,
        )
        .run(at, looked, unreadable, id),
    giveUp: (id, at, outcome) =>
      void db
        .query('UPDATE reclassifications SET ended_at = ?, outcome = ? WHERE id = ?')
        .run(at, outcome, id),
  }
}

function added(db: Database, { uuid, isDry, clicks, lists }: VerdictWork, at: number): number {
  const id = insertedId(
    db.query(
      `INSERT INTO reclassifications (uuid, asked_at, is_dry, clicks, lists, changes)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    uuid,
    at,
    isDry ? 1 : 0,
    JSON.stringify(clicks),
    compressedJson(lists),
    JSON.stringify(NO_CHANGES),
  )
  db.query(
    `DELETE FROM reclassifications WHERE ended_at IS NOT NULL AND id <=
      (SELECT id FROM reclassifications ORDER BY id DESC LIMIT 1 OFFSET ${KEPT})`,
  ).run()
  return id
}

function fromRow({ isDry, clicks, changes, ...row }: Row): Reclassification {
  return {
    ...row,
    isDry: isDry === 1,
    clicks: JSON.parse(clicks) as JudgedClicks,
    changes: JSON.parse(changes) as VerdictChanges,
  }
}
