/**
 * Calls from networks as they came, each with its verdict. The parked ones are the inbox. Keys are
 * blacked out before they get here.
 */
import type { Database } from 'bun:sqlite'

import { DAY_MS } from '../../lib/spans.ts'
import { namedColumns, rowWriter, type Value } from './named-rows.ts'

/** What is kept of a call. Times are epoch milliseconds. */
export interface IncomingRow {
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Every parameter, wherever it stood, as JSON list of [name, value]. */
  readonly fields: string
  readonly ip: string
  readonly userAgent: string
  readonly dialect: string
  readonly keyId: number | null
  /** 0: not known. */
  readonly networkId: number
  /** Of the answer. */
  readonly status: number
  /** accepted, duplicate, out_of_order, repeat_ignored, ignored, parked. */
  readonly verdict: string
  /** Why it was parked; `''` otherwise. */
  readonly cause: string
  /** The value that was the reason. */
  readonly detail: string
  readonly clickId: string
  readonly clickSeq: number | null
  /** Of the click; 0: not known. */
  readonly campaignId: number
  readonly transactionId: string
  readonly conversionId: number | null
  /** The payout as it was sent. */
  readonly amountText: string
  readonly notes: string
  readonly tries: number
  /** When it is tried again by itself; `null`: not. */
  readonly nextTryAt: number | null
  /** When a call that was parked was accepted after all. */
  readonly resolvedAt: number | null
  readonly dismissedAt: number | null
  /** What people changed before re-applying, as JSON list. */
  readonly edits: string
  /** How it was read the last time (`core/conversions/reading.ts`) as JSON; `''`: not known. */
  readonly reading: string
  /** As it was sent, in upper case; `''` where none was. */
  readonly amountCurrency: string
  /** A full inbox loses those of the lowest first. */
  readonly standing: (typeof Standing)[keyof typeof Standing]
}

export const Standing = {
  /** Anybody can send it. */
  stranger: 0,
  /** Whoever came to the click can. */
  visitor: 1,
  /** It came with a key that is in no page. */
  network: 2,
} as const

export interface StoredCall extends IncomingRow {
  readonly id: number
}

const COLUMNS = {
  at: 'at',
  method: 'method',
  url: 'url',
  fields: 'fields',
  ip: 'ip',
  userAgent: 'user_agent',
  dialect: 'dialect',
  keyId: 'key_id',
  networkId: 'network_id',
  status: 'status',
  verdict: 'verdict',
  cause: 'cause',
  detail: 'detail',
  clickId: 'click_id',
  clickSeq: 'click_seq',
  campaignId: 'campaign_id',
  transactionId: 'transaction_id',
  conversionId: 'conversion_id',
  amountText: 'amount_text',
  notes: 'notes',
  tries: 'tries',
  nextTryAt: 'next_try_at',
  resolvedAt: 'resolved_at',
  dismissedAt: 'dismissed_at',
  edits: 'edits',
  reading: 'reading',
  amountCurrency: 'amount_currency',
  standing: 'standing',
} as const satisfies Record<keyof IncomingRow, string>

const PROPERTIES = Object.keys(COLUMNS) as (keyof IncomingRow)[]
const SELECT = `SELECT ${namedColumns('incoming_calls', COLUMNS)} FROM incoming_calls`
const IS_AMOUNT = `amount_text NOT GLOB '*[^0-9.,]*' AND amount_text GLOB '[0-9]*'
  AND amount_text NOT GLOB '*[.,]*[.,]*' AND amount_text NOT GLOB '*,???*'
  AND CAST(amount_text AS REAL) <= 1e9`
const OF_CAMPAIGNS = '(click_seq IS NULL OR campaign_id IN (SELECT value FROM json_each(?)))'
const PARKED = "verdict = 'parked' AND dismissed_at IS NULL"
const DISMISSED = "verdict = 'parked' AND dismissed_at IS NOT NULL"

export interface ParkedFilter {
  /** Those that somebody has put aside, instead of those that wait. */
  readonly isDismissed?: boolean
  readonly cause?: string
  readonly networkId?: number
  /** Of these networks only, so of none that is not known. */
  readonly networkIds?: readonly number[]
  /** Where a click was found, it is of one of these campaigns. */
  readonly campaignIds?: readonly number[]
  readonly from?: number
  readonly to?: number
}

export interface ParkedGroup {
  readonly cause: string
  readonly networkId: number
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
  /** The newest one's id. */
  readonly sampleId: number
}

/** What was sent with parked calls, as far as it can be read. */
export interface ParkedMoney {
  readonly cause: string
  readonly networkId: number
  readonly currency: string
  readonly micros: number
}

export interface ReadIncomingCalls {
  find(id: number): StoredCall | null
  ofClick(clickSeq: number): StoredCall[]
  /** Newest first, below `beforeId` if that is not null. */
  parked(filter: ParkedFilter, beforeId: number | null, limit: number): StoredCall[]
  parkedGroups(filter: ParkedFilter): ParkedGroup[]
  parkedMoney(filter: ParkedFilter): ParkedMoney[]
  /** How many wait in the inbox, how many of them came after this one, and the newest's id. */
  parkedSince(id: number): { readonly all: number; readonly new: number; readonly newest: number }
  /** Those to be tried again by themselves, in the order in which they are due; from behind a place. */
  due(now: number, after: DuePlace, limit: number): StoredCall[]
  /** Whether any is parked that `wake` would mean. */
  hasParked(wake: Wake): boolean
}

/** Of a call in the order in which they are due. */
export type DuePlace = Pick<StoredCall, 'id' | 'nextTryAt'>

/** Before all of them. */
export const FIRST_DUE: DuePlace = { nextTryAt: 0, id: 0 }

/** Parked calls of these causes, of one network or (`null`) of all. */
export interface Wake {
  readonly causes: readonly string[]
  readonly networkId: number | null
}

export interface IncomingCalls extends ReadIncomingCalls {
  add(row: IncomingRow): number
  put(call: StoredCall): void
  /** What they waited for may have come: they are due now. */
  wake(wake: Wake, now: number): void
  /** The same for calls of a click that named a transaction which it did not have. */
  wakeTransactions(clickSeq: number, now: number): void
  /** Parked ones of visitors of a click, without this one; counted no further than `upTo`. */
  countOfVisitors(call: Pick<StoredCall, 'id' | 'clickSeq'>, upTo: number): number
  dismiss(ids: readonly number[], at: number): number
  /** Drops a part of what is older than it must be kept, or more than `kept` of a kind. */
  trim(now: number, kept?: number): Trimmed
}

export interface Trimmed {
  /** Parked ones that the limit has cost. */
  readonly lost: number
  /** Whether nothing is left over the limits. */
  readonly isDone: boolean
}

const LOG_KEPT_MS = 30 * DAY_MS
const PARKED_KEPT_MS = 90 * DAY_MS
/** Of parked ones, and of those that changed nothing. */
const ROWS_KEPT = 100_000
const TRIM_ROWS = 5000

const INBOX = "verdict = 'parked'"
const IDLE = "verdict <> 'parked' AND verdict <> 'accepted'"

export function incomingCallStore(db: Database): IncomingCalls {
  const rows = rowWriter(db, 'incoming_calls', COLUMNS)
  const one = db.query<StoredCall, [number]>(`${SELECT} WHERE id = ?`)
  const ofClick = db.query<StoredCall, [number]>(`${SELECT} WHERE click_seq = ? ORDER BY id`)
  const due = db.query<StoredCall, (number | null)[]>(
    `${SELECT} WHERE next_try_at <= ? AND (next_try_at, id) > (?, ?) AND ${PARKED}
     ORDER BY next_try_at, id LIMIT ?`,
  )
  const meant = `${PARKED} AND cause IN (SELECT value FROM json_each(?1))
    AND (?2 IS NULL OR network_id = ?2)`
  const any = db.query(`SELECT 1 FROM incoming_calls WHERE ${meant} LIMIT 1`)
  const wake = db.query(`UPDATE incoming_calls SET next_try_at = ?3 WHERE ${meant}`)
  const wakeTransactions = db.query(
    `UPDATE incoming_calls SET next_try_at = ? WHERE click_seq = ? AND ${PARKED}
       AND cause = 'unknown_tid'`,
  )
  const ofVisitors = db.query<{ count: number }, [number | null, number, number]>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM incoming_calls WHERE click_seq = ?
       AND ${INBOX} AND standing = ${Standing.visitor} AND id <> ? LIMIT ?)`,
  )
  const valuesOf = (row: IncomingRow): Value[] => PROPERTIES.map((name) => row[name])
  return {
    find: (id) => one.get(id),
    ofClick: (clickSeq) => ofClick.all(clickSeq),
    ...inboxOn(db),
    due: (now, { nextTryAt, id }, limit) => due.all(now, nextTryAt, id, limit),
    hasParked: ({ causes, networkId }) => any.get(JSON.stringify(causes), networkId) !== null,
    wake: ({ causes, networkId }, now) => void wake.run(JSON.stringify(causes), networkId, now),
    wakeTransactions: (clickSeq, now) => void wakeTransactions.run(now, clickSeq),
    add: (row) => rows.add(valuesOf(row)),
    put: (call) => rows.put(call.id, valuesOf(call)),
    countOfVisitors: ({ id, clickSeq }, upTo) => ofVisitors.get(clickSeq, id, upTo)?.count ?? 0,
    dismiss(ids, at) {
      const text = `UPDATE incoming_calls SET dismissed_at = ?, next_try_at = NULL
        WHERE ${PARKED} AND id IN (SELECT value FROM json_each(?))`
      return db.query(text).run(at, JSON.stringify(ids)).changes
    },
    trim: (now, kept = ROWS_KEPT) => trim(db, now, kept),
  }
}

/** The parked ones, for people. */
function inboxOn(
  db: Database,
): Pick<ReadIncomingCalls, 'parked' | 'parkedGroups' | 'parkedMoney' | 'parkedSince'> {
  return {
    parked(filter, beforeId, limit) {
      const { sql, values } = whereOf(filter)
      const before = beforeId === null ? Number.MAX_SAFE_INTEGER : beforeId
      const text = `${SELECT} WHERE ${sql} AND id < ? ORDER BY id DESC LIMIT ?`
      return db.query<StoredCall, Value[]>(text).all(...values, before, limit)
    },
    parkedGroups(filter) {
      const { sql, values } = whereOf(filter)
      const text = `SELECT cause, network_id AS networkId, count(*) AS count, min(at) AS firstAt,
        max(at) AS lastAt, max(id) AS sampleId FROM incoming_calls WHERE ${sql}
        GROUP BY cause, network_id ORDER BY count DESC`
      return db.query<ParkedGroup, Value[]>(text).all(...values)
    },
    parkedMoney(filter) {
      const { sql, values } = whereOf(filter)
      const amount = `CAST(replace(amount_text, ',', '.') AS REAL)`
      const text = `SELECT cause, network_id AS networkId, amount_currency AS currency,
        sum(CAST(round(${amount} * 1000000) AS INTEGER)) AS micros FROM incoming_calls
        WHERE ${sql} AND ${IS_AMOUNT} GROUP BY 1, 2, 3 ORDER BY 4 DESC`
      return db.query<ParkedMoney, Value[]>(text).all(...values)
    },
    parkedSince: (id) =>
      db
        .query<{ all: number; new: number; newest: number }, [number]>(
          `SELECT count(*) AS "all", count(*) FILTER (WHERE id > ?) AS "new",
             coalesce(max(id), 0) AS newest FROM incoming_calls WHERE ${PARKED}`,
        )
        .get(id)!,
  }
}

function whereOf(filter: ParkedFilter): { sql: string; values: Value[] } {
  const { isDismissed = false, cause, networkId, networkIds, campaignIds, from, to } = filter
  const parts: readonly (readonly [string, Value | undefined])[] = [
    ['cause = ?', cause],
    ['network_id = ?', networkId],
    ['network_id IN (SELECT value FROM json_each(?))', networkIds && JSON.stringify(networkIds)],
    [OF_CAMPAIGNS, campaignIds && JSON.stringify(campaignIds)],
    ['at >= ?', from],
    ['at < ?', to],
  ]
  const used = parts.filter(([, value]) => value !== undefined)
  return {
    sql: [isDismissed ? DISMISSED : PARKED, ...used.map(([sql]) => sql)].join(' AND '),
    values: used.map(([, value]) => value as Value),
  }
}

/** A part of the old rows at a time, so that no call waits long. */
function trim(db: Database, now: number, kept: number): Trimmed {
  const old = (which: string) => `DELETE FROM incoming_calls WHERE id IN
    (SELECT id FROM incoming_calls WHERE ${which} AND at < ? ORDER BY at LIMIT ${TRIM_ROWS})`
  db.query(old("verdict <> 'parked'")).run(now - LOG_KEPT_MS)
  db.query(old("verdict = 'parked'")).run(now - PARKED_KEPT_MS)
  const repeated = drop(db, IDLE, 'at, id', excessOf(db, IDLE, kept))
  const lost = drop(db, INBOX, 'standing, at, id', excessOf(db, INBOX, kept))
  return { lost, isDone: lost < TRIM_ROWS && repeated < TRIM_ROWS }
}

/** How many of these are more than is kept, as far as they go at once. */
function excessOf(db: Database, which: string, kept: number): number {
  const over = db.query<{ over: number }, [number]>(
    `SELECT count(*) - ? AS over FROM incoming_calls WHERE ${which}`,
  )
  return Math.max(0, Math.min(TRIM_ROWS, over.get(kept)?.over ?? 0))
}

function drop(db: Database, which: string, order: string, count: number): number {
  const first = `DELETE FROM incoming_calls WHERE id IN
    (SELECT id FROM incoming_calls WHERE ${which} ORDER BY ${order} LIMIT ?)`
  return count === 0 ? 0 : db.query(first).run(count).changes
}
