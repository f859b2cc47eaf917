/** What went wrong with a request, in the words of the server and with what the user can do. */
import { problemText } from '../words/said.ts'
import type { Heard } from './together.ts'

/** `0`: no answer at all, the network or the server is gone; negative: nothing the server said. */
export interface FailureFacts {
  readonly status: number
  readonly message: string
  /** Problems by field of the body. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** More than a text where the operation says so, e.g. `{campaigns: […]}`. */
  readonly detail: unknown
  readonly requestId: string
  readonly retryAfterSeconds: number | null
}

const NOTHING_SAID: Omit<FailureFacts, 'status'> = {
  message: '',
  fields: {},
  detail: null,
  requestId: '',
  retryAfterSeconds: null,
}

export class ApiFailure extends Error {
  readonly facts: FailureFacts

  constructor(facts: FailureFacts) {
    super(facts.message)
    this.facts = facts
  }

  get status(): number {
    return this.facts.status
  }
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** What the detail of a failure says by that name; `undefined` for nothing. */
export function toldIn({ facts: { detail } }: ApiFailure, name: string): unknown {
  const isObject = typeof detail === 'object' && detail !== null
  return isObject ? (detail as Readonly<Record<string, unknown>>)[name] : undefined
}

/** Another tab of the browser has begun another session since this one read its token. */
export function isOfOtherToken(failure: ApiFailure): boolean {
  return failure.status === 403 && toldIn(failure, 'csrfToken') !== undefined
}

const BUG = -1
export const GIVEN_UP = -2

/** Of a request that the user did not want to wait for any longer. */
export function givenUp(): ApiFailure {
  return new ApiFailure({ ...NOTHING_SAID, status: GIVEN_UP })
}

/** Any error as a failure; bugs of the UI too, so that a screen never goes blank. */
export function failureFrom(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ApiFailure({ ...NOTHING_SAID, status: BUG, message })
}

export async function failureOf(response: Heard): Promise<ApiFailure> {
  const body = (await response.json().catch(() => null)) as {
    errors?: Record<string, unknown>
  } | null
  const errors = body?.errors ?? {}
  const retry = Number(response.headers.get('retry-after'))
  return new ApiFailure({
    status: response.status,
    message: typeof errors['message'] === 'string' ? errors['message'] : response.statusText,
    fields: inWords((errors['fields'] ?? {}) as FailureFacts['fields']),
    detail: errors['detail'] ?? null,
    requestId: response.headers.get('x-request-id') ?? '',
    retryAfterSeconds: Number.isFinite(retry) && retry > 0 ? retry : null,
  })
}

/** In the language of the user, as far as there are words for it. */
function inWords(fields: FailureFacts['fields']): FailureFacts['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, texts]) => [name, texts.map(problemText)]),
  )
}
