/** Every error of the Click API: a real status and one sentence as JSON (`click-api.md` 8). */

export interface Failure {
  readonly status: number
  readonly error: string
  readonly headers?: Readonly<Record<string, string>>
}

export const METHODS = 'GET, POST, HEAD, OPTIONS'
export const MAX_BODY_BYTES = 256 * 1024
/** Of callers, who pass on cookies and headers of the visitor. */
export const MAX_HEAD_BYTES = 64 * 1024

export const UNREADABLE_BODY: Failure = { status: 400, error: 'The body is not readable' }
export const NO_JSON_OBJECT: Failure = { status: 400, error: 'The body is not a JSON object' }
export const NO_TOKEN: Failure = { status: 401, error: 'Campaign token is missing' }
/** The same for unknown, deleted and malformed ones, so that nothing can be guessed from it. */
export const UNKNOWN_TOKEN: Failure = { status: 401, error: 'No campaign has this token' }
export const UNKNOWN_VERSION: Failure = { status: 404, error: 'There is no such Click API' }
export const WRONG_METHOD: Failure = {
  status: 405,
  error: `Allowed methods: ${METHODS}`,
  headers: { Allow: METHODS },
}
export const TURNED_OFF: Failure = { status: 409, error: 'Click API is turned off' }
export const TOO_LARGE: Failure = {
  status: 413,
  error: `The body may have ${MAX_BODY_BYTES / 1024} KB`,
}
export const HEAD_TOO_LARGE: Failure = {
  status: 431,
  error: `Address and headers may have ${MAX_HEAD_BYTES / 1024} KB`,
  headers: { Connection: 'close' },
}
export const TOO_MANY_WRONG: Failure = {
  status: 429,
  error: 'Too many calls with a wrong token',
  headers: { 'Retry-After': '10' },
}
export const TOO_MANY: Failure = {
  status: 429,
  error: 'Too many calls for this campaign',
  headers: { 'Retry-After': '1' },
}

/** `id` is what the log calls the same error. */
export function internalError(id: string): Failure {
  return { status: 500, error: `Internal error ${id}` }
}
