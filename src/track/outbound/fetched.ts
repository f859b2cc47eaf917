/**
 * Actions that need another server's answer: showing its page, or following the address that it
 * names. A visitor never waits longer than five seconds, and always gets an answer.
 */
import { type FetchAnswer, type PageAnswer, redirect } from '../../core/actions/action.ts'
import { afterFailedFetch } from '../../core/answer.ts'
import { isYoung } from '../../lib/age.ts'
import { boundedCache } from '../../lib/lru.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { sharedByKey } from '../../lib/turns.ts'
import { pageOf } from './fetched-page.ts'
import type { Fetched, FetchFailure, FetchLimits, OutboundClient } from './outbound.ts'

const PAGE: FetchLimits = { deadlineMs: 5000, maxBytes: 2 * 1024 * 1024, maxHops: 3 }
const ADDRESS: FetchLimits = { deadlineMs: 5000, maxBytes: 256 * 1024, maxHops: 3 }
const FRESH_MS = 60_000
const USABLE_MS = 24 * HOUR_MS
const REMEMBERED_ADDRESSES = 1000
const LONGEST_ADDRESS = 8192
const ADDRESS_TEXT = /^https?:\/\/[!-~]+$/i

export interface FetchedOptions {
  readonly client: Pick<OutboundClient, 'get'>
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** The returned function never rejects. */
export function fetchedAnswers({
  client,
  clock,
}: FetchedOptions): (answer: FetchAnswer) => Promise<PageAnswer> {
  const addressAt = addressReader(client, clock)
  return async (answer) => {
    if (answer.how === 'follow') {
      const address = await addressAt(answer.url)
      return address === null ? afterFailedFetch(answer) : redirect(address)
    }
    const page = await client.get(answer.url, PAGE)
    return isPage(page) ? pageOf(page) : afterFailedFetch(answer)
  }
}

interface KnownAddress {
  readonly address: string
  readonly readAt: number
}

/** Reads the address that a URL's text consists of; `null` if none was read for a day. */
function addressReader(client: Pick<OutboundClient, 'get'>, clock: () => number) {
  const known = boundedCache<string, KnownAddress>(REMEMBERED_ADDRESSES)
  // Visitors that come while the address is being read wait for the same answer.
  const shared = sharedByKey<string, string | null>()
  const read = async (url: string) => {
    const page = await client.get(url, ADDRESS)
    const address = isPage(page) ? addressIn(page.body) : null
    if (address !== null) known.set(url, { address, readAt: clock() })
    return address ?? notOlderThan(USABLE_MS, known.get(url), clock())
  }
  return (url: string): Promise<string | null> => {
    const fresh = notOlderThan(FRESH_MS, known.get(url), clock())
    if (fresh !== null) return Promise.resolve(fresh)
    return shared(url, () => read(url))
  }
}

function notOlderThan(ms: number, known: KnownAddress | undefined, now: number): string | null {
  return known !== undefined && isYoung(known.readAt, ms + 1, now) ? known.address : null
}

function isPage(page: Fetched | FetchFailure): page is Fetched {
  return !('failed' in page) && page.status >= 200 && page.status < 300
}

/** As the URL parser writes it; `null` unless the text is one absolute http or https URL. */
function addressIn(body: Uint8Array): string | null {
  if (body.length > LONGEST_ADDRESS) return null
  const text = new TextDecoder().decode(body).trim()
  const url = ADDRESS_TEXT.test(text) ? URL.parse(text) : null
  return url === null || url.username !== '' || url.password !== '' ? null : url.href
}
