/** The entry of a call in the log: written before the call is booked, completed with its verdict. */
import { answerStatus, type Cause } from '../../core/conversions/causes.ts'
import { currencyCode } from '../../core/currencies.ts'
import { type IncomingCalls, Standing, type StoredCall } from '../../db/money/incoming-calls.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import type { CallJob, Verdict } from './jobs.ts'
import type { Clerk } from './keep.ts'
import { keptCall } from './kept-call.ts'

/** Of a text that claims to be one. */
const CURRENCY_MAX = 16
/** A click may be late: its segment damaged for a while, its server restored from a backup. */
const LATE: ReadonlySet<Cause | null> = new Set(['unknown_click', 'unreadable_click'])
const AGAIN_AFTER_MS: readonly number[] = [1, 5, 60].map((minutes) => minutes * MINUTE_MS)

/** Of one click as many parked calls of visitors are kept before those of strangers: networks repeat a few times. */
const VISITORS_PARKED_MAX = 20

export interface CallLog {
  /** In the log. */
  readonly id: number
  /** Completes the entry; gives the verdict with its number. */
  (verdict: Verdict): Verdict
}

export function logCall(clerk: Clerk, job: CallJob, networkId: number): CallLog {
  const entry = job.stored ?? newEntry(clerk, job, networkId)
  const complete = (verdict: Verdict): Verdict => {
    const done = completed(entry, job, networkId, verdict)
    clerk.calls.put({ ...done, standing: standingOf(clerk.calls, job, done) })
    return { ...verdict, callId: entry.id }
  }
  return Object.assign(complete, { id: entry.id })
}

function newEntry({ calls, tables }: Clerk, job: CallJob, networkId: number): StoredCall {
  const { call, key } = job
  const raw = keptCall(tables().privacy, job)
  const row = {
    at: raw.at,
    method: raw.method,
    url: raw.url,
    fields: JSON.stringify(raw.fields),
    ip: raw.ip,
    userAgent: raw.userAgent,
    dialect: call.dialect,
    keyId: key?.id ?? null,
    networkId,
    status: 200,
    verdict: '',
    cause: '',
    detail: '',
    clickId: call.clickId,
    clickSeq: null,
    campaignId: 0,
    transactionId: call.transactionId,
    conversionId: null,
    amountText: call.payout,
    notes: call.notes.join(','),
    tries: 0,
    nextTryAt: null,
    resolvedAt: null,
    dismissedAt: null,
    edits: '[]',
    reading: '',
    amountCurrency: currencyCode(call.currency).slice(0, CURRENCY_MAX),
    standing: Standing.stranger,
  }
  return { ...row, id: calls.add(row) }
}

function completed(
  entry: StoredCall,
  { call, click, raw, stored, now }: CallJob,
  networkId: number,
  verdict: Verdict,
): StoredCall {
  const { result, cause, detail, conversionId, reading } = verdict
  const tries = entry.tries + 1
  const after = AGAIN_AFTER_MS[tries - 1]
  return {
    ...entry,
    networkId,
    status: answerStatus(cause),
    verdict: result,
    cause: cause ?? '',
    detail: (cause === 'ip_not_allowed' ? entry.ip : detail).slice(0, 255),
    clickId: call.clickId.slice(0, 255),
    clickSeq: typeof click === 'string' ? null : click.event.clickSeq,
    campaignId: typeof click === 'string' ? 0 : click.event.campaignId,
    transactionId: call.transactionId.slice(0, 255),
    conversionId,
    tries,
    nextTryAt: LATE.has(cause) && after !== undefined ? raw.at + after : null,
    resolvedAt: stored !== null && cause === null ? now : null,
    reading: JSON.stringify(reading),
  }
}

/** A pixel's key stands in pages, and a click's id is known to whoever came to it. */
function standingOf(calls: IncomingCalls, { key }: CallJob, call: StoredCall) {
  if (key !== null && key.kind !== 'pixel') return Standing.network
  if (call.clickSeq === null) return Standing.stranger
  const isCrowded =
    call.verdict === 'parked' &&
    calls.countOfVisitors(call, VISITORS_PARKED_MAX) === VISITORS_PARKED_MAX
  return isCrowded ? Standing.stranger : Standing.visitor
}
