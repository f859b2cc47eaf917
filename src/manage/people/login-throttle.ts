/**
 * How often somebody may try to log in. An attacker on many addresses can't lock an account: an
 * address that has not failed on it keeps its tries.
 */
import { isYoung } from '../../lib/age.ts'
import { householdText, type Ip } from '../../lib/ip.ts'
import { boundedCache } from '../../lib/lru.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import { tokenBuckets } from '../../lib/token-bucket.ts'

export const TRIES_PER_PAIR = 10
export const TRIES_PER_ADDRESS = 100
/** After these, addresses that have failed on the account wait. */
export const TRIES_PER_ACCOUNT = 30
export const WINDOW_MS = 15 * MINUTE_MS
/** Of an account, in the audit, which keeps what it has for ever. */
export const FAILURES_NOTED = { burst: 300, perSecond: 1 / 600 }
const REMEMBERED = 20_000

export interface LoginThrottle {
  /** Takes a try, before the password is looked at; milliseconds to wait if there is none left. */
  take(account: string, address: Ip | null): number | null
  /** The password was right: the try does not count. */
  giveBack(account: string, address: Ip | null): void
  /**
   * Whether a failure on the account (`null`: one that there is not) is to be noted: how many were not
   * since the last; `null`: this one is not either.
   */
  failed(account: string | null): number | null
}

interface Tries {
  count: number
  since: number
}

export function loginThrottle(clock: () => number): LoginThrottle {
  const tries = boundedCache<string, Tries>(REMEMBERED)
  const of = (key: string): Tries => {
    const known = tries.get(key)
    if (known !== undefined && isYoung(known.since, WINDOW_MS, clock())) return known
    const fresh = { count: 0, since: clock() }
    tries.set(key, fresh)
    return fresh
  }
  const keysOf = (account: string, ip: Ip | null) => {
    const name = account.trim().toLowerCase().slice(0, 254)
    const place = householdText(ip)
    return { pair: of(`p ${place} ${name}`), place: of(`a ${place}`), account: of(`l ${name}`) }
  }
  return {
    take(name, ip) {
      const { pair, place, account } = keysOf(name, ip)
      const full =
        pair.count >= TRIES_PER_PAIR
          ? pair
          : place.count >= TRIES_PER_ADDRESS
            ? place
            : account.count >= TRIES_PER_ACCOUNT && pair.count > 0
              ? account
              : null
      if (full !== null) return full.since + WINDOW_MS - clock()
      for (const counted of [pair, place, account]) counted.count++
      return null
    },
    giveBack(name, ip) {
      const { pair, place, account } = keysOf(name, ip)
      pair.count = 0
      place.count--
      account.count--
    },
    failed: failuresNoted(clock),
  }
}

function failuresNoted(clock: () => number): LoginThrottle['failed'] {
  const take = tokenBuckets<string | null>(REMEMBERED)
  const unnoted = boundedCache<string | null, number>(REMEMBERED)
  return (account) => {
    const before = unnoted.get(account) ?? 0
    const isNoted = take(account, FAILURES_NOTED, clock()) === 0
    unnoted.set(account, isNoted ? 0 : before + 1)
    return isNoted ? before : null
  }
}
