/**
 * Asks another tracker's API, which may answer anything: nothing is believed but what is read as JSON within
 * limits, and every other outcome is a sentence that says what to do. It goes where outgoing requests may.
 */
import { hostOfUrl } from '../../../lib/url-host.ts'
import type { Fetched, FetchFailure, OutboundClient } from '../../../track/outbound/outbound.ts'
import { parseJsonBytes } from '../../body-bytes.ts'
import { isTooDeep } from '../../json-depth.ts'
import { listOf } from './foreign.ts'

/** The other tracker can't be read; the message says why, and what to do. */
export class Unreadable extends Error {
  /** What it answered with; null: nothing, or what is no answer of an API. */
  readonly status: number | null
  constructor(message: string, status: number | null = null) {
    super(message)
    this.status = status
  }
}

export interface TrackerReader {
  /** What stands at a path below the API. Throws `Unreadable`. */
  get(path: string): Promise<unknown>
  /** Of an answer that is one list. */
  list(path: string): Promise<readonly unknown[]>
  /** Several at a time, in their order. */
  each<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]>
}

export interface TrackerPlace {
  /** Where people open it, with or without a path. */
  readonly address: string
  /** Below its host. */
  readonly api: string
  /** The header that its key goes into. */
  readonly header: string
  readonly key: string
}

export interface ReaderParts {
  readonly client: Pick<OutboundClient, 'send'>
  /** Milliseconds. */
  readonly clock: () => number
  /** Milliseconds. */
  readonly wait: (ms: number) => Promise<void>
  /** For all that is asked. */
  readonly withinMs: number
}

export const ROWS_MAX = 20_000
const ANSWER_MAX_BYTES = 32 * 1024 * 1024
const ALL_MAX_BYTES = 128 * 1024 * 1024
const ANSWER_MS = 60_000
const AT_ONCE = 4
const TOO_MANY = 429
const TRIES = 6
const WAIT_MAX_SECONDS = 20
const KEY = /^[!-~]{1,512}$/

export function trackerReader(place: TrackerPlace, parts: ReaderParts): TrackerReader {
  const base = baseOf(place.address)
  if (!KEY.test(place.key)) throw new Unreadable('the key is empty, or has signs that no key has')
  const until = parts.clock() + parts.withinMs
  let bytes = 0
  const ask = async (path: string): Promise<Fetched> => {
    const left = until - parts.clock()
    if (left <= 0) throw new Unreadable('it takes too long to read all of it: it answers slowly')
    const answer = await parts.client.send(
      {
        method: 'GET',
        url: `${base.origin}${place.api}${path}`,
        headers: [
          [place.header, place.key],
          ['Accept', 'application/json'],
        ],
        body: null,
      },
      // A key goes to the address that was given, and to no other that it names.
      { deadlineMs: Math.min(ANSWER_MS, left), maxHops: 0, maxBytes: ANSWER_MAX_BYTES },
    )
    if ('failed' in answer) throw new Unreadable(failureText(answer, base))
    bytes += answer.body.length
    if (bytes > ALL_MAX_BYTES) throw new Unreadable('all that it answers is more than 128 MB')
    return answer
  }
  const get = async (path: string): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      const answer = await ask(path)
      if (answer.status !== TOO_MANY || tries === TRIES) return jsonOf(answer, path)
      await parts.wait(Math.min(secondsIn(answer), WAIT_MAX_SECONDS) * 1000)
    }
  }
  return {
    get,
    each: (items, read) => inParallel(items, read),
    async list(path) {
      const rows = await get(path)
      if (!Array.isArray(rows)) throw new Unreadable(`it answers no list to ${path}`)
      if (rows.length > ROWS_MAX) throw new Unreadable(`it has more than ${ROWS_MAX} at ${path}`)
      return listOf(rows)
    },
  }
}

const SCHEME = 'must be an address with http:// or https://, without a user name'

/** Until it wants to be asked again. */
function secondsIn({ headers }: Fetched): number {
  const said = headers.get('Retry-After') ?? ''
  return /^\d{1,6}$/.test(said) ? Math.max(Number(said), 1) : 1
}

/** The path that people open their tracker at is none of its API's. */
function baseOf(address: string): URL {
  const text = address.trim()
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || url.hostname === '') throw new Unreadable('this is no address of a tracker')
  if (url.username + url.password !== '') throw new Unreadable(SCHEME)
  return url
}

function failureText({ failed }: FetchFailure, url: URL): string {
  const host = hostOfUrl(url)
  switch (failed) {
    case 'address':
      return `leads into the server's own network: --outbound-host ${host} would allow it`
    case 'port':
      return `has port ${url.port}, which is never called: --outbound-port ${url.port} would allow it`
    case 'scheme':
      return SCHEME
    case 'too_many_redirects':
      return 'leads elsewhere: give the very address that the tracker answers at, with https://'
    case 'timeout':
      return 'it does not answer in time: is it up, and does it let this server in?'
    case 'too_large':
      return 'one of its answers is more than 32 MB'
    case 'paused':
      return 'it failed several times in a row: try again in half a minute'
    case 'network':
      return 'it does not answer, or its certificate is not one that is trusted'
  }
}

const STATUSES: ReadonlyMap<number, string> = new Map([
  [401, 'the key is not accepted (401): copy it again from the tracker'],
  [402, 'its edition has no API (402)'],
  [
    403,
    'the key may not read this (403): take one of an administrator, and see that no firewall keeps this server out',
  ],
  [404, 'there is no such API (404): is this the address of the tracker, and of the right kind?'],
  [TOO_MANY, 'it is asked too often (429): try again later'],
])

function jsonOf({ status, body }: Fetched, path: string): unknown {
  if (status !== 200) {
    const text = STATUSES.get(status) ?? `it has a problem of its own (${status})`
    throw new Unreadable([text, `at ${path}`].join('; '), status)
  }
  try {
    if (!isTooDeep(body)) return parseJsonBytes(body)
  } catch {
    // As with what is too deep.
  }
  throw new Unreadable(`it answers no data to ${path}: is this the address of the tracker?`)
}

/** After a failure no further one is begun. */
async function inParallel<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const at = next++
      results[at] = await read(items[at]!).catch((error: unknown) => {
        next = items.length
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}
