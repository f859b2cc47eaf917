/**
 * Events that wait for the ledger: stored with what caused them, moved afterwards. And what later
 * calls said of clicks.
 */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'

/** An event on its way; `row` are its cells as JSON. */
export interface QueuedEvent {
  readonly id: number
  /** In the ledger it lies behind this sequence number. */
  readonly afterSeq: number
  readonly row: string
}

/** Whether an earlier run left events that the ledger may not have. */
export function hasQueuedEvents(db: Database): boolean {
  return db.query('SELECT 1 FROM ledger_queue LIMIT 1').get() !== null
}

export interface LedgerQueue {
  /** Gives the id first, because the row carries it. */
  add(afterSeq: number, rowOf: (id: number) => string): QueuedEvent
  all(): QueuedEvent[]
  remove(ids: readonly number[]): void
}

export function ledgerQueue(db: Database): LedgerQueue {
  const insert = db.query<unknown, [number]>(
    "INSERT INTO ledger_queue (after_seq, row) VALUES (?, 'null')",
  )
  const fill = db.query('UPDATE ledger_queue SET row = ? WHERE id = ?')
  const remove = db.query('DELETE FROM ledger_queue WHERE id = ?')
  return {
    add(afterSeq, rowOf) {
      const id = insertedId(insert, afterSeq)
      const row = rowOf(id)
      fill.run(row, id)
      return { id, afterSeq, row }
    },
    all: () =>
      db
        .query<QueuedEvent, []>(
          'SELECT id, after_seq AS afterSeq, row FROM ledger_queue ORDER BY id',
        )
        .all(),
    remove: (ids) => ids.forEach((id) => remove.run(id)),
  }
}

export interface ClickMarks {
  /** Whether a provisional click was made an ordinary one. */
  readonly isConfirmed: boolean
  /** `null`: as the click has them. */
  readonly subIds: readonly string[] | null
  readonly externalId: string | null
}

export interface ClickStore {
  marks(clickSeq: number): ClickMarks
  putMarks(clickSeq: number, marks: ClickMarks, at: number): void
  /** Millionths; 0 before the first. */
  value(clickSeq: number, number: number): number
  /** Those that there are, by their numbers. */
  values(clickSeq: number): ReadonlyMap<number, number>
  putValue(clickSeq: number, number: number, micros: number): void
}

interface MarksRow {
  readonly confirmed_at: number | null
  readonly sub_ids: string | null
  readonly external_id: string | null
}

/** Values of a click's numbered events in millionths. */
export function clickValues(db: Database): ClickStore['values'] {
  const all = db.query<{ number: number; micros: number }, [number]>(
    'SELECT number, micros FROM click_values WHERE click_seq = ?',
  )
  return (clickSeq) => new Map(all.all(clickSeq).map(({ number, micros }) => [number, micros]))
}

export function clickStore(db: Database): ClickStore {
  const one = db.query<MarksRow, [number]>(
    'SELECT confirmed_at, sub_ids, external_id FROM click_marks WHERE click_seq = ?',
  )
  const put = db.query(
    `INSERT INTO click_marks (click_seq, confirmed_at, sub_ids, external_id) VALUES (?, ?, ?, ?)
     ON CONFLICT (click_seq) DO UPDATE SET
       confirmed_at = coalesce(confirmed_at, excluded.confirmed_at),
       sub_ids = excluded.sub_ids, external_id = excluded.external_id`,
  )
  const value = db.query<{ micros: number }, [number, number]>(
    'SELECT micros FROM click_values WHERE click_seq = ? AND number = ?',
  )
  const putValue = db.query(
    `INSERT INTO click_values (click_seq, number, micros) VALUES (?, ?, ?)
     ON CONFLICT (click_seq, number) DO UPDATE SET micros = excluded.micros`,
  )
  return {
    marks(clickSeq) {
      const row = one.get(clickSeq)
      const subIds = row?.sub_ids ?? null
      return {
        isConfirmed: (row?.confirmed_at ?? null) !== null,
        subIds: subIds === null ? null : (JSON.parse(subIds) as string[]),
        externalId: row?.external_id ?? null,
      }
    },
    putMarks(clickSeq, { isConfirmed, subIds, externalId }, at) {
      const text = subIds === null ? null : JSON.stringify(subIds)
      put.run(clickSeq, isConfirmed ? at : null, text, externalId)
    },
    value: (clickSeq, number) => value.get(clickSeq, number)?.micros ?? 0,
    values: clickValues(db),
    putValue: (clickSeq, number, micros) => void putValue.run(clickSeq, number, micros),
  }
}
