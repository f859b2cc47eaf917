/** Reads what `config.db` holds of a click: calls, steps of conversions, outgoing postbacks. */
import type { Database } from 'bun:sqlite'

import type {
  CallRecord,
  ClickStory,
  Cut,
  DeliveryRecord,
  NetworkCalls,
  StepRecord,
  ToldEnds,
  TryRecord,
} from '../../core/timeline/records.ts'
import { breathe } from '../../lib/turns.ts'

export type RecordsOfClick = Pick<ClickStory, 'calls' | 'steps' | 'deliveries' | 'tries' | 'cuts'>

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
  /** By the click's sequence number, each list oldest first; of a long one its ends. */
  ofClick(clickSeq: number): RecordsOfClick
  /** Calls for no click of ours that named this id. */
  naming(clickId: string): Pick<RecordsOfClick, 'calls' | 'cuts'>
  /** `since` is when today began; null: not to be told. */
  networkCalls(networkId: number, since: number): NetworkCalls | null
  /** The newest first; calls that made no conversion come after conversions. */
  byTransaction(transactionId: string): Trail[]
  /** Of the newest calls in and out, those whose address holds the text. */
  byUrlPart(text: string): Promise<Trail[]>
}

/** Of a click nobody reads more. */
const TOLD: ToldEnds = { first: 100, newest: 400 }
const TRAILS = 50
/** As many of the newest rows are searched for a text, so many without a pause. */
const SEARCHED = 50_000
const SEARCHED_AT_ONCE = 2000

const CALL_COLUMNS = `id, at, method, url, fields, ip, dialect, network_id AS networkId,
  status, verdict, cause, detail, click_id AS clickId, transaction_id AS transactionId,
  conversion_id AS conversionId, notes, reading, tries, next_try_at AS nextTryAt,
  resolved_at AS resolvedAt, dismissed_at AS dismissedAt`

const DELIVERY_COLUMNS = `id, "key", step_id AS stepId, conversion_id AS conversionId,
  click_id AS clickId, campaign_id AS campaignId, entry, created_at AS createdAt, state, reason,
  detail, method, url, body, tries, next_at AS nextAt, finished_at AS finishedAt`

/** A list of a click, by the order of its ids. */
interface List<Row> {
  readonly of: Cut['of']
  readonly sql: string
  readonly timeOf: (row: Row) => number
}

const CALLS: List<CallRecord> = {
  of: 'calls',
  sql: `SELECT ${CALL_COLUMNS} FROM incoming_calls WHERE click_seq = ?`,
  timeOf: ({ at }) => at,
}

const NAMING: List<CallRecord> = {
  ...CALLS,
  sql: `SELECT ${CALL_COLUMNS} FROM incoming_calls
    WHERE click_seq IS NULL AND click_id = ? AND click_id <> ''`,
}

const STEPS: List<StepRecord> = {
  of: 'steps',
  sql: `SELECT steps.id, conversion_id AS conversionId, steps.time,
      steps.arrived_at AS arrivedAt, kind, origin, call_id AS callId, import_id AS importId,
      user_id AS userId, before, after, offer_id AS offerId, is_upsell AS isUpsell,
      is_test AS isTest,
      (SELECT json_extract(options, '$.reason') FROM conversion_imports
        WHERE conversion_imports.id = import_id) AS reason
    FROM conversion_steps AS steps JOIN conversions ON conversions.id = conversion_id
    WHERE steps.click_seq = ?`,
  timeOf: ({ arrivedAt }) => arrivedAt,
}

const DELIVERIES: List<DeliveryRecord> = {
  of: 'deliveries',
  sql: `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE click_seq = ?`,
  timeOf: ({ createdAt }) => createdAt,
}

/** Of a JSON list of deliveries. */
const TRIES: List<TryRecord> = {
  of: 'tries',
  sql: `SELECT id, delivery_id AS deliveryId, at, duration_ms AS durationMs, verdict, status, answer
    FROM delivery_tries WHERE delivery_id IN (SELECT value FROM json_each(?))`,
  timeOf: ({ at }) => at,
}

interface Ends<Row> {
  readonly rows: readonly Row[]
  readonly cut: Cut | null
}

function endsOf<Row>(
  db: Database,
  { of, sql, timeOf }: List<Row>,
  key: number | string,
): Ends<Row> {
  const most = TOLD.first + TOLD.newest
  const rows = (order: string) =>
    db.query<Row, [number | string]>(`${sql} ORDER BY 1 ${order}`).all(key)
  const newest = rows(`DESC LIMIT ${most + 1}`).toReversed()
  if (newest.length <= most) return { rows: newest, cut: null }
  const oldest = rows(`LIMIT ${TOLD.first + 1}`)
  const counted = db
    .query<{ all: number }, [number | string]>(`SELECT count(*) AS "all" FROM (${sql})`)
    .get(key)
  return {
    rows: [...oldest.slice(0, TOLD.first), ...newest.slice(-TOLD.newest)],
    cut: { of, all: counted?.all ?? most + 1, told: TOLD, at: timeOf(oldest.at(-1)!) },
  }
}

export function clickRecords(db: Database): ClickRecords {
  const booked = db.query<{ id: number }, [number, string]>(
    'SELECT id FROM conversions WHERE click_seq = ? AND click_id = ? LIMIT 1',
  )
  return {
    isBooked: (seq, clickId) => booked.get(seq, clickId) !== null,
    ofClick(seq) {
      const calls = endsOf(db, CALLS, seq)
      const steps = endsOf(db, STEPS, seq)
      const deliveries = endsOf(db, DELIVERIES, seq)
      const tries = endsOf(db, TRIES, JSON.stringify(deliveries.rows.map(({ id }) => id)))
      return {
        calls: calls.rows,
        steps: steps.rows,
        deliveries: deliveries.rows,
        tries: tries.rows,
        cuts: [calls, steps, deliveries, tries].flatMap(({ cut }) => cut ?? []),
      }
    },
    naming(clickId) {
      const { rows, cut } = endsOf(db, NAMING, clickId)
      return { calls: rows, cuts: cut === null ? [] : [cut] }
    },
    networkCalls: (networkId, since) => networkCalls(db, networkId, since),
    byTransaction: (transactionId) =>
      db
        .query<Trail, [string]>(
          `SELECT 'conversion' AS kind, id, time AS at, click_id AS clickId,
             campaign_id AS campaignId
           FROM conversions WHERE transaction_id = ?1 AND transaction_id <> ''
           UNION ALL
           SELECT 'call', id, at, click_id, 0
           FROM incoming_calls
           WHERE transaction_id = ?1 AND transaction_id <> '' AND conversion_id IS NULL
           ORDER BY kind DESC, id DESC LIMIT ${TRAILS}`,
        )
        .all(transactionId),
    byUrlPart: (text) => byUrlPart(db, text),
  }
}

function networkCalls(db: Database, networkId: number, since: number): NetworkCalls {
  const last = db
    .query<{ at: number | null }, [number]>(
      `SELECT max(at) AS at FROM incoming_calls WHERE network_id = ? AND network_id > 0`,
    )
    .get(networkId)
  const today = db
    .query<{ all: number; failed: number | null }, [number, number]>(
      `SELECT count(*) AS "all", sum(verdict NOT IN ('accepted', 'duplicate')) AS failed
       FROM incoming_calls WHERE at >= ? AND network_id = ? AND network_id > 0`,
    )
    .get(since, networkId)
  return { lastAt: last?.at ?? null, today: today?.all ?? 0, failedToday: today?.failed ?? 0 }
}

const CALL_TRAILS = `SELECT 'call' AS kind, calls.id, calls.at, calls.click_id AS clickId,
    coalesce((SELECT campaign_id FROM conversions WHERE id = calls.conversion_id), 0) AS campaignId
  FROM incoming_calls AS calls
  WHERE id > $from AND id <= $to AND (instr(url, $text) > 0 OR instr(fields, $text) > 0)
  ORDER BY id DESC LIMIT ${TRAILS}`

const DELIVERY_TRAILS = `SELECT 'delivery' AS kind, id, created_at AS at, click_id AS clickId,
    campaign_id AS campaignId
  FROM deliveries WHERE id > $from AND id <= $to AND instr(url, $text) > 0
  ORDER BY id DESC LIMIT ${TRAILS}`

async function byUrlPart(db: Database, text: string): Promise<Trail[]> {
  const calls = await newestWith(db, { table: 'incoming_calls', sql: CALL_TRAILS, text })
  const sent = await newestWith(db, { table: 'deliveries', sql: DELIVERY_TRAILS, text })
  return [...calls, ...sent]
}

interface TextSearch {
  readonly table: 'incoming_calls' | 'deliveries'
  readonly sql: string
  readonly text: string
}

/**
 * By `instr`, which knows no patterns: the text is taken as it is. In parts of a few milliseconds,
 * between which visits are answered.
 */
async function newestWith(db: Database, { table, sql, text }: TextSearch): Promise<Trail[]> {
  const found: Trail[] = []
  const last = db.query<{ id: number | null }, []>(`SELECT max(id) AS id FROM ${table}`).get()?.id
  let to = last ?? 0
  const end = Math.max(0, to - SEARCHED)
  while (to > end && found.length < TRAILS) {
    const from = Math.max(end, to - SEARCHED_AT_ONCE)
    found.push(...db.query<Trail, SearchValues>(sql).all({ from, to, text }))
    to = from
    await breathe()
  }
  return found.slice(0, TRAILS)
}

type SearchValues = Record<'from' | 'to' | 'text', string | number>
