/** What networks and pages are answered, in the shape they want (`conversions.md` 6). */
import { SCRIPT, TEXT } from '../../core/actions/action.ts'
import { answerStatus, type Cause } from '../../core/conversions/causes.ts'
import type { Dialect } from '../../core/conversions/statuses.ts'
import type { Verdict } from '../../track/conversions/jobs.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { GIF } from './pixel.ts'

export type Shape = 'text' | 'json' | 'gif' | 'js'

export interface AnswerShape {
  readonly dialect: Dialect
  readonly shape: Shape
}

const TYPES: Readonly<Record<Shape, string>> = {
  text: TEXT,
  json: 'application/json',
  gif: 'image/gif',
  js: SCRIPT,
}

const METHODS = 'GET, POST, HEAD, OPTIONS'

/** One sentence per cause, for whoever tests by hand. */
const MESSAGES: Readonly<Record<Cause, string>> = {
  missing_click_id: 'No click id was sent',
  macro_not_replaced: 'The click id or the status is a macro that was not replaced',
  unknown_click: 'No click has this id',
  unreadable_click: 'The click can’t be read: its part of the ledger is damaged',
  malformed: 'The click id, the status or the transaction id is malformed',
  other_network: 'The key belongs to another network than the click',
  key_required: 'The call needs a postback key',
  unsigned: 'The call is not signed by the network of the click',
  ip_not_allowed: 'Forbidden',
  unmapped_status: 'Nobody has said what this status means',
  unknown_tid: 'No conversion of the click has this transaction id',
  unknown_currency: 'The currency is not a code of ISO 4217',
  bad_payout: 'The payout is not an amount, or bears the sign of another currency',
  deleted_campaign: 'the events of the campaign were cleared',
  deleted_click: 'The click was removed by its id',
  too_many: 'The conversions of the click have changed too often',
  too_old: 'The click is older than the conversion window',
}

/** For a call that is stored; a verdict of `null` is for one that only asked. */
export function answered(shape: AnswerShape, returns: string, verdict: Verdict | null): Response {
  const cause = verdict?.cause ?? null
  const status = answerStatus(cause)
  if (verdict === null) return reply(shape.shape, status, '')
  if (shape.shape === 'json') return reply('json', status, JSON.stringify(bodyOf(verdict)))
  const usual = cause === null ? 'Success' : `Stored: ${cause}`
  const text = status === 403 ? 'Forbidden' : returns === '' ? usual : returns
  return reply(shape.shape, status, text)
}

function bodyOf({ result, cause, conversionId }: Verdict): object {
  if (cause !== null) return { status: 'fail', cause, message: MESSAGES[cause] }
  return { status: 'ok', result, conversion_id: conversionId }
}

const NOT_UPDATED = {
  unknown_click: { status: 200, message: MESSAGES.unknown_click },
  too_many: { status: 429, message: 'The click has changed too often' },
} as const

/** What became of an update of a click; `message` is of one that is not readable. */
export function updated(
  { shape }: AnswerShape,
  kind: 'updated' | 'unreadable' | keyof typeof NOT_UPDATED,
  message: string,
): Response {
  const as = shape === 'text' ? 'json' : shape
  const answer = (status: number, body: object) => reply(as, status, JSON.stringify(body))
  if (kind === 'updated') return answer(200, { status: 'ok' })
  if (kind === 'unreadable') return answer(400, { status: 'fail', message })
  const { status, message: why } = NOT_UPDATED[kind]
  return answer(status, { status: 'fail', cause: kind, message: why })
}

const FAILURES = {
  unavailable: { status: 503, message: 'Try again later', retryAfter: '30' },
  too_many: { status: 429, message: 'Too many calls with a wrong key', retryAfter: '10' },
  too_large: { status: 413, message: 'The body is larger than 16 KB', retryAfter: null },
  unreadable: { status: 400, message: 'The body is not readable', retryAfter: null },
} as const

export function failed({ shape }: AnswerShape, why: keyof typeof FAILURES): Response {
  const { status, message, retryAfter } = FAILURES[why]
  const text = shape === 'json' ? JSON.stringify({ status: 'fail', message }) : message
  const response = reply(shape, status, text)
  if (retryAfter !== null) response.headers.set('Retry-After', retryAfter)
  return response
}

export function preflight({ header }: TrafficRequest): Response {
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Max-Age': '86400',
  }
  const asked = header('access-control-request-headers')
  if (asked !== '') headers['Access-Control-Allow-Headers'] = asked
  return new Response(null, { status: 204, headers })
}

function reply(shape: Shape, status: number, text: string): Response {
  return new Response(bodyIn(shape, text), {
    status,
    headers: {
      'Content-Type': TYPES[shape],
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** A script gets a comment, an image its smallest self. */
function bodyIn(shape: Shape, text: string): string | Uint8Array<ArrayBuffer> {
  if (shape === 'gif') return GIF
  return shape === 'js' ? `/* ${text.replaceAll('*/', '* /')} */` : text
}
