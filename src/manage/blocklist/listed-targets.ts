/**
 * Offers and landings that lead where a blocklist says. They are never stopped for it, because a list must
 * not turn off what somebody pays for; it is told. Looked at when lists or addresses have changed, and once a
 * day with a list that is asked.
 */
import { fixedHostOf } from '../../core/macros/check.ts'
import type { LandingRecord, OfferRecord } from '../../db/records.ts'
import type { ReadStores } from '../../db/stores.ts'
import { breathe } from '../../lib/turns.ts'
import type { Listing } from './block-files.ts'
import { unlessAllowed } from './blocklist.ts'
import type { LiveBlocklist } from './live-blocklist.ts'
import { HOSTS_PER_SECOND, SILENCE_HOLDS_MS, WORD_HOLDS_MS } from './round.ts'

interface Target {
  readonly kind: 'offers' | 'landings'
  readonly id: number
  readonly name: string
  readonly address: string
}

export interface ListedTarget extends Target {
  readonly listings: readonly Listing[]
}

export interface ListedTargets {
  /** What is known to name an address that an offer or a landing leads to. */
  of(address: string): readonly Listing[]
  /** As they were when they were looked at. */
  all(): readonly ListedTarget[]
  /** Looks at what is due. */
  tend(): Promise<void>
  stop(): void
}

export interface ListedTargetsOptions {
  readonly read: Pick<ReadStores, 'offers' | 'landings' | 'blocklistExceptions' | 'changes'>
  readonly blocklist: LiveBlocklist
  /** Epoch milliseconds. */
  readonly clock: () => number
}

interface Looked {
  /** With which lists. */
  readonly of: string
  /** Epoch milliseconds. */
  readonly until: number
  readonly listings: readonly Listing[]
}

/** As many as a list is asked about at once, so that its silence is noticed. */
const AT_ONCE = 32

/** Where an offer leads; `null`: to no address. */
export function offerAddress({ action, url }: Pick<OfferRecord, 'action' | 'url'>): string | null {
  return action === null ? url : null
}

/** Where a landing leads; `null`: to no address. */
export function landingAddress({ kind, url }: Pick<LandingRecord, 'kind' | 'url'>): string | null {
  return kind === 'external' ? url : null
}

export function listedTargets(options: ListedTargetsOptions): ListedTargets {
  const { read, blocklist } = options
  const looks = addressLooks(options)
  let listed: readonly ListedTarget[] = []
  /** Of what was looked at last. */
  let state = ''
  const hasLists = () => blocklist.state() !== '' || blocklist.zone() !== null
  return {
    of(address) {
      const listings = looks.known(address) ?? blocklist.find(address)
      return unlessAllowed(blocklist.allows, address, listings)
    },
    all: () => listed,
    async tend() {
      if (blocklist.state() === null) return
      const now = `${read.changes.last()} ${looks.lists()}`
      if (now === state && !looks.areDue()) return
      const targets = hasLists() ? targetsIn(read) : []
      await looks.lookAt(new Set(targets.map(({ address }) => address)))
      listed = targets
        .map((target) => ({ ...target, listings: looks.known(target.address) ?? [] }))
        .filter(({ listings }) => listings.length > 0)
      state = now
    },
    stop: looks.stop,
  }
}

/** What lists have said of addresses, for as long as it holds. */
function addressLooks({ read, blocklist, clock }: ListedTargetsOptions) {
  const looked = new Map<string, Looked>()
  let isStopped = false
  const lists = () => {
    const { added, removed } = read.blocklistExceptions.counts()
    return `${blocklist.state()} ${blocklist.zone()?.name ?? ''} ${added} ${removed}`
  }
  const isOver = ({ until }: Looked) => until <= clock()
  const look = async (addresses: readonly string[], of: string) => {
    // Nobody knows what a macro will stand for.
    const fixed = addresses.filter((address) => fixedHostOf(address) !== null)
    const zone = blocklist.zone()?.name ?? null
    if (zone !== null) await blocklist.ask(fixed)
    if (isStopped) return
    const isSilent = zone !== null && blocklist.zoneProblem() !== null
    const until = zone === null ? Infinity : clock() + (isSilent ? SILENCE_HOLDS_MS : WORD_HOLDS_MS)
    for (const address of addresses) {
      const found = fixed.includes(address) ? blocklist.find(address) : []
      const isTold = !isSilent || found.some(({ list }) => list === zone)
      const before = isTold ? [] : (looked.get(address)?.listings ?? [])
      const listings = [...found, ...before.filter(({ list }) => list === zone)]
      looked.set(address, { of, until, listings })
    }
  }
  return {
    lists,
    known: (address: string) => looked.get(address)?.listings ?? null,
    areDue: () => [...looked.values()].some(isOver),
    /** At those that are due, and forgets all others. */
    async lookAt(addresses: ReadonlySet<string>): Promise<void> {
      const of = lists()
      for (const address of looked.keys()) if (!addresses.has(address)) looked.delete(address)
      const due = [...addresses].filter((address) => {
        const before = looked.get(address)
        return before?.of !== of || isOver(before)
      })
      for (let from = 0; from < due.length && !isStopped; from += AT_ONCE) {
        await look(due.slice(from, from + AT_ONCE), of)
        if (blocklist.zone() === null) await breathe()
        else if (from + AT_ONCE < due.length) await Bun.sleep((AT_ONCE / HOSTS_PER_SECOND) * 1000)
      }
    },
    stop(): void {
      isStopped = true
    },
  }
}

function targetsIn({ offers, landings }: ListedTargetsOptions['read']): readonly Target[] {
  return [
    ...offers.list('active').map((offer) => target('offers', offer, offerAddress(offer))),
    ...landings
      .list('active')
      .map((landing) => target('landings', landing, landingAddress(landing))),
  ].filter((one) => one !== null)
}

function target(
  kind: Target['kind'],
  { id, name }: Pick<Target, 'id' | 'name'>,
  address: string | null,
): Target | null {
  return address === null || address === '' ? null : { kind, id, name, address }
}
