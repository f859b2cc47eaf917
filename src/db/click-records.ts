/** Reads what `config.db` holds of a click: calls, steps of conversions, outgoing postbacks. */
import type { Database } from 'bun:sqlite'

import type {
  CallRecord,
  DeliveryRecord,
  NetworkCalls,
  StepRecord,
  TryRecord,
} from '../core/timeline/records.ts'

export interface RecordsOfClick {
  readonly calls: readonly CallRecord[]
  readonly steps: readonly StepRecord[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly tries: readonly TryRecord[]
}

/** Something that leads to a click. */
export interface Trail {
  readonly kind: 'conversion' | 'call' | 'delivery'
  readonly id: number
  readonly at: number
  /** `''` for a call that named none. */
  readonly clickId: string
  /** 0 where that is not known. */
  readonly campaignId: number
}

export interface ClickRecords {
  /** Whether a conversion was booked for exactly this id: retention keeps those longer than clicks. */
  isBooked(clickSeq: number, clickId: string): boolean
  /** By the click's sequence number, each list oldest first. */
  ofClick(clickSeq: number): RecordsOfClick
  /** Of the newest calls, those that named this click id, oldest first. */
  naming(clickId: string): CallRecord[]
  /** `since` is when today began; null: not to be told. */
  networkCalls(networkId: number, since: number): NetworkCalls | null
  /** The newest first. */
  byTransaction(transactionId: string): Trail[]
  /** Of the newest calls in and out, those whose address holds the text. */
  byUrlPart(text: string): Trail[]
}

/** Of a click nobody reads more. */
const ROWS = 500
const TRAILS = 50
/** As many of the newest rows are searched for a text. */
const SEARCHED = 50_000

const CALL_COLUMNS = `id, at, method, url, fields, ip, dialect, network_id AS networkId,
  status, verdict, cause, detail, click_id AS clickId, transaction_id AS transactionId,
  conversion_id AS conversionId, notes, tries, next_try_at AS nextTryAt,
  resolved_at AS resolvedAt, dismissed_at AS dismissedAt`

const DELIVERY_COLUMNS = `id, "key", step_id AS stepId, conversion_id AS conversionId,
  click_id AS clickId, campaign_id AS campaignId, entry, created_at AS createdAt, state, reason,
  detail, method, url, body, tries, next_at AS nextAt, finished_at AS finishedAt`

const STEP_COLUMNS = `id, conversion_id AS conversionId, time, arrived_at AS arrivedAt, kind,
  origin, call_id AS callId, import_id AS importId, user_id AS userId, before, after`

export function clickRecords(db: Database): ClickRecords {
  const booked = db.query<{ id: number }, [number, string]>(
    'SELECT id FROM conversions WHERE click_seq = ? AND click_id = ? LIMIT 1',
  )
  return {
    isBooked: (seq, clickId) => booked.get(seq, clickId) !== null,
    ofClick(seq) {
      const rows = <T>(sql: string) =>
        db.query<T, [number]>(`${sql} ORDER BY id LIMIT ${ROWS}`).all(seq)
      return {
        calls: rows<CallRecord>(`SELECT ${CALL_COLUMNS} FROM incoming_calls WHERE click_seq = ?`),
        steps: rows<StepRecord>(`SELECT ${STEP_COLUMNS} FROM conversion_steps WHERE click_seq = ?`),
        deliveries: rows<DeliveryRecord>(
          `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE click_seq = ?`,
        ),
        tries: rows<TryRecord>(
          `SELECT delivery_id AS deliveryId, at, duration_ms AS durationMs, verdict, status, answer
           FROM delivery_tries WHERE delivery_id IN (SELECT id FROM deliveries WHERE click_seq = ?)`,
        ),
      }
    },
    naming: (clickId) =>
      db
        .query<CallRecord, [string]>(
          `SELECT * FROM (SELECT ${CALL_COLUMNS} FROM incoming_calls ORDER BY id DESC
             LIMIT ${SEARCHED}) WHERE clickId = ? ORDER BY id LIMIT ${TRAILS}`,
        )
        .all(clickId),
    networkCalls: (networkId, since) => networkCalls(db, networkId, since),
    byTransaction: (transactionId) =>
      db
        .query<Trail, [string]>(
          `SELECT 'conversion' AS kind, id, time AS at, click_id AS clickId,
             campaign_id AS campaignId
           FROM conversions WHERE transaction_id = ? AND transaction_id <> ''
           ORDER BY id DESC LIMIT ${TRAILS}`,
        )
        .all(transactionId),
    byUrlPart: (text) => byUrlPart(db, text),
  }
}

function networkCalls(db: Database, networkId: number, since: number): NetworkCalls {
  const last = db
    .query<{ at: number }, [number]>(
      `SELECT at FROM (SELECT at, network_id FROM incoming_calls ORDER BY id DESC LIMIT ${SEARCHED})
       WHERE network_id = ? LIMIT 1`,
    )
    .get(networkId)
  const today = db
    .query<{ all: number; failed: number | null }, [number, number]>(
      `SELECT count(*) AS "all", sum(verdict NOT IN ('accepted', 'duplicate')) AS failed
       FROM incoming_calls WHERE at >= ? AND network_id = ?`,
    )
    .get(since, networkId)
  return { lastAt: last?.at ?? null, today: today?.all ?? 0, failedToday: today?.failed ?? 0 }
}

/** By `instr`, which knows no patterns: the text is taken as it is. */
function byUrlPart(db: Database, text: string): Trail[] {
  const calls = db
    .query<Trail, [string, string]>(
      `SELECT 'call' AS kind, id, at, clickId, campaignId FROM
         (SELECT calls.id, calls.at, calls.url, calls.fields, calls.click_id AS clickId,
            coalesce((SELECT campaign_id FROM conversions WHERE id = calls.conversion_id), 0)
              AS campaignId
          FROM incoming_calls AS calls ORDER BY calls.id DESC LIMIT ${SEARCHED})
       WHERE instr(url, ?) > 0 OR instr(fields, ?) > 0 LIMIT ${TRAILS}`,
    )
    .all(text, text)
  const sent = db
    .query<Trail, [string]>(
      `SELECT 'delivery' AS kind, id, at, clickId, campaignId FROM
         (SELECT id, created_at AS at, url, click_id AS clickId, campaign_id AS campaignId
          FROM deliveries ORDER BY id DESC LIMIT ${SEARCHED})
       WHERE instr(url, ?) > 0 LIMIT ${TRAILS}`,
    )
    .all(text)
  return [...calls, ...sent]
}
