/**
 * How an outgoing postback is delivered: what counts as success, and when the next try is
 * (`conversions.md` 8). Times and spans in milliseconds.
 */
import { MINUTE_MS } from '../../lib/spans.ts'

/** From the first try on. After the last one it has failed. */
const TRIES_AT = [0, 1, 5, 20, 60, 4 * 60, 10 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS)
/** How far the span to the next try strays, both ways. */
const JITTER = 0.2

/** Why nothing came back; `outage`: there was no connection, or it broke. */
export type NoAnswer =
  'timeout' | 'outage' | 'not_allowed' | 'private_address' | 'too_many_redirects'

export type TryVerdict =
  | 'success'
  | 'bad_status'
  /** Status 2xx, but the failure text stands in the answer. */
  | 'says_failure'
  /** Status 2xx, but the success text does not stand in the answer. */
  | 'lacks_success'
  | NoAnswer

export interface Answered {
  readonly status: number
  readonly body: string
  /** Its end never came. */
  readonly isBroken: boolean
  /** The header, `''` without one. */
  readonly retryAfter: string
}

/**
 * Letter case of the texts does not matter; an empty one says nothing. A status is an answer also
 * when its body breaks off: to call again could count twice. Not so where the body may take it back.
 */
export function verdictOf(
  { status, body, isBroken }: Answered,
  texts: { readonly successText: string; readonly failureText: string },
): TryVerdict {
  if (status < 200 || status > 299) return 'bad_status'
  const says = (text: string) => body.toLowerCase().includes(text.toLowerCase())
  if (texts.failureText !== '' && says(texts.failureText)) return 'says_failure'
  if (texts.failureText !== '' && isBroken) return 'outage'
  return says(texts.successText) ? 'success' : 'lacks_success'
}

/**
 * When the next try is due after `tries` that failed; `null` if there is none. `askedMs` is how
 * long the receiver wants to be left alone, `die` lies from 0 to below 1.
 */
export function nextTryAt(tries: number, now: number, askedMs: number, die: number): number | null {
  const [before, next] = [TRIES_AT[tries - 1], TRIES_AT[tries]]
  if (before === undefined || next === undefined) return null
  const span = (next - before) * (1 - JITTER + 2 * JITTER * die)
  return Math.round(now + Math.max(span, askedMs))
}
