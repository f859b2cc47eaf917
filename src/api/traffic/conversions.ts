/**
 * Calls from networks and updates of clicks, from HTTP to HTTP (`conversions.md` 1, 6 and 10). What
 * is answered with 200 is on the disk; what can't be stored is answered with 503.
 */
import { firstOf, tellsEvent } from '../../core/conversions/call.ts'
import { percentEncode } from '../../core/macros/escape.ts'
import { PATHS } from '../../core/paths.ts'
import { withQuery } from '../../core/url.ts'
import { visitorKey } from '../../core/visitor-key.ts'
import { addressText } from '../../detect/address.ts'
import { cutBytes, decodeText } from '../../detect/text.ts'
import { MAX_USER_AGENT_BYTES } from '../../detect/user-agent.ts'
import { headerText } from '../../lib/text.ts'
import type { RawCall } from '../../track/conversions/jobs.ts'
import {
  BLACKED,
  judgeKey,
  type PostbackCall,
  receivePostback,
  receiveUpdate,
  withoutSecret,
} from '../../track/conversions/receive.ts'
import { readCookie } from '../../track/cookies/cookies.ts'
import type { TrackParts } from '../../track/parts.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import type { BodyProblem } from '../body-bytes.ts'
import {
  answered,
  type AnswerShape,
  failed,
  preflight,
  type Shape,
  updated,
} from './call-answers.ts'
import { type CallFields, parameterName } from './call-fields.ts'
import { isVisit, wrongMethod } from './methods.ts'
import { notFound } from './respond.ts'

const POSTBACK = /^\/([^/]{4,128})\/postback(\.gif|\.js)?\/?$/
const CLICK_PATHS: ReadonlySet<string> = new Set([PATHS.click, PATHS.clickOld])
const NAMED = /(?:^|&(?:amp;)?)(?:cnv_id|upd_clickid)=/
const VISIT = /(?:^|&)(?:key|lp)=/
/** Pages made for the first Binom tell an event of the click in their cookie, or of `clickid`. */
const EVENT = /(?:^|&(?:amp;)?)(?:add_)?event\d{1,2}=/
const VISIT_NAMES = ['key', 'lp']
const URL_BYTES = 8192

/** Whether the request may be one of these: a POST to `/click` may say so only in its body. */
export function mayBeCall(method: string, path: string, rawQuery: string): boolean {
  if (path.endsWith('/postback') || path.includes('/postback.')) return POSTBACK.test(path)
  if (!CLICK_PATHS.has(path)) return false
  if (NAMED.test(rawQuery)) return true
  return (method === 'POST' || EVENT.test(rawQuery)) && !VISIT.test(rawQuery)
}

/** `null`: it is none of these after all, but a visit. */
export function conversionCall(
  parts: TrackParts,
  request: TrafficRequest,
  sent: CallFields,
): Promise<Response> | Response | null {
  const [, key = null, suffix = ''] = POSTBACK.exec(request.path) ?? []
  const isUpdate = !sent.fields.has('cnv_id') && updatesClick(sent.fields)
  if (key === null && !isUpdate && !sent.fields.has('cnv_id')) return null
  if (request.method === 'OPTIONS') return preflight(request)
  if (!isVisit(request.method)) return wrongMethod(request, parts.tables())
  const shape = shapeOf(request, sent.fields, suffix, key === null ? 'binom' : 'keitaro')
  if (key === null && isUpdate) {
    return request.method === 'HEAD'
      ? answered(shape, '', null)
      : update(parts, request, sent, shape)
  }
  return postback(parts, request, sent, {
    key: key ?? sent.fields.get('postback_key') ?? null,
    shape,
  })
}

function updatesClick(fields: ReadonlyMap<string, string>): boolean {
  if (fields.has('upd_clickid')) return true
  return tellsEvent(fields) && !VISIT_NAMES.some((name) => fields.has(name))
}

/** For a call of which nothing more than its address is known. */
export function unreadableCall(path: string, why: BodyProblem | 'unavailable'): Response {
  const isPostback = POSTBACK.test(path)
  return failed(
    isPostback ? { dialect: 'keitaro', shape: 'text' } : { dialect: 'binom', shape: 'json' },
    why,
  )
}

interface Asked {
  readonly key: string | null
  readonly shape: AnswerShape
}

async function postback(
  parts: TrackParts,
  request: TrafficRequest,
  sent: CallFields,
  { key, shape }: Asked,
): Promise<Response> {
  const ip = parts.addresses.read(request.peer, request.header)
  const call: PostbackCall = {
    raw: rawCall(parts, request, sent, {
      ip: addressText(ip),
      isVisitors: isFromBrowser(request, shape),
    }),
    fields: sent.fields,
    isRepeated: sent.isRepeated,
    dialect: shape.dialect,
    key,
    pageClickId: pageClickId(request, sent.fields),
    address: ip && visitorKey(ip, ''),
    signed: { rawQuery: request.rawQuery, hasBody: sent.hasBody },
  }
  const isAsking = request.method === 'HEAD'
  const received = isAsking ? judgeKey(parts, call) : await receivePostback(parts, call)
  switch (received.kind) {
    case 'right_key':
      return answered(shape, '', null)
    case 'booked':
      return answered(shape, received.call.returns, received.verdict)
    case 'unavailable':
      return failed(shape, 'unavailable')
    case 'wrong_key':
      return received.pace === 'too_many'
        ? failed(shape, 'too_many')
        : notFound(request, parts.tables())
  }
}

async function update(
  parts: TrackParts,
  request: TrafficRequest,
  { fields }: CallFields,
  shape: AnswerShape,
): Promise<Response> {
  const named = firstOf(fields, ['upd_clickid', 'clickid'])
  const result = await receiveUpdate(parts, named || pageClickId(request, fields), fields, request)
  if (result.kind === 'wrong_key') return notFound(request, parts.tables())
  if (result.kind === 'unavailable') return failed(shape, 'unavailable')
  return updated(shape, result.kind, 'message' in result ? result.message : '')
}

function rawCall(
  { clock }: TrackParts,
  request: TrafficRequest,
  { fields }: CallFields,
  { ip, isVisitors }: Pick<RawCall, 'ip' | 'isVisitors'>,
): RawCall {
  const path = request.path.replace(POSTBACK, '/****/postback$2')
  const url = withQuery(path, withoutKeys(request.rawQuery))
  return {
    at: clock(),
    method: request.method,
    url: cutBytes(url, URL_BYTES),
    fields: [...fields].map(([name, value]) => [name, withoutSecret(name, value)] as const),
    ip,
    userAgent: cutBytes(headerText(request.header('user-agent')), MAX_USER_AGENT_BYTES),
    isVisitors,
    origin: request.origin,
  }
}

/** Pages call for pictures and scripts, bring our cookie, or have a browser that says what for. */
function isFromBrowser(request: TrafficRequest, { shape }: AnswerShape): boolean {
  const isShown = shape === 'gif' || shape === 'js'
  return isShown || request.header('sec-fetch-mode') !== '' || cookieClickId(request) !== ''
}

/** A key is none the less one when its name is written in escapes, or as a list. */
function withoutKeys(rawQuery: string): string {
  const pairs = rawQuery.split('&').map((pair) => {
    const [name = '', ...rest] = pair.split('=')
    const value = decodeText(rest.join('='))
    const kept = withoutSecret(parameterName(decodeText(name)), value)
    if (kept === value) return pair
    return `${name}=${kept === BLACKED ? kept : percentEncode(kept)}`
  })
  return pairs.join('&')
}

/** What a page knows of its visitor's click: pages of other domains say it themselves. */
function pageClickId(request: TrafficRequest, fields: ReadonlyMap<string, string>): string {
  return firstOf(fields, ['uclick']) || cookieClickId(request)
}

/** What a page of our own domain knows of its visitor's click. */
function cookieClickId({ header }: TrafficRequest): string {
  const cookies = header('cookie')
  return readCookie(cookies, '_subid') || readCookie(cookies, 'uclick')
}

const SHAPES: ReadonlySet<string> = new Set(['text', 'json', 'gif', 'js'])

function shapeOf(
  { header }: TrafficRequest,
  fields: ReadonlyMap<string, string>,
  suffix: string,
  dialect: AnswerShape['dialect'],
): AnswerShape {
  const asked = fields.get('format')?.toLowerCase() ?? ''
  const usual = dialect === 'keitaro' ? 'text' : 'json'
  if (SHAPES.has(asked)) return { dialect, shape: asked as Shape }
  if (suffix !== '') return { dialect, shape: suffix.slice(1) as Shape }
  const target = header('sec-fetch-dest')
  if (target === 'image') return { dialect, shape: 'gif' }
  return { dialect, shape: target === 'script' ? 'js' : usual }
}
