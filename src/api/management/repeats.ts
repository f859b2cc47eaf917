/**
 * Requests that are sent twice because their answer was lost: under the same `Idempotency-Key` the
 * first answer is given again for a day, and nothing is done twice. Kept while the program runs.
 */
import { boundedCache } from '../../lib/lru.ts'
import type { Failure } from './errors.ts'

const KEPT_MS = 24 * 3_600_000
const ANSWERS_KEPT = 5000
const KEY = /^[\x21-\x7e]{1,200}$/

export interface Repeats {
  /** The answer of `work`, or that of the same request before it. */
  once(request: Repeatable, work: () => Promise<Response>): Promise<Response | Failure>
}

export interface Repeatable {
  readonly caller: string
  /** The header's text. */
  readonly key: string
  /** What is asked, body included: another request may not use the same key. */
  readonly content: string
}

interface Kept {
  readonly content: string
  readonly at: number
  readonly answer: Promise<Response>
}

export function rememberRepeats(clock: () => number): Repeats {
  const kept = boundedCache<string, Kept>(ANSWERS_KEPT)
  return {
    async once({ caller, key, content }, work) {
      if (!KEY.test(key)) return refused('Idempotency-Key: 1 to 200 visible characters')
      const name = `${caller} ${key}`
      const before = kept.get(name)
      if (before !== undefined && clock() - before.at < KEPT_MS) {
        if (before.content !== content)
          return refused('Idempotency-Key was used by another request')
        return (await before.answer).clone()
      }
      const answer = work()
      kept.set(name, { content, at: clock(), answer })
      // An error of ours may go away: the next try is a new one.
      if ((await answer).status >= 500) kept.set(name, { content, at: 0, answer })
      return (await answer).clone()
    },
  }
}

function refused(message: string): Failure {
  return { status: 400, message }
}
