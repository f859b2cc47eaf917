/**
 * Requests that are sent twice because their answer was lost: under the same `Idempotency-Key` the
 * first answer is given again for a day, after a restart too, and nothing is done twice. What was
 * begun and has no answer, as when the server was killed at it, is refused: only a person can tell.
 */
import type { BegunRequest, BegunRequests } from '../../db/begun-requests.ts'
import type { Secrets } from '../../db/people/secrets.ts'
import { unhurried } from '../../lib/age.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { seal, unseal } from '../../manage/people/sealed.ts'
import type { Failure } from './errors.ts'
import type { Operation } from './operation.ts'

const KEPT_MS = 24 * HOUR_MS
/** Of each user: nobody's requests make those of others forgotten. */
const REQUESTS_KEPT = 5000
const KEPT_BYTES = 32 * 1024 * 1024
/** Longer answers are not kept, but that there was one is. */
const ANSWER_MAX = 4 * 1024 * 1024
/** So many requests of a user are begun between two looks at the room they take. */
const TRIM_EVERY = 100
const KEY = /^[\x21-\x7e]{1,200}$/
/** Some answers hold keys that are shown once, and a plain hash of a request would tell its password. */
const PURPOSE = 'repeated-answers'

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

/** Whether a key keeps it from being done twice: what only reads may be too long to keep. */
export function isOnce({ method, writes, exports }: Operation): boolean {
  return method === 'POST' && writes !== false && exports === undefined
}

export interface RepeatsParts {
  readonly store: BegunRequests
  readonly secrets: Secrets
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Resolves when writing holds up nobody. */
  readonly calm: () => Promise<void>
}

/** What a response said, so that it can be said again. */
interface Said {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: ArrayBuffer
}

interface Underway {
  readonly contentHash: string
  readonly said: Promise<Said>
}

const OTHER = refused(400, 'Idempotency-Key was used by another request')
const LOST = refused(
  409,
  'A request under this Idempotency-Key was begun, and its answer is not there: look whether it was done before you send it under another key',
)

export function rememberRepeats(parts: RepeatsParts): Repeats {
  const { store } = parts
  const forgetsBy = unhurried(parts.clock, () => performance.now())
  const underway = new Map<string, Underway>()
  const begun = new Map<string, number>()

  function begin(name: string, caller: string, contentHash: string): void {
    // By the clock itself: the next start believes it.
    store.begin(name, seal(parts.secrets, PURPOSE, contentHash), parts.clock())
    const before = begun.get(caller) ?? 0
    begun.set(caller, before + 1)
    if (before % TRIM_EVERY > 0) return
    const limits = { requests: REQUESTS_KEPT, bytes: KEPT_BYTES }
    store.trim({ before: forgetsBy() - KEPT_MS, caller, ...limits })
  }

  return {
    async once({ caller, key, content }, work) {
      if (!KEY.test(key)) return refused(400, 'Idempotency-Key: 1 to 200 visible characters')
      const name = `${caller} ${key}`
      const contentHash = hashOf(content)
      const now = underway.get(name)
      if (now !== undefined) {
        return now.contentHash === contentHash ? spoken(await now.said) : OTHER
      }
      const before = store.find(name)
      if (before !== null && forgetsBy() - before.at < KEPT_MS) {
        return again(parts, before, contentHash)
      }
      begin(name, caller, contentHash)
      const said = work().then(heard)
      underway.set(name, { contentHash, said })
      void keep(parts, name, said).finally(() => underway.delete(name))
      return spoken(await said)
    },
  }
}

/** Nothing is kept of errors that may go away: the next try is a new one. Never rejects. */
async function keep({ store, secrets, calm }: RepeatsParts, name: string, said: Promise<Said>) {
  try {
    const done = await said.catch(() => null)
    await calm()
    if (done === null || done.status >= 500 || done.status === 429) return store.forget(name)
    if (done.body.byteLength > ANSWER_MAX) return
    store.finish(name, seal(secrets, PURPOSE, textOf(done)))
  } catch {
    // The disk is full or busy: that the request was begun is what is known of it.
  }
}

/** Bodies as base64: some are files. */
function textOf({ status, headers, body }: Said): string {
  return JSON.stringify({ status, headers, body: Buffer.from(body).toString('base64') })
}

function again(
  { secrets }: RepeatsParts,
  { content, answer }: BegunRequest,
  contentHash: string,
): Response | Failure {
  const before = unseal(secrets, PURPOSE, content)
  if (before !== null && before !== contentHash) return OTHER
  const text = answer === null ? null : unseal(secrets, PURPOSE, answer)
  if (before === null || text === null) return LOST
  const { status, headers, body } = JSON.parse(text) as {
    readonly status: number
    readonly headers: [string, string][]
    readonly body: string
  }
  return new Response(Buffer.from(body, 'base64'), { status, headers })
}

function hashOf(content: string): string {
  return new Bun.CryptoHasher('sha256').update(content).digest('hex')
}

async function heard(response: Response): Promise<Said> {
  const { status, headers } = response
  return { status, headers: [...headers], body: await response.arrayBuffer() }
}

function spoken({ status, headers, body }: Said): Response {
  return new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) })
}

function refused(status: number, message: string): Failure {
  return { status, message }
}
