/**
 * The one way to the management API: JSON, session cookie, CSRF header, ETag. What is asked in the same
 * moment travels together (`together.ts`). An expired session asks
 * for the password and then goes on; a full bucket waits; an answer that tells of other rights has
 * them read again. Throws `ApiFailure`.
 */
import { isOffline } from '../state/away.ts'
import { ApiFailure, failureOf, isAborted, isOfOtherToken } from './failure.ts'
import { askTogether, BASE, type Heard } from './together.ts'

const TRIES = 3
const LONGEST_WAIT_SECONDS = 20

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Asked {
  readonly body?: unknown
  /** The version that was edited: another one in store is a 412. */
  readonly etag?: string | null
  readonly signal?: AbortSignal | null | undefined
}

export interface Answered<T> {
  readonly data: T
  readonly etag: string | null
}

let csrfToken = ''
/** Asks the user to log in again; resolves to whether that worked. */
let renewSession: (() => Promise<boolean>) | null = null

export function useCsrfToken(token: string): void {
  csrfToken = token
}

/** Asks whose session it is now that its token is another one; resolves to whether the user is the same. */
let renewToken: (() => Promise<boolean>) | null = null

export function onOtherToken(renew: typeof renewToken): void {
  renewToken = renew
}

export function onExpired(renew: (() => Promise<boolean>) | null): void {
  renewSession = renew
}

/** The mark of the user's rights that the page knows; null before the first answer. */
let rights: string | null = null
/** Resolves to whether they are known now. */
let readRights: (() => Promise<boolean>) | null = null

export function onOtherRights(read: typeof readRights): void {
  readRights = read
}

/** Those of the next answer are somebody else's. */
export function forgetRights(): void {
  rights = null
}

/** Requests by number: those that were sent before the rights were read tell of older ones. */
let sent = 0
let knownFrom = 0
/** Changes on their way, which may be why a question beside them finds other rights. */
let writing = 0

interface Told {
  readonly marks: string | null
  readonly number: number
  readonly isChange: boolean
}

/** The second mark is that of what the request itself changed, which is no news. */
function noteRights({ marks, number, isChange }: Told): void {
  if (marks === null || number < knownFrom || (!isChange && writing > 0)) return
  const [before = '', after = before] = marks.split(' ')
  if (rights === null || rights === before) know(after)
  else void readRights?.().then((isRead) => isRead && know(after))
}

function know(mark: string): void {
  if (mark === rights) return
  rights = mark
  knownFrom = sent + 1
}

export async function ask<T>(
  method: Method,
  path: string,
  asked: Asked = {},
): Promise<Answered<T>> {
  const { signal = null } = asked
  const isRead = method === 'GET'
  const carry = () => (isRead ? askTogether(path, signal) : sendAlone(method, path, asked))
  const heard = await answered(method, carry)
  return { data: (await heard.json()) as T, etag: heard.headers.get('etag') }
}

/** An answer that is one; tried again where that can help. */
async function answered<H extends Heard>(method: Method, carry: () => Promise<H>): Promise<H> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(method, carry)
    if (response.ok) return response
    const failure = await failureOf(response)
    if (attempt >= TRIES || !(await mayRepeat(failure, method))) throw failure
  }
}

async function mayRepeat(failure: ApiFailure, method: Method): Promise<boolean> {
  const { status, facts } = failure
  if (status === 401 && renewSession !== null) return renewSession()
  if (isOfOtherToken(failure) && renewToken !== null) return renewToken()
  const waits = status === 429 || (status === 503 && method === 'GET')
  const seconds = facts.retryAfterSeconds ?? 1
  if (!waits || seconds > LONGEST_WAIT_SECONDS) return false
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  return true
}

async function send<H extends Heard>(method: Method, carry: () => Promise<H>): Promise<H> {
  const number = ++sent
  const isChange = method !== 'GET'
  if (isChange) writing++
  try {
    const heard = await carry()
    isOffline.value = false
    noteRights({ marks: heard.headers.get('x-rights'), number, isChange })
    return heard
  } catch (error) {
    if (isAborted(error)) throw error
    isOffline.value = true
    throw unreachable()
  } finally {
    if (isChange) writing--
  }
}

function sendAlone(method: Method, path: string, { body, etag, signal }: Asked): Promise<Response> {
  const isForm = body instanceof FormData
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json'
  if (method !== 'GET' && csrfToken !== '') headers['X-CSRF-Token'] = csrfToken
  if (etag) headers['If-Match'] = etag
  return fetch(BASE + path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  })
}

function unreachable(): ApiFailure {
  const nothing = { fields: {}, detail: null, requestId: '', retryAfterSeconds: null }
  return new ApiFailure({ status: 0, message: '', ...nothing })
}

/** The body alone, which is what most callers want. */
export async function get<T>(path: string, signal: AbortSignal | null = null): Promise<T> {
  return (await ask<T>('GET', path, { signal })).data
}

/** Null where it is refused or nobody answers; asks for no password. */
export async function getIfOpen<T>(path: string): Promise<T | null> {
  const heard = await sendAlone('GET', path, {}).catch(() => null)
  return heard?.ok === true ? ((await heard.json()) as T) : null
}

/** The same at once: before a screen is drawn there is nothing to wait for. */
export async function getNow<T>(path: string): Promise<T> {
  const heard = await answered('GET', () => sendAlone('GET', path, {}))
  return (await heard.json()) as T
}

export async function post<T>(path: string, body: unknown = {}, signal: AbortSignal | null = null) {
  return (await ask<T>('POST', path, { body, signal })).data
}

/** Saves a file that the server makes; an error is told before anything is saved. */
export async function save(path: string, name: string, body?: unknown): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST'
  const response = await answered(method, () => sendAlone(method, path, { body }))
  saveAs(await response.blob(), name)
}

function saveAs(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** `?a=1&b[]=2&b[]=3` of what is set; empty texts are left out. */
export function search(values: Readonly<Record<string, unknown>>): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const one of value) pairs.append(`${name}[]`, String(one))
    else if (value !== null && value !== undefined && value !== '')
      pairs.set(name, `${value as string | number}`)
  }
  const text = pairs.toString()
  return text === '' ? '' : `?${text}`
}
