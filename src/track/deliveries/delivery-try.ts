/** One try of an outgoing postback: calls the receiver and reads what it says. Never rejects. */
import {
  type Answered,
  nextTryAt,
  type NoAnswer,
  type TryVerdict,
  verdictOf,
} from '../../core/conversions/delivery.ts'
import type { Call } from '../../core/conversions/outgoing.ts'
import type { DueDelivery, TryResult } from '../../db/money/deliveries.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import type { Fetched, FetchFailure, FetchLimits, OutboundClient } from '../outbound/outbound.ts'

/** The beginning of a longer answer is read, in which its texts are looked for. */
const LIMITS: FetchLimits = { deadlineMs: 10_000, maxBytes: 64 * 1024, maxHops: 3, longer: 'cut' }
/** As much of an answer is kept. */
const KEPT_BYTES = 2048
const LONGEST_WAIT_MS = 24 * HOUR_MS
/** Statuses with which a host asks for all its callers to wait. */
const BUSY: readonly number[] = [429, 503]

export interface TryParts {
  readonly client: Pick<OutboundClient, 'send'>
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** From 0 to below 1. */
  readonly dice: () => number
}

export interface Tried {
  readonly result: TryResult
  /** How long the host wants no further call at all, 0 if it does not mind. */
  readonly hostWaitsMs: number
}

/** `'paused'`: nothing was sent, because the host has just failed several times. */
export async function tryDelivery(
  { client, clock, dice }: TryParts,
  delivery: DueDelivery,
): Promise<Tried | 'paused'> {
  const at = clock()
  const fetched = await client.send(requestOf(delivery), LIMITS)
  const durationMs = Math.max(0, clock() - at)
  if ('failed' in fetched) {
    if (fetched.failed === 'paused') return 'paused'
    const verdict = NO_ANSWERS[fetched.failed]
    const nextAt = nextTryAt(delivery.tries + 1, clock(), 0, dice())
    const result = { delivery, at, durationMs, verdict, status: 0, answer: '', nextAt }
    return { result, hostWaitsMs: 0 }
  }
  const answered = answeredOf(fetched)
  const verdict = verdictOf(answered, delivery)
  const askedMs = retryAfterMs(answered.retryAfter, clock())
  const nextAt =
    verdict === 'success' ? null : nextTryAt(delivery.tries + 1, clock(), askedMs, dice())
  const { status } = answered
  const answer = keptText(fetched.body)
  return {
    result: { delivery, at, durationMs, verdict, status, answer, nextAt },
    hostWaitsMs: BUSY.includes(status) ? askedMs : 0,
  }
}

function requestOf({ key, method, url, headers, body }: DueDelivery) {
  return { method, url, body, headers: [...headers, ['Idempotency-Key', key]] as const }
}

function answeredOf({ status, headers, body, isBroken }: Fetched): Answered {
  const text = new TextDecoder().decode(body)
  return { status, body: text, isBroken, retryAfter: headers.get('retry-after') ?? '' }
}

/** A `Retry-After` header as a span, at most a day; 0 for none and for what is none. */
export function retryAfterMs(text: string, now: number): number {
  const span = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(span) ? 0 : Math.min(Math.max(span, 0), LONGEST_WAIT_MS)
}

/** Calls a receiver once, outside of the queue; the key is that of a test. */
export async function tryOnce(
  parts: TryParts,
  call: Call,
  { successText, failureText }: Pick<DueDelivery, 'successText' | 'failureText'>,
) {
  const delivery: DueDelivery = {
    id: 0,
    key: `test-${parts.clock()}`,
    clickSeq: 0,
    host: '',
    tries: 0,
    ...call,
    successText,
    failureText,
  }
  const tried = await tryDelivery(parts, delivery)
  if (tried === 'paused') return { verdict: 'paused', status: 0, answer: '', durationMs: 0 }
  const { verdict, status, answer, durationMs } = tried.result
  return { verdict, status, answer, durationMs }
}

/** Cut at a character, without what a database can't keep. */
export function keptText(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, KEPT_BYTES))
  return text.replaceAll('\0', '').replace(/\uFFFD$/, '')
}

const NO_ANSWERS: Readonly<Record<Exclude<FetchFailure['failed'], 'paused'>, NoAnswer>> = {
  timeout: 'timeout',
  network: 'outage',
  // Never with `longer: 'cut'`.
  too_large: 'outage',
  too_many_redirects: 'too_many_redirects',
  scheme: 'not_allowed',
  port: 'not_allowed',
  address: 'private_address',
}

/** Whether the host itself is down, as far as the try can tell. */
export function isOutage(verdict: TryVerdict): boolean {
  return verdict === 'timeout' || verdict === 'outage'
}
