/**
 * The log of postbacks, those that came in and those that went out, newest first. The text of every
 * statement is put together from the constants here; what is asked for are its parameters.
 */
import type { Database } from 'bun:sqlite'

/** What rows can be in the order of; those that are equal are by time. */
export type PostbackSort = 'at' | 'direction' | 'clickId' | 'url' | 'request' | 'ip' | 'httpStatus'

export interface PostbackQuery {
  readonly direction: 'in' | 'out' | null
  readonly verdict: string | null
  readonly cause: string | null
  readonly networkId: number | null
  /** Of these campaigns only; `null`: of all, and of calls that belong to none. */
  readonly campaignIds: readonly number[] | null
  readonly clickIds: readonly string[] | null
  /** A part of the address, of the body or of the answer. */
  readonly text: string | null
  /** Texts are looked for in our path and in the receiver's host only: what is hidden must not be guessed. */
  readonly isDiscreet: boolean
  readonly httpStatuses: readonly number[] | null
  /** Whether it was answered with a 2xx. */
  readonly success: boolean | null
  /** Epoch milliseconds, `to` exclusive. */
  readonly from: number
  readonly to: number
  readonly cursor: PostbackCursor | null
  /** A cursor goes by time. */
  readonly sortBy: PostbackSort
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly offset: number
}

/** Where a page ended. */
export interface PostbackCursor {
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly id: number
}

export interface PostbackRow {
  readonly direction: 'in' | 'out'
  readonly id: number
  readonly at: number
  readonly url: string
  readonly method: string
  /** Of the caller; `''` for those we called. */
  readonly ip: string
  /** Of the answer, 0 without one. */
  readonly httpStatus: number
  /** Parameters that came, or what was sent. */
  readonly request: string
  /** The beginning of the receiver's answer; `''` for calls that came in. */
  readonly answer: string
  /** accepted, parked …; waiting, sent, skipped … */
  readonly verdict: string
  readonly cause: string
  readonly clickId: string
  readonly conversionId: number | null
  readonly tries: number
  readonly nextTryAt: number | null
}

export interface PostbackLog {
  /** One row more than asked for if there is more. */
  page(query: PostbackQuery): PostbackRow[]
  /** How often each HTTP status occurs among the rows that the other filters let pass. */
  statuses(query: PostbackQuery): { readonly code: number; readonly count: number }[]
  /** What a banner tells of outgoing postbacks: those that failed since a time, and those to go. */
  counts(
    since: number,
    campaignIds: readonly number[] | null,
  ): { readonly failed: number; readonly waiting: number }
}

const IN = `SELECT 'in' AS direction, calls.id, calls.at, calls.url, calls.method, calls.ip,
    calls.status AS httpStatus, calls.fields AS request, '' AS answer, calls.verdict, calls.cause,
    calls.click_id AS clickId, calls.conversion_id AS conversionId, calls.tries,
    calls.next_try_at AS nextTryAt, calls.network_id AS networkId,
    substr(calls.url, 1, instr(calls.url || '?', '?') - 1) AS place,
    (SELECT campaign_id FROM conversions WHERE id = calls.conversion_id) AS campaignId
  FROM incoming_calls AS calls WHERE calls.at >= $from AND calls.at < $to`

const LAST_TRY = `(SELECT max(id) FROM delivery_tries WHERE delivery_id = out.id)`
const OUT = `SELECT 'out' AS direction, out.id, out.created_at AS at, out.url, out.method, '' AS ip,
    coalesce((SELECT status FROM delivery_tries WHERE id = ${LAST_TRY}), 0) AS httpStatus,
    coalesce(out.body, '') AS request,
    coalesce((SELECT answer FROM delivery_tries WHERE id = ${LAST_TRY}), '') AS answer,
    out.state AS verdict, out.reason AS cause, out.click_id AS clickId,
    out.conversion_id AS conversionId, out.tries, out.next_at AS nextTryAt,
    coalesce((SELECT network_id FROM conversions WHERE id = out.conversion_id), 0) AS networkId,
    out.host AS place, out.campaign_id AS campaignId
  FROM deliveries AS out WHERE out.created_at >= $from AND out.created_at < $to`

const OF_CAMPAIGNS = '(?2 IS NULL OR campaign_id IN (SELECT value FROM json_each(?2)))'

type Values = Record<string, string | number | null>

interface Condition {
  readonly sql: string
  readonly values: Values
  /** Whether `statuses` leaves it out. */
  readonly ofStatus?: true
}

export function postbackLog(db: Database): PostbackLog {
  const failed = db.query<{ count: number }, [number, string | null]>(
    `SELECT count(*) AS count FROM deliveries
     WHERE state = 'failed' AND finished_at >= ?1 AND ${OF_CAMPAIGNS}`,
  )
  const waiting = db.query<{ count: number }, [null, string | null]>(
    `SELECT count(*) AS count FROM deliveries
     WHERE state = 'waiting' AND next_at IS NOT NULL AND ${OF_CAMPAIGNS}`,
  )
  return {
    page(query) {
      const { sql, values } = whereOf(conditionsOf(query))
      const order = query.order === 'asc' ? 'ASC' : 'DESC'
      const text = `SELECT direction, id, at, url, method, ip, httpStatus, request, answer, verdict,
          cause, clickId, conversionId, tries, nextTryAt
        FROM (${bothOf(query)}) WHERE ${sql}
        ORDER BY ${query.sortBy} ${order}, at ${order}, direction ${order}, id ${order}
        LIMIT $limit OFFSET $offset`
      const { limit, offset } = query
      const page = { ...period(query), ...values, limit: limit + 1, offset }
      return db.query<PostbackRow, Values>(text).all(page)
    },
    statuses(query) {
      const { sql, values } = whereOf(conditionsOf(query).filter(({ ofStatus }) => !ofStatus))
      const text = `SELECT httpStatus AS code, count(*) AS count FROM (${bothOf(query)})
        WHERE ${sql} AND httpStatus > 0 GROUP BY httpStatus ORDER BY httpStatus`
      return db
        .query<{ code: number; count: number }, Values>(text)
        .all({ ...period(query), ...values })
    },
    counts(since, campaignIds) {
      const ids = campaignIds === null ? null : JSON.stringify(campaignIds)
      return {
        failed: failed.get(since, ids)?.count ?? 0,
        waiting: waiting.get(null, ids)?.count ?? 0,
      }
    },
  }
}

function bothOf({ direction }: PostbackQuery): string {
  if (direction === 'in') return IN
  return direction === 'out' ? OUT : `${IN} UNION ALL ${OUT}`
}

function period({ from, to }: PostbackQuery): Values {
  return { from, to }
}

function whereOf(conditions: readonly Condition[]): { sql: string; values: Values } {
  const sql = ['1', ...conditions.map((condition) => condition.sql)].join(' AND ')
  return { sql, values: Object.assign({}, ...conditions.map(({ values }) => values)) as Values }
}

const ANY_OF = (list: string) => `IN (SELECT value FROM json_each($${list}))`

function conditionsOf(query: PostbackQuery): Condition[] {
  const { verdict, cause, networkId, campaignIds, clickIds, text, httpStatuses, success } = query
  const conditions: (Condition | null)[] = [
    given(verdict, (value) => ({ sql: 'verdict = $verdict', values: { verdict: value } })),
    given(cause, (value) => ({ sql: 'cause = $cause', values: { cause: value } })),
    // The index holds calls of known networks only, and is taken where that is said.
    given(networkId, (value) => ({
      sql: 'networkId = $network AND networkId > 0',
      values: { network: value },
    })),
    given(campaignIds, (ids) => ({
      sql: `campaignId ${ANY_OF('campaigns')}`,
      values: { campaigns: JSON.stringify(ids) },
    })),
    given(clickIds, (ids) => ({
      sql: `clickId ${ANY_OF('clicks')}`,
      values: { clicks: JSON.stringify(ids) },
    })),
    given(text, (part) => ({
      sql: query.isDiscreet
        ? 'instr(place, $text) > 0'
        : '(instr(url, $text) > 0 OR instr(request, $text) > 0 OR instr(answer, $text) > 0)',
      values: { text: part },
    })),
    given(httpStatuses, (codes) => ({
      sql: `httpStatus ${ANY_OF('statuses')}`,
      values: { statuses: JSON.stringify(codes) },
      ofStatus: true,
    })),
    given(success, (isGood) => ({
      sql: isGood ? 'httpStatus BETWEEN 200 AND 299' : 'NOT httpStatus BETWEEN 200 AND 299',
      values: {},
      ofStatus: true,
    })),
    given(query.cursor, ({ at, direction, id }) => ({
      sql: '(at, direction, id) < ($cursorAt, $cursorDirection, $cursorId)',
      values: { cursorAt: at, cursorDirection: direction, cursorId: id },
    })),
  ]
  return conditions.filter((condition) => condition !== null)
}

function given<T>(value: T | null, condition: (value: T) => Condition): Condition | null {
  return value === null ? null : condition(value)
}
