/** Who calls: the token of a call, how many calls it has left, and how many wrong ones came before. */
import type { LinkToken } from '../../db/links/link-tokens.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { AddressReader } from '../../detect/address.ts'
import { householdText } from '../../lib/ip.ts'
import { type Pace, tokenBuckets } from '../../lib/token-bucket.ts'
import { type TokenHolder, tokenHolder } from '../../manage/links/link-tokens.ts'
import type { VisitorsWay } from '../address.ts'
import type { HeaderReader } from '../head.ts'
import { type Failure, NO_TOKEN, TOKEN_EXPIRED, tooMany } from './answers.ts'

const RATE = 50
const BURST = 200
const WRONG_TOKENS: Pace = { perSecond: 0.5, burst: 30 }
/** Nobody is told to wait for longer. */
const WAIT_MAX_MS = 60_000
const KEPT_BUCKETS = 10_000

export interface Knocking {
  readonly peer: string
  readonly header: HeaderReader
  /** How visitors come, where not as this call does. */
  readonly way: VisitorsWay | null
}

export interface TokenParts {
  readonly read: ReadStores
  readonly addresses: AddressReader
  readonly clock: () => number
  readonly noteUse: (token: LinkToken, now: number) => void
}

export type Gatekeeper = (knocking: Knocking) => TokenHolder | Failure

export function gatekeeper({ read, addresses, clock, noteUse }: TokenParts): Gatekeeper {
  const takeCall = tokenBuckets<number>(KEPT_BUCKETS)
  const takeWrong = tokenBuckets<string>(KEPT_BUCKETS)

  function stranger(knocking: Knocking, now: number): Failure {
    const name = householdText(addresses.read(knocking.peer, knocking.header))
    const waitMs = takeWrong(name, WRONG_TOKENS, now)
    return waitMs > 0 ? tooOften(waitMs) : NO_TOKEN
  }

  return (knocking) => {
    const now = clock()
    const holder = tokenHolder(read, knocking.header('x-auth-token'))
    if (holder === null) return stranger(knocking, now)
    const { id, expiresAt, rate, burst } = holder.token
    if (expiresAt !== null && expiresAt <= now) return TOKEN_EXPIRED
    noteUse(holder.token, now)
    if (rate === 0) return holder
    const waitMs = takeCall(id, { perSecond: rate ?? RATE, burst: burst ?? BURST }, now)
    return waitMs > 0 ? tooOften(waitMs) : holder
  }
}

function tooOften(waitMs: number): Failure {
  return tooMany(Math.min(WAIT_MAX_MS, waitMs) / 1000)
}
