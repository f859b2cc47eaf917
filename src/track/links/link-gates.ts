/**
 * What can close a short link: times, a number of visits, a password. Visits are counted in memory,
 * so a limit of ten gives ten; those from before the start are asked of the ledger once.
 */
import type { CompiledLink, LinkSpec } from '../../core/links/link.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Log } from '../../lib/log.ts'
import { boundedCache } from '../../lib/lru.ts'
import { sharedByKey } from '../../lib/turns.ts'
import type { TrafficRequest } from '../visits/request.ts'
import { type LinkPasswordParts, linkPasswords, type PasswordGate } from './link-passwords.ts'

export type Gate = PasswordGate | 'closed'

export interface LinkGates {
  /** Only for limited links. Never rejects; a ledger that can't say leaves a link open. */
  pass(link: CompiledLink, request: TrafficRequest, now: number): Promise<Gate>
  /** Takes one of the visits that a link has left; false when there is none. */
  take(link: CompiledLink): boolean
  /** Whether none is left, without taking one. */
  isFull(link: CompiledLink): boolean
  /** A link without a limit was visited: when it gets one, its visits are asked of the ledger anew. */
  forget(link: CompiledLink): void
}

export interface LinkGateParts extends LinkPasswordParts {
  readonly ledger: Pick<Ledger, 'request'>
  readonly log: Log
}

/** Links whose visits are counted. */
const KEPT = 20_000
const COUNT_DEADLINE_MS = 5000

export function linkGates(parts: LinkGateParts): LinkGates {
  const unlocked = linkPasswords(parts)
  const { counted, isFull, take, forget } = visitCounts(parts)
  return {
    async pass(link, request, now) {
      const { startsAt, expiresAt } = link.spec
      if (startsAt !== null && now < startsAt) return 'closed'
      if (expiresAt !== null && now >= expiresAt) return 'closed'
      await counted(link)
      return isFull(link) ? 'closed' : unlocked(request, link, now)
    },
    isFull,
    take,
    forget,
  }
}

interface Counted {
  taken: number
  /** Those of `taken` that the ledger does not know; when they change, some may have come into it. */
  readonly clicksBefore: number
}

function visitCounts({ ledger, log }: Pick<LinkGateParts, 'ledger' | 'log'>) {
  const visits = boundedCache<number, Counted>(KEPT)
  const shared = sharedByKey<number, void>()

  async function count({ id, clicksBefore }: LinkSpec): Promise<void> {
    try {
      const payload = { ask: id, deadline: Date.now() + COUNT_DEADLINE_MS }
      const reply = await ledger.request('linkClicks', payload, COUNT_DEADLINE_MS)
      const counted = reply as { readonly answer: number } | { readonly refused: string }
      if ('answer' in counted)
        visits.set(id, { taken: clicksBefore + counted.answer, clicksBefore })
      else uncounted(id, counted.refused)
    } catch (error) {
      uncounted(id, String(error))
    }
  }

  /** Asked again at the next visit. */
  const uncounted = (id: number, why: string) =>
    log("The visits of a link can't be counted, so its limit does not hold", `link ${id}: ${why}`)

  const isFull = ({ spec }: CompiledLink) =>
    spec.clickLimit !== null && (visits.get(spec.id)?.taken ?? spec.clicksBefore) >= spec.clickLimit

  return {
    isFull,
    forget: ({ spec }: CompiledLink) => visits.delete(spec.id),
    /** Resolves when it is known how many visits the link had, if that matters. */
    async counted({ spec }: CompiledLink): Promise<void> {
      if (spec.clickLimit === null) return
      if (visits.get(spec.id)?.clicksBefore === spec.clicksBefore) return
      await shared(spec.id, () => count(spec))
    },
    take(link: CompiledLink): boolean {
      if (isFull(link)) return false
      const counter = visits.get(link.spec.id)
      if (counter !== undefined) counter.taken++
      return true
    },
  }
}
