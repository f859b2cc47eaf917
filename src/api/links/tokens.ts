/** Who calls: the token of a call, how many calls it has left, and how many wrong ones came before. */
import type { LinkToken } from '../../db/links/link-tokens.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { AddressReader } from '../../detect/address.ts'
import { formatIp, networkOf } from '../../lib/ip.ts'
import { boundedCache } from '../../lib/lru.ts'
import { type TokenHolder, tokenHolder } from '../../manage/links/link-tokens.ts'
import type { HeaderReader } from '../head.ts'
import { type Failure, NO_TOKEN, TOKEN_EXPIRED, tooMany } from './answers.ts'

const RATE = 50
const BURST = 200
const WRONG_TOKENS_PER_MINUTE = 30
const MINUTE_MS = 60_000
const KEPT_BUCKETS = 10_000
/** One household has one network of this size. */
const V6_PREFIX = 64

interface Bucket {
  left: number
  /** Epoch milliseconds. */
  at: number
}

export interface Knocking {
  readonly peer: string
  readonly header: HeaderReader
}

export interface TokenParts {
  readonly read: ReadStores
  readonly addresses: AddressReader
  readonly clock: () => number
  readonly noteUse: (token: LinkToken, now: number) => void
}

export type Gatekeeper = (knocking: Knocking) => TokenHolder | Failure

export function gatekeeper({ read, addresses, clock, noteUse }: TokenParts): Gatekeeper {
  const calls = boundedCache<number, Bucket>(KEPT_BUCKETS)
  const wrong = boundedCache<string, Bucket>(KEPT_BUCKETS)

  function stranger(knocking: Knocking, now: number): Failure {
    const ip = addresses.read(knocking.peer, knocking.header)
    const network = ip?.version === 6 ? networkOf(ip, V6_PREFIX) : ip
    const name = network === null ? '' : formatIp(network)
    const limit = { rate: WRONG_TOKENS_PER_MINUTE / 60, burst: WRONG_TOKENS_PER_MINUTE }
    const waitMs = takeFrom(wrong, name, limit, now)
    return waitMs > 0 ? tooMany(waitMs / 1000) : NO_TOKEN
  }

  return (knocking) => {
    const now = clock()
    const holder = tokenHolder(read, knocking.header('x-auth-token'))
    if (holder === null) return stranger(knocking, now)
    const { id, expiresAt, rate, burst } = holder.token
    if (expiresAt !== null && expiresAt <= now) return TOKEN_EXPIRED
    noteUse(holder.token, now)
    if (rate === 0) return holder
    const waitMs = takeFrom(calls, id, { rate: rate ?? RATE, burst: burst ?? BURST }, now)
    return waitMs > 0 ? tooMany(waitMs / 1000) : holder
  }
}

/** Takes one; milliseconds until there is one, 0 when it was taken. Longest a minute. */
function takeFrom<K>(
  buckets: ReturnType<typeof boundedCache<K, Bucket>>,
  key: K,
  { rate, burst }: { rate: number; burst: number },
  now: number,
): number {
  const bucket = buckets.get(key) ?? { left: burst, at: now }
  const passed = Math.max(0, now - bucket.at)
  bucket.left = Math.min(burst, bucket.left + (passed * rate) / 1000)
  bucket.at = now
  buckets.set(key, bucket)
  if (bucket.left < 1) return Math.min(MINUTE_MS, ((1 - bucket.left) / rate) * 1000)
  bucket.left--
  return 0
}
