/**
 * Requests that are sent twice because their answer was lost: under the same `Idempotency-Key` the
 * first answer is given again for a day, and nothing is done twice. Kept while the program runs, as
 * far as there is room: the oldest answers go first.
 */
import type { Failure } from './errors.ts'

const KEPT_MS = 24 * 3_600_000
const ANSWERS_KEPT = 5000
/** Of all answers together. */
const KEPT_BYTES = 32 * 1024 * 1024
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

/** What a response said, so that it can be said again. */
interface Said {
  readonly status: number
  readonly headers: Headers
  readonly body: ArrayBuffer
}

interface Kept {
  readonly contentHash: string
  readonly at: number
  readonly said: Promise<Said>
  /** 0 while the work is under way. */
  bytes: number
}

export function rememberRepeats(clock: () => number): Repeats {
  const kept = new Map<string, Kept>()
  let bytes = 0
  const forget = (name: string, entry: Kept) => {
    if (kept.get(name) !== entry) return
    kept.delete(name)
    bytes -= entry.bytes
  }
  const makeRoom = () => {
    for (const [name, entry] of kept) {
      if (kept.size <= ANSWERS_KEPT && bytes <= KEPT_BYTES) return
      forget(name, entry)
    }
  }
  const keep = async (name: string, entry: Kept) => {
    try {
      const { status, body } = await entry.said
      // An error of ours may go away: the next try is a new one.
      if (status >= 500) return forget(name, entry)
      if (kept.get(name) !== entry) return
      entry.bytes = body.byteLength
      bytes += entry.bytes
      makeRoom()
    } catch {
      forget(name, entry)
    }
  }
  return {
    async once({ caller, key, content }, work) {
      if (!KEY.test(key)) return refused('Idempotency-Key: 1 to 200 visible characters')
      const name = `${caller} ${key}`
      const contentHash = hashOf(content)
      const before = kept.get(name)
      if (before !== undefined && clock() - before.at < KEPT_MS) {
        if (before.contentHash !== contentHash)
          return refused('Idempotency-Key was used by another request')
        return spoken(await before.said)
      }
      if (before !== undefined) forget(name, before)
      const entry = { contentHash, at: clock(), said: work().then(heard), bytes: 0 }
      kept.set(name, entry)
      makeRoom()
      void keep(name, entry)
      return spoken(await entry.said)
    },
  }
}

function hashOf(content: string): string {
  return new Bun.CryptoHasher('sha256').update(content).digest('hex')
}

async function heard(response: Response): Promise<Said> {
  return { status: response.status, headers: response.headers, body: await response.arrayBuffer() }
}

function spoken({ status, headers, body }: Said): Response {
  return new Response(body, { status, headers })
}

function refused(message: string): Failure {
  return { status: 400, message }
}
