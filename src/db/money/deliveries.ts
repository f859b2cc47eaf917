/**
 * The queue of outgoing postbacks. Rows are written by whoever books the conversion, in the same
 * transaction; the sender takes what is due and notes how it went. Nothing is held in memory, so
 * nothing is lost with the process.
 */
import type { Database } from 'bun:sqlite'

import type { TryVerdict } from '../../core/conversions/delivery.ts'
import type { Call, News, Told } from '../../core/conversions/outgoing.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/spans.ts'

export interface NewDelivery {
  readonly key: string
  readonly stepId: number
  readonly conversionId: number
  readonly clickId: string
  readonly clickSeq: number
  readonly campaignId: number
  /** Which postback of campaign or source (`CompiledPostback.key`). */
  readonly entry: string
  readonly state: 'waiting' | 'held' | 'skipped'
  /** Why it is held or skipped, `''` otherwise. */
  readonly reason: string
  readonly detail: string
  readonly call: Call
  readonly successText: string
  readonly failureText: string
  readonly news: News
}

/** A delivery whose time has come. */
export interface DueDelivery extends Call {
  readonly id: number
  readonly key: string
  readonly clickSeq: number
  readonly host: string
  readonly tries: number
  readonly successText: string
  readonly failureText: string
}

/** One try and what follows from it. */
export interface TryResult {
  readonly delivery: DueDelivery
  readonly at: number
  readonly durationMs: number
  readonly verdict: TryVerdict
  /** 0 without an answer. */
  readonly status: number
  readonly answer: string
  /** When to try again; `null` if this was the last try, or a success. */
  readonly nextAt: number | null
}

export interface DueHost {
  readonly host: string
  /** When its next delivery is due. */
  readonly nextAt: number
}

/** Whether there ever was something to send that is still kept. */
export function hasDeliveries(db: Database): boolean {
  return db.query('SELECT 1 FROM deliveries LIMIT 1').get() !== null
}

/** How many wait to be sent, and how many were given up since then (epoch milliseconds). */
export function deliveryCounts(db: Database, since: number) {
  const sql = `SELECT
    (SELECT count(*) FROM deliveries WHERE state = 'waiting') AS waiting,
    (SELECT count(*) FROM deliveries WHERE state = 'failed' AND finished_at >= ?) AS failedToday`
  const row = db.query<{ waiting: number; failedToday: number }, [number]>(sql).get(since)
  return row ?? { waiting: 0, failedToday: 0 }
}

export interface DeliveryQueue {
  /** Inside a transaction. `at` is now. */
  add(delivery: NewDelivery, at: number): void
  /** Deliveries of a conversion that wait for a rate. */
  held(conversionId: number): HeldDelivery[]
  /** What was held has its words and may go. */
  release(id: number, written: { readonly call: Call; readonly news: News }, at: number): void
  /** What it was to tell of, or by, is gone. */
  drop(id: number, reason: 'entry_gone' | 'conversion_gone', at: number): void
  /** The click's steps before this one, the oldest first. */
  earlier(clickSeq: number, stepId: number): Told[]
}

export interface HeldDelivery {
  readonly id: number
  readonly key: string
  readonly entry: string
  readonly news: News
}

/** Hosts that are due; more of them are served in turns. */
const HOSTS_AT_ONCE = 2000
/** Clocks are set back by less in the ordinary course of things. */
const AHEAD_MS = MINUTE_MS
/** No try is as late as that. */
const LATEST_TRY_MS = 25 * HOUR_MS
const WAITS = `state = 'waiting' AND next_at IS NOT NULL`

const WITH_HOSTS = `WITH RECURSIVE hosts(host) AS (
    SELECT min(host) FROM deliveries WHERE ${WAITS}
    UNION ALL
    SELECT (SELECT min(host) FROM deliveries WHERE ${WAITS} AND host > hosts.host)
    FROM hosts WHERE hosts.host IS NOT NULL
  )`

export function deliveryQueue(db: Database): DeliveryQueue {
  const insert = db.query(
    `INSERT INTO deliveries ("key", step_id, conversion_id, click_id, click_seq, campaign_id,
       entry, created_at, queued_at, state, reason, detail, host, method, url, headers, body,
       success_text, failure_text, news, tries, next_at, finished_at)
     VALUES ($key, $stepId, $conversionId, $clickId, $clickSeq, $campaignId, $entry, $at, $at,
       $state, $reason, $detail, $host, $method, $url, $headers, $body, $successText, $failureText,
       $news, 0,
       CASE WHEN $state = 'waiting' AND NOT EXISTS (SELECT 1 FROM deliveries WHERE click_seq =
         $clickSeq AND host = $host AND step_id < $stepId AND state IN ('waiting', 'held'))
       THEN $at END,
       CASE WHEN $state = 'skipped' THEN $at END)`,
  )
  const held = db.query<{ id: number; key: string; entry: string; news: string }, [number]>(
    `SELECT id, "key", entry, news FROM deliveries WHERE state = 'held' AND click_seq IN
       (SELECT click_seq FROM conversions WHERE id = ?1) AND conversion_id = ?1 ORDER BY id`,
  )
  const fill = db.query(
    `UPDATE deliveries SET state = 'waiting', reason = '', queued_at = $at, host = $host, method = $method,
       url = $url, headers = $headers, body = $body, news = $news, next_at = NULL WHERE id = $id`,
  )
  const place = db.query<{ clickSeq: number; host: string }, [number]>(
    'SELECT click_seq AS clickSeq, host FROM deliveries WHERE id = ?',
  )
  // Of an import that was taken back only what somebody was told.
  const earlier = db.query<Told, [number, number]>(
    `SELECT after ->> 'class' AS class, after ->> 'word' AS word FROM conversion_steps AS step
     WHERE click_seq = ? AND id < ? AND kind <> 'undone' AND (import_id IS NULL
       OR NOT EXISTS (SELECT 1 FROM conversion_steps AS undone
         WHERE undone.conversion_id = step.conversion_id AND undone.import_id = step.import_id
           AND undone.kind = 'undone' AND undone.id > step.id)
       OR EXISTS (SELECT 1 FROM deliveries
         WHERE deliveries.click_seq = step.click_seq AND step_id = step.id AND state <> 'skipped'))
     ORDER BY id`,
  )
  const drop = db.query<{ clickSeq: number; host: string }, Record<string, number | string>>(
    `UPDATE deliveries SET state = 'skipped', reason = $reason, finished_at = $at
     WHERE id = $id RETURNING click_seq AS clickSeq, host`,
  )
  const advance = advanceOn(db)
  return {
    drop(id, reason, at) {
      const row = drop.get({ id, reason, at })
      if (row !== null) advance(row.clickSeq, row.host, at)
    },
    earlier: (clickSeq, stepId) => earlier.all(clickSeq, stepId),
    add({ call, news, ...rest }, at) {
      insert.run({ ...rest, ...columnsOf(call), news: JSON.stringify(news), at })
    },
    held: (conversionId) =>
      held.all(conversionId).map((row) => ({ ...row, news: JSON.parse(row.news) as News })),
    release(id, { call, news }, at) {
      const before = place.get(id)
      if (before === null) return
      const columns = { ...columnsOf(call), news: JSON.stringify(news) }
      fill.run({ id, at, ...columns })
      // Its address may have been edited: what waited for it at the old host waits no longer.
      for (const host of new Set([before.host, columns.host])) advance(before.clickSeq, host, at)
    },
  }
}

/** Frees what waited behind an earlier step of the click at the same host. */
function advanceOn(db: Database): (clickSeq: number, host: string, at: number) => void {
  const update = db.query(
    `UPDATE deliveries SET next_at = $at
     WHERE click_seq = $clickSeq AND host = $host AND state = 'waiting' AND next_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM deliveries AS early WHERE early.click_seq = $clickSeq
         AND early.host = $host AND early.state IN ('waiting', 'held')
         AND early.step_id < deliveries.step_id)`,
  )
  return (clickSeq, host, at) => void update.run({ clickSeq, host, at })
}

function columnsOf({ method, url, headers, body }: Call) {
  return { method, url, headers: JSON.stringify(headers), body, host: hostIn(url) }
}

/** `''` for what is no address: such a delivery is never sent. */
function hostIn(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}

/** A delivery that is over, with what it told. */
export interface Resent {
  readonly id: number
  readonly key: string
  readonly entry: string
  readonly clickId: string
  readonly news: News
}

export interface DeliveryControl {
  /** Those of the ids that were sent or have failed. */
  finished(ids: readonly number[]): Resent[]
  /** The oldest of all that failed. */
  failed(limit: number): Resent[]
  /** Begins its tries anew, with other words if there are any. */
  resend(id: number, call: Call | null, at: number): void
}

/** What a person may do with the queue. */
export function deliveryControl(db: Database): DeliveryControl {
  const columns = `SELECT id, "key", entry, click_id AS clickId, news FROM deliveries`
  const finished = db.query<ResentRow, [string]>(
    `${columns} WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('sent', 'failed')
     ORDER BY id`,
  )
  const failed = db.query<ResentRow, [number]>(
    `${columns} WHERE state = 'failed' ORDER BY finished_at LIMIT ?`,
  )
  const again = db.query(
    `UPDATE deliveries SET state = 'waiting', reason = '', tries = 0, queued_at = $at,
       next_at = $at, finished_at = NULL WHERE id = $id`,
  )
  const rewrite = db.query(
    `UPDATE deliveries SET host = $host, method = $method, url = $url, headers = $headers,
       body = $body WHERE id = $id`,
  )
  return {
    finished: (ids) => finished.all(JSON.stringify(ids)).map(resentOf),
    failed: (limit) => failed.all(limit).map(resentOf),
    resend(id, call, at) {
      again.run({ id, at })
      if (call !== null) rewrite.run({ id, ...columnsOf(call) })
    },
  }
}

type ResentRow = Omit<Resent, 'news'> & { readonly news: string }

function resentOf(row: ResentRow): Resent {
  return { ...row, news: JSON.parse(row.news) as News }
}

export interface DeliveryOutbox {
  /** Hosts with something to send by now, the most urgent first. */
  agenda(now: number): DueHost[]
  /** The host's deliveries that are due, the oldest first. */
  due(host: string, now: number, limit: number): DueDelivery[]
  /** One transaction. */
  record(results: readonly TryResult[]): void
  /** The clock was set back: what was made in the future and never tried is due, and what would be tried too late. */
  bringForward(now: number): void
  /** Gives up on deliveries whose tries began before a time, at most `limit`; how many. */
  expire(queuedBefore: number, now: number, limit: number): number
  /** Forgets finished deliveries made before a time, at most `limit`; how many. */
  forget(createdBefore: number, limit: number): number
}

interface DueRow extends Omit<DueDelivery, 'headers'> {
  readonly headers: string
}

export function deliveryOutbox(db: Database): DeliveryOutbox {
  // The index is walked from host to host: a million rows that wait for one host cost one step.
  const agenda = db.query<DueHost, [number]>(
    `${WITH_HOSTS}
     SELECT host, nextAt FROM (
       SELECT host, (SELECT min(next_at) FROM deliveries WHERE ${WAITS} AND host = hosts.host)
         AS nextAt
       FROM hosts WHERE host IS NOT NULL)
     WHERE nextAt <= ? LIMIT ${HOSTS_AT_ONCE}`,
  )
  const due = db.query<DueRow, [string, number, number]>(
    `SELECT id, "key", click_seq AS clickSeq, host, tries, method, url, headers, body,
       success_text AS successText, failure_text AS failureText
     FROM deliveries WHERE ${WAITS} AND host = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?`,
  )
  const expire = db.query<{ clickSeq: number; host: string }, Record<string, number>>(
    `UPDATE deliveries SET state = 'failed', reason = 'expired', next_at = NULL, finished_at = $now
     WHERE id IN (SELECT id FROM deliveries WHERE state = 'waiting' AND created_at < $before
       AND queued_at < $before ORDER BY created_at LIMIT $limit)
     RETURNING click_seq AS clickSeq, host`,
  )
  const forward = db.query(
    `UPDATE deliveries SET next_at = $now
     WHERE created_at > $now + ${AHEAD_MS} AND ${WAITS} AND tries = 0 AND next_at > $now`,
  )
  const sooner = db.query(
    `${WITH_HOSTS}
     UPDATE deliveries SET next_at = $now WHERE ${WAITS} AND next_at > $now + ${LATEST_TRY_MS}
       AND host IN (SELECT host FROM hosts)`,
  )
  const advance = advanceOn(db)
  const forget = db.query(
    `DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries
       WHERE created_at < ? AND state NOT IN ('waiting', 'held') ORDER BY created_at LIMIT ?)`,
  )
  const write = recorder(db)
  return {
    agenda: (now) => agenda.all(now).toSorted((a, b) => a.nextAt - b.nextAt),
    due: (host, now, limit) =>
      due.all(host, now, limit).map((row) => ({
        ...row,
        headers: JSON.parse(row.headers) as DueDelivery['headers'],
      })),
    bringForward(now) {
      forward.run({ now })
      sooner.run({ now })
    },
    record: (results) => db.transaction(() => results.forEach(write)).immediate(),
    expire: (before, now, limit) =>
      db
        .transaction(() => {
          const expired = expire.all({ before, now, limit })
          for (const { clickSeq, host } of expired) advance(clickSeq, host, now)
          return expired.length
        })
        .immediate(),
    forget: (createdBefore, limit) => forget.run(createdBefore, limit).changes,
  }
}

function recorder(db: Database): (result: TryResult) => void {
  const log = db.query(
    `INSERT INTO delivery_tries (delivery_id, at, duration_ms, verdict, status, answer)
     VALUES ($id, $at, $durationMs, $verdict, $status, $answer)`,
  )
  const later = db.query('UPDATE deliveries SET tries = tries + 1, next_at = ? WHERE id = ?')
  const finish = db.query(
    `UPDATE deliveries SET tries = tries + 1, next_at = NULL, finished_at = $now, state = $state,
       reason = $reason WHERE id = $id`,
  )
  const advance = advanceOn(db)
  return ({ delivery, at, durationMs, verdict, status, answer, nextAt }) => {
    const { id, clickSeq, host } = delivery
    log.run({ id, at, durationMs, verdict, status, answer })
    if (nextAt !== null) return void later.run(nextAt, id)
    const isSent = verdict === 'success'
    const now = at + durationMs
    finish.run({ id, now, state: isSent ? 'sent' : 'failed', reason: isSent ? '' : verdict })
    advance(clickSeq, host, now)
  }
}
