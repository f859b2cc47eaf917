/** What the log says of requests that failed by an error of ours: one kind for each surface. */
import { stackOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'

export interface Failures {
  readonly adminFailed: (error: unknown) => void
  readonly visitFailed: (error: unknown) => void
  /** The id is what the answer's `X-Request-Id` says. */
  readonly requestFailed: (error: unknown, requestId: string) => void
}

/** Nothing that differs from request to request is in a kind, or a flood of them would be written whole. */
export function failuresIn(log: Log): Failures {
  return {
    adminFailed: (error) => log('The admin UI failed', stackOf(error)),
    visitFailed: (error) => log('A visit failed', stackOf(error)),
    requestFailed: (error, requestId) =>
      log('A request failed', `id ${requestId}, ${stackOf(error)}`),
  }
}
