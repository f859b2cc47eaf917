/**
 * What was asked of an authority, and when more may be: it grants an account, a registered domain and
 * a host so many in a time. Whoever may add domains is not to use up what the owner's own hosts need.
 */
import { readFileSync } from 'node:fs'

import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { replacePrivate } from '../lib/private-file.ts'
import { DAY_MS, HOUR_MS } from '../lib/spans.ts'

/** A host that is to have a certificate. */
export interface Wanted {
  readonly host: string
  /** A user who is no administrator added it. */
  readonly isOfLimitedUser: boolean
  /** The authority gave one for it before: these it grants beside the others. */
  readonly isRenewal: boolean
}

export interface Order extends Wanted {
  /** Epoch milliseconds. */
  readonly at: number
  readonly isGiven: boolean
}

export interface Orders {
  /** Epoch milliseconds from when on a host may be asked for; in the past: now. */
  openAt(wanted: Wanted): number
  /** Orders within a week for the registered domain of a host. */
  countOf(host: string): number
  note(order: Order): void
}

export interface OrdersParts {
  /** Where they are kept. */
  readonly file: string
  /** Address of the authority: what another one was asked does not count. */
  readonly directory: string
  readonly clock: () => number
  readonly log: Log
}

const WEEK_MS = 7 * DAY_MS
const THREE_HOURS_MS = 3 * HOUR_MS
/** Beyond what the bounds below let through. */
const KEPT = 5000

/** At most so many that count in a span, of which limited users have a part. */
interface Bound {
  readonly spanMs: number
  readonly most: number
  readonly ofLimited: number
  counts(order: Order): boolean
}

/** Below what Let's Encrypt grants: 50 a week for a registered domain. */
const GIVEN_TO_DOMAIN: Bound = {
  spanMs: WEEK_MS,
  most: 45,
  ofLimited: 20,
  counts: ({ isGiven, isRenewal }) => isGiven && !isRenewal,
}

/** 300 in three hours for an account. */
const ORDERS: Bound = {
  spanMs: THREE_HOURS_MS,
  most: 250,
  ofLimited: 100,
  counts: ({ isRenewal }) => !isRenewal,
}

/** Many in vain look to an authority like an attack. */
const FAILURES: Bound = {
  spanMs: HOUR_MS,
  most: 30,
  ofLimited: 10,
  counts: ({ isGiven, isRenewal }) => !isGiven && !isRenewal,
}

/** 5 in an hour for a host. */
const FAILURES_OF_HOST: Bound = {
  spanMs: HOUR_MS,
  most: 4,
  ofLimited: 4,
  counts: ({ isGiven }) => !isGiven,
}

export function openOrders({ file, directory, clock, log }: OrdersParts): Orders {
  let known = indexed(readOrders(file, directory), clock())
  return {
    openAt(wanted) {
      const { host, isRenewal } = wanted
      const now = clock()
      const found = freeAt(FAILURES_OF_HOST, known.byHost.get(host) ?? [], wanted, now)
      if (isRenewal) return found
      const ofDomain = known.byDomain.get(registeredDomain(host)) ?? []
      return Math.max(
        found,
        freeAt(GIVEN_TO_DOMAIN, ofDomain, wanted, now),
        freeAt(ORDERS, known.recent, wanted, now),
        freeAt(FAILURES, known.recent, wanted, now),
      )
    },
    countOf: (host) => known.byDomain.get(registeredDomain(host))?.length ?? 0,
    note(order) {
      known = indexed([...known.all, order], clock())
      try {
        replacePrivate(file, JSON.stringify({ directory, orders: known.all }))
      } catch (error) {
        log('Certificates', `what was asked for can’t be kept: ${messageOf(error)}`)
      }
    },
  }
}

interface Known {
  readonly all: readonly Order[]
  readonly byHost: ReadonlyMap<string, readonly Order[]>
  readonly byDomain: ReadonlyMap<string, readonly Order[]>
  /** Those that anything counts but a registered domain. */
  readonly recent: readonly Order[]
}

/** Orders from the time ahead are of a clock that was wrong. */
function indexed(orders: readonly Order[], now: number): Known {
  const all = orders.filter(({ at }) => at > now - WEEK_MS && at <= now).slice(-KEPT)
  return {
    all,
    byHost: Map.groupBy(all, ({ host }) => host),
    byDomain: Map.groupBy(all, ({ host }) => registeredDomain(host)),
    recent: all.filter(({ at }) => at > now - THREE_HOURS_MS),
  }
}

/** When the oldest of those that are too many leaves the span; 0: there is room. */
function freeAt(
  bound: Bound,
  orders: readonly Order[],
  { isOfLimitedUser }: Wanted,
  now: number,
): number {
  const { spanMs, most, ofLimited, counts } = bound
  const counted = orders.filter((one) => one.at > now - spanMs && one.at <= now && counts(one))
  const room = (among: readonly Order[], limit: number) => {
    const oldest = among[among.length - limit]
    return oldest === undefined ? 0 : oldest.at + spanMs
  }
  const ofAll = room(counted, most)
  if (!isOfLimitedUser) return ofAll
  const limited = counted.filter((one) => one.isOfLimitedUser)
  return Math.max(ofAll, room(limited, ofLimited))
}

const SECOND_LEVEL = /^(?:[a-z]{1,3}|info|name|asso|press)\.[a-z]{2}$/

/**
 * What somebody registered of a name, as far as that can be told without the list of all public
 * suffixes: `shop.co.uk` of `go.shop.co.uk`. A guess too long is the authority's own to refuse.
 */
export function registeredDomain(host: string): string {
  const labels = host.split('.')
  const two = labels.slice(-2).join('.')
  return SECOND_LEVEL.test(two) ? labels.slice(-3).join('.') : two
}

/** A file that is lost or damaged only makes more possible. */
function readOrders(file: string, directory: string): readonly Order[] {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>
    if (kept.directory !== directory || !Array.isArray(kept.orders)) return []
    return kept.orders.filter((one) => typeof one?.host === 'string' && one.at > 0)
  } catch {
    return []
  }
}

interface Kept {
  readonly directory: string
  readonly orders: readonly Order[]
}
