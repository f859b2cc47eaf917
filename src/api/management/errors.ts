/** Every error of the management API: one shape, and the status each refusal answers with. */
import type { Fields, Refusal } from '../../manage/refusal.ts'

const TITLES: Record<number, string> = {
  400: 'InvalidArgument',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'PayloadTooLarge',
  418: 'TooManyIds',
  429: 'TooManyRequests',
  500: 'Internal',
  503: 'Unavailable',
}

export interface Failure {
  readonly status: number
  readonly message: string
  /** Text, or an object where an operation says so; left out: the message. */
  readonly detail?: unknown
  readonly fields?: Fields
  readonly headers?: Readonly<Record<string, string>>
}

/** The body; clients test the key `errors`. */
export function errorBody({ status, message, detail = message, fields }: Failure) {
  const title = TITLES[status] ?? 'Error'
  const errors = { title, detail, message, code: 0, status }
  return { errors: fields === undefined ? errors : { ...errors, fields } }
}

export const UNAUTHORIZED: Failure = {
  status: 401,
  message: 'Full authentication is required to access this resource.',
}
export const UNKNOWN_PATH: Failure = {
  status: 404,
  message: 'No such operation: /api/doc lists them all',
}
export const OUT_OF_REACH: Failure = {
  status: 403,
  message: 'This way in only reads: the key is limited, or you look as another user',
}
/** Of exports, files, and what has parts itself. */
export const NO_PART: Failure = {
  status: 400,
  message: 'No part of another request: ask for it alone',
}
export const STALE: Failure = {
  status: 412,
  message: 'The object was changed meanwhile: read it again, then change it',
}
export const BAD_JSON: Failure = {
  status: 400,
  message:
    'The body must be a JSON object in UTF-8, at most 32 deep, with at most 1000 names in each object, none of them __proto__, constructor or prototype',
}
export const TOO_LARGE: Failure = {
  status: 413,
  message: 'The body is too large: 2 MB, uploads 100 MB',
}
export const INTERNAL: Failure = {
  status: 500,
  message: 'Something went wrong: the log of the server has it under this X-Request-Id',
}
export const UNAVAILABLE: Failure = {
  status: 503,
  message: 'Nothing can be stored at the moment, and nothing was changed: try again',
  headers: { 'Retry-After': '5' },
}

export const DISK_FULL: Failure = {
  ...UNAVAILABLE,
  message: 'The disk of the server is full: nothing was changed, and nothing can be stored',
}

export function invalid(fields: Fields): Failure {
  const [first] = Object.entries(fields)
  const message = first === undefined ? 'Bad input' : `${first[0]}: ${first[1].join(', ')}`
  return { status: 400, message, fields }
}

export function tooMany(message: string, retryAfterMs: number): Failure {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return { status: 429, message, headers: { 'Retry-After': String(seconds) } }
}

export function failureOf(refusal: Refusal): Failure {
  switch (refusal.refused) {
    case 'invalid':
      return invalid(refusal.fields)
    case 'not_found':
      return { status: 404, message: 'No such object' }
    case 'forbidden':
      return {
        status: 403,
        message: 'Access denied: not with these permissions, or there is no such object',
      }
    case 'session_only':
      return { status: 403, message: 'Not with a key: log in to the admin and do it there' }
    case 'taken': {
      const fields = { [refusal.field]: ['is taken'] }
      return { status: 409, message: `${refusal.field} is taken: choose another`, fields }
    }
    case 'in_use': {
      const detail = { campaigns: refusal.campaigns }
      return { status: 409, message: 'Campaigns use it: give them another first', detail }
    }
    case 'shared_rotation': {
      const detail = { rotationId: refusal.rotationId }
      return {
        status: 409,
        message: `The campaign uses shared rotation ${refusal.rotationId}: change that one`,
        detail,
      }
    }
    case 'default_domain':
      return { status: 409, message: 'It is the default domain: make another the default first' }
    case 'has_links':
      return { status: 409, message: 'Short links are on it: move or delete them first' }
    case 'unknown_owner':
      return { status: 409, message: 'There is no such user' }
    case 'protected_user':
      return { status: 403, message: 'Nobody may do this to himself: ask another administrator' }
    case 'wrong_password':
      return { status: 403, message: 'The password is wrong' }
    case 'wrong_login':
      return { status: 401, message: 'Login or password is wrong' }
    case 'code_wanted': {
      const detail = { code: 'wanted' }
      return { status: 401, message: 'Login or password is wrong', detail }
    }
    case 'wrong_code':
      return { status: 403, message: 'The code is wrong, or was used already' }
    case 'too_many_tries':
      return tooMany('Too many tries', refusal.retryAfterMs)
    case 'conflict':
      return { status: 409, message: refusal.why }
    case 'busy':
      return { ...UNAVAILABLE, message: 'Too many at once: try again' }
    case 'bad_setup_link':
      return { status: 401, message: 'The link is used or too old: "sluice setup-link" makes one' }
  }
}
