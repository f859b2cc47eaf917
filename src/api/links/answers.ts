/** Every answer of the links API: JSON, never kept, errors as one sentence (`links-api.md` 1). */

export interface Failure {
  readonly status: number
  readonly error: string
  readonly headers?: Readonly<Record<string, string>>
}

export const MAX_BODY_BYTES = 1024 * 1024

export const NO_TOKEN: Failure = { status: 403, error: 'The token is missing, wrong or revoked' }
export const READ_ONLY: Failure = { status: 403, error: 'This token may only read' }
export const MAY_NOT_CREATE: Failure = {
  status: 403,
  error: 'The owner of this token may not make new ones: an administrator can allow it',
}
export const TOKEN_EXPIRED: Failure = { status: 402, error: 'The token has expired' }
export const NOT_FOUND: Failure = { status: 404, error: 'There is no such object' }
export const BLOCKED: Failure = { status: 406, error: 'The operator has blocked it' }
export const NO_BODY: Failure = {
  status: 400,
  error: 'The body must be JSON in UTF-8 with an object at data.attributes',
}
export const TOO_DEEP: Failure = { status: 400, error: 'The body may nest 32 levels deep' }
export const TOO_LARGE: Failure = { status: 413, error: 'The body may have 1 MB' }
export const UNAVAILABLE: Failure = {
  status: 503,
  error: 'Nothing can be stored at the moment',
  headers: { 'Retry-After': '5' },
}
export const NOT_NOW: Failure = {
  status: 503,
  error: 'A large change is being made: try again in a moment',
  headers: { 'Retry-After': '2' },
}
export const BUSY: Failure = {
  status: 503,
  error: 'Too many questions at once',
  headers: { 'Retry-After': '2' },
}

export function tooMany(retrySeconds: number): Failure {
  const headers = { 'Retry-After': `${Math.max(1, Math.ceil(retrySeconds))}` }
  return { status: 429, error: 'Too many calls', headers }
}

export function wrongVerb(verbs: readonly string[]): Failure {
  const allowed = verbs.join(', ')
  const error = verbs.length === 0 ? 'There is no such endpoint' : `This endpoint takes ${allowed}`
  return { status: 405, error, headers: { Allow: allowed } }
}

/** `id` is what the log calls the same error. */
export function internalError(id: string): Failure {
  return { status: 500, error: `Internal error ${id}` }
}

const HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

export function json(text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status: 200, headers: { ...HEADERS, ...headers } })
}

export function data(
  value: object | null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return json(JSON.stringify({ data: value }), headers)
}

/** Of fields: with 200, because clients look at the body. */
export function errors(fields: Readonly<Record<string, readonly string[]>>): Response {
  return json(JSON.stringify({ errors: fields }))
}

export function refuse({ status, error, headers = {} }: Failure): Response {
  return new Response(JSON.stringify({ error }), { status, headers: { ...HEADERS, ...headers } })
}

/** Nothing to say, and nothing said about how. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const { 'Cache-Control': kept, 'X-Content-Type-Options': sniff } = HEADERS
  return new Response(null, {
    status,
    headers: { 'Cache-Control': kept, 'X-Content-Type-Options': sniff, ...headers },
  })
}
