/** Runs an operation for a request: key, parameters, body, `If-Match`, the answer's fixed headers. */
import { Type } from '@sinclair/typebox'

import { codeOf, isDiskFull, isUnavailable } from '../../lib/errors.ts'
import type { Caller } from '../../manage/access.ts'
import { noteExport } from '../../manage/money-deeds.ts'
import { isRefusal } from '../../manage/refusal.ts'
import { visitorsOrigin } from '../address.ts'
import { readBytes, readRest } from '../body-bytes.ts'
import { BODY_MAX_BYTES, readBody } from './body.ts'
import { shapedBesideShown } from './echo.ts'
import {
  BAD_JSON,
  DISK_FULL,
  errorBody,
  type Failure,
  failureOf,
  INTERNAL,
  invalid,
  NO_PART,
  OUT_OF_REACH,
  TOO_LARGE,
  tooMany,
  UNAVAILABLE,
} from './errors.ts'
import { identify, isStrayForm, JSON_ONLY } from './identity.ts'
import type { RequestLimits } from './limits.ts'
import type {
  Call,
  Connection,
  Download,
  Failed,
  ManagementDeps,
  Operation,
  Reply,
} from './operation.ts'
import { etagOf, type Outcomes } from './outcomes.ts'
import { queryValues } from './query.ts'
import { isOnce, type Repeats } from './repeats.ts'
import { rightsMark, withRightsMark } from './rights-mark.ts'
import { shaped } from './shape.ts'
import { shownTo } from './shown.ts'
import { bodyOf as bodyOfStream, isStreamed, type Streamed } from './streamed.ts'

const FIXED_HEADERS = {
  'Cache-Control': 'no-cache, no-store, private',
  'X-Content-Type-Options': 'nosniff',
}
/** More is not taken from a caller without a key. */
const STRANGERS_BODY_BYTES = 64 * 1024
const EMPTY = Type.Object({})
const NOBODY: Caller = {
  userId: null,
  role: 'user',
  via: 'key',
  permissions: [],
  hidesMoney: true,
  sessionId: null,
  address: '',
  reach: 'read',
  isFurtherKey: false,
  viewerId: null,
}

export interface Incoming {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
}

/** What is remembered from request to request. */
export interface Watch {
  readonly limits: RequestLimits
  readonly repeats: Repeats
  readonly outcomes: Outcomes
}

/** Always answers, also when the operation throws. */
export async function serve(
  deps: ManagementDeps & Watch,
  operation: Operation,
  incoming: Incoming,
): Promise<Response> {
  const requestId = crypto.randomUUID()
  try {
    const caller = operation.open === true ? NOBODY : admitted(deps, incoming.request)
    if ('status' in caller) return await refused(caller, incoming, requestId)
    const rights = rightsMark(deps.read, caller)
    const call = await callOf(deps, operation, incoming, caller)
    const response =
      'status' in call
        ? await refused(call, incoming, requestId)
        : await answerOnce(deps, operation, call, requestId)
    return rights === null
      ? response
      : withRightsMark(response, rights, rightsMark(deps.read, caller))
  } catch (error) {
    const failure = storageFailure(error)
    if (failure === null) deps.report(error, requestId)
    return failed(failure ?? INTERNAL, requestId)
  }
}

async function refused(failure: Failure, { request }: Incoming, requestId: string) {
  await readRest(request)
  return failed(failure, requestId)
}

/** The usual answer; that of the first time if the client says that it repeats itself. */
async function answerOnce(watch: Watch, operation: Operation, call: Call, requestId: string) {
  const { request, caller, params, query, body } = call
  const key = request.headers.get('idempotency-key')
  const work = () => answerInTurn(watch, operation, call, requestId)
  if (key === null || !isOnce(operation) || caller.userId === null) return work()
  const content = JSON.stringify([operation.id, params, query, contentOf(body)])
  // What opened a door to the user is not said again to a key that opens none.
  const name = `${caller.userId}${caller.isFurtherKey ? '+' : ''}`
  const response = await watch.repeats.once({ caller: name, key, content }, work)
  return response instanceof Response ? response : failed(response, requestId)
}

/** Of a file, what tells it from others. */
function contentOf(body: unknown): unknown {
  return body instanceof Uint8Array
    ? new Bun.CryptoHasher('sha256').update(body).digest('hex')
    : body
}

const REPORTS: ReadonlySet<string> = new Set(['Reports', 'Statistics', 'Click log'])

/** Programs get few reports at a time and wait for the next; a screen of the admin asks for several at once. */
async function answerInTurn(
  { limits, outcomes }: Watch,
  operation: Operation,
  call: Call,
  requestId: string,
) {
  const { caller, request, connection } = call
  const isLimited = REPORTS.has(operation.tag) && caller.via === 'key'
  const waiter = { signal: request.signal, onWait: () => connection.pauses?.() }
  const done = isLimited ? await limits.takeReport(String(caller.userId), waiter) : FREE
  if (done === null) return failed(tooMany('Too many reports at once', 1000), requestId)
  const exported = takesPlace(operation, call) ? limits.takeExport(String(caller.userId)) : FREE
  if (exported === null) {
    done()
    return failed(tooMany('Two exports of yours are being read already', 5000), requestId)
  }
  try {
    const result = () => outcomes(operation, call)
    return await answer(operation, call, { requestId, result, onEnd: exported })
  } finally {
    done()
  }
}

function takesPlace(operation: Operation, { request }: Call): boolean {
  return operation.takesPlace === true && request.method !== 'HEAD'
}

const FREE = () => undefined

/** Waiting for its transaction would hold up the thread that answers visitors. */
const NOT_NOW: Failure = {
  status: 503,
  message: 'A large change is being made: try again in a moment',
  headers: { 'Retry-After': '2' },
}

/** Exports do, too: the audit names them. */
function doesWrite({ method, writes, exports }: Operation): boolean {
  return exports !== undefined || (writes ?? method !== 'GET')
}

/** What his way in allows, before his rights are looked at. */
function reaches({ reach, isFurtherKey }: Caller, operation: Operation): boolean {
  const { method, forReaders, secret, tag } = operation
  if (isFurtherKey && secret === true) return false
  if (reach === 'write') return true
  if (method !== 'GET' && forReaders !== true) return false
  return reach === 'read' || REPORTS.has(tag) || REPORT_WORDS.has(tag)
}

/** What makers of reports need besides. */
const REPORT_WORDS: ReadonlySet<string> = new Set([
  'Columns',
  'Conversions',
  'CSV files',
  'Dictionaries',
  'Several at once',
])

/** The caller of a request, unless he asks too often or is nobody. */
export function admitted(deps: ManagementDeps & Watch, request: Request): Caller | Failure {
  const caller = identify(deps, request)
  const wait =
    'status' in caller
      ? deps.limits.takeStranger(deps.connectionOf(request).address)
      : deps.limits.take(String(caller.userId))
  return wait === null ? caller : tooMany('Too many requests', wait)
}

async function callOf(
  deps: ManagementDeps & Watch,
  operation: Operation,
  incoming: Incoming,
  caller: Caller,
): Promise<Call | Failure> {
  const { request } = incoming
  const { open, params = EMPTY, query = EMPTY } = operation
  if (open !== true && !reaches(caller, operation)) return OUT_OF_REACH
  if (isStrayForm(request, caller, operation)) return JSON_ONLY
  if (deps.alone.isRunning() && doesWrite(operation)) return NOT_NOW
  const url = new URL(request.url)
  const address = shaped(params, incoming.params, 'skip_unknown')
  if ('fields' in address) return invalid(address.fields)
  const asked = shaped(query, queryValues(url.search, query), 'skip_unknown')
  if ('fields' in asked) return invalid(asked.fields)
  const connection = deps.connectionOf(request)
  const origin = originOf(url, connection)
  const place = { params: address.value, query: asked.value, body: null, origin }
  const call = { ...deps, ...place, caller, request, connection }
  if (connection.isPart === true && isWhole(operation)) return NO_PART
  const closed = operation.gate?.(call) ?? null
  if (closed !== null) return isFailed(closed) ? closed.failure : failureOf(closed)
  const content = await bodyOf(request, operation, () => shownNow(operation, call))
  if ('status' in content) return outOfSight(operation, call) ?? content
  if (doesWrite(operation) && !(await deps.desk.disk.answers())) return UNAVAILABLE
  return { ...call, body: content.value }
}

/** Nothing of an export that nobody is given is made, or noted. */
function isWhole({ isAlone, exports, takesPlace }: Operation): boolean {
  return isAlone === true || exports !== undefined || takesPlace === true
}

/** What our addresses begin with: the scheme of a proxy in front is that of the caller. */
function originOf({ host }: URL, { isSecure, way }: Connection): string {
  return visitorsOrigin(`${isSecure ? 'https' : 'http'}://${host}`, way)
}

/** Nobody learns from what is wrong with a body whether an object is there that he may not see. */
function outOfSight({ current }: Operation, call: Call): Failure | null {
  const object = current?.(call)
  return isRefusal(object) ? failureOf(object) : null
}

/** The object that is changed, as this caller sees it. */
async function shownNow({ current, own, method }: Operation, call: Call): Promise<unknown> {
  if (own !== true || method === 'DELETE') return null
  return shownTo(call.caller, await current?.(call))
}

async function bodyOf(
  request: Request,
  { body: schema, method, own, open, rawBody, bodyMaxBytes = BODY_MAX_BYTES }: Operation,
  shown: () => Promise<unknown>,
): Promise<{ value: unknown } | Failure> {
  if (schema === undefined) return { value: null }
  const limit = open === true ? STRANGERS_BODY_BYTES : bodyMaxBytes
  if (rawBody === true) {
    const value = await readBytes(request, limit)
    return value === null ? TOO_LARGE : { value }
  }
  // Many clients can't send one with DELETE.
  const isBare = method === 'DELETE' && request.body === null
  const body = isBare ? { json: {} } : await readBody(request, limit)
  if ('problem' in body) return body.problem === 'too_large' ? TOO_LARGE : BAD_JSON
  const result =
    own === true
      ? await shapedBesideShown(schema, body.json, shown)
      : shaped(schema, body.json, 'skip_unknown')
  return 'fields' in result ? invalid(result.fields) : result
}

interface Answering {
  readonly requestId: string
  readonly result: () => Promise<unknown>
  /** Hears when all of the answer is made, which may be long after it is given. */
  readonly onEnd: () => void
}

async function answer(
  operation: Operation,
  call: Call,
  { requestId, result: outcome, onEnd }: Answering,
) {
  let goesOn = false
  // The connection of who waits in silence is closed after seconds, and many answers take longer to be made.
  call.connection.pauses?.()
  try {
    const result = await outcome()
    await noteExported(operation, call, result)
    goesOn = isStreamed(result)
    return answerOf(operation, call, result, { requestId, onEnd })
  } finally {
    if (!goesOn) onEnd()
  }
}

function answerOf(
  operation: Operation,
  call: Call,
  result: unknown,
  { requestId, onEnd }: { readonly requestId: string; readonly onEnd: () => void },
): Response {
  if (isStreamed(result)) return streaming(result, requestId, onEnd)
  if (isRefusal(result)) return failed(failureOf(result), requestId)
  if (isFailed(result)) return failed(result.failure, requestId)
  if (isDownload(result)) return downloaded(result, requestId)
  return succeeded(operation, call.caller, result, requestId)
}

/** Nothing leaves that could not be noted: what it would be made of is let go. */
async function noteExported({ exports }: Operation, call: Call, result: unknown) {
  const { desk, caller, params, query, body, request } = call
  const isFile = isStreamed(result) || isDownload(result)
  if (exports === undefined || !isFile || request.method === 'HEAD') return
  try {
    noteExport(desk, caller, exports, { ...(params as object), ...(body ?? (query as object)) })
  } catch (error) {
    if (isStreamed(result)) await result.lines.return(undefined)
    throw error
  }
}

function streaming(made: Streamed, requestId: string, onEnd: () => void): Response {
  const headers = { ...FIXED_HEADERS, 'X-Request-Id': requestId, ...made.headers }
  return new Response(bodyOfStream(made, onEnd), { headers })
}

function succeeded(
  { status = 200, method }: Operation,
  caller: Caller,
  result: unknown,
  requestId: string,
) {
  const reply: Reply = isReply(result) ? result : { reply: status, body: result }
  const text = JSON.stringify(shownTo(caller, reply.body ?? {}))
  const etag = method === 'GET' ? { ETag: etagOf(text) } : {}
  const headers = { 'Content-Type': 'application/json', 'X-Request-Id': requestId }
  return new Response(text, {
    status: reply.reply,
    headers: { ...FIXED_HEADERS, ...headers, ...etag, ...reply.headers },
  })
}

export function failed(failure: Failure, requestId: string): Response {
  const headers = { 'Content-Type': 'application/vnd.api+json', 'X-Request-Id': requestId }
  return new Response(JSON.stringify(errorBody(failure)), {
    status: failure.status,
    headers: { ...FIXED_HEADERS, ...headers, ...failure.headers },
  })
}

function isDownload(value: unknown): value is Download {
  return typeof value === 'object' && value !== null && 'download' in value
}

/** Pictures may be shown, everything else is saved; nothing runs in it. */
function downloaded({ download, type, name, bytes }: Download, requestId: string): Response {
  const place = type.startsWith('image/') ? 'inline' : 'attachment'
  const headers = {
    ...FIXED_HEADERS,
    'X-Request-Id': requestId,
    'Content-Type': type,
    'Content-Disposition': `${place}; filename="${name}"`,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    ...(bytes === undefined ? {} : { 'Content-Length': String(bytes) }),
  }
  return new Response(download as BodyInit, { headers })
}

function isFailed(value: unknown): value is Failed {
  return typeof value === 'object' && value !== null && 'failure' in value
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'reply' in value
}

function storageFailure(error: unknown): Failure | null {
  if (isDiskFull(error)) return DISK_FULL
  if (isUnavailable(error)) return UNAVAILABLE
  if (codeOf(error) !== 'SQLITE_CONSTRAINT_UNIQUE') return null
  return { status: 409, message: 'Somebody else has just taken this name' }
}
