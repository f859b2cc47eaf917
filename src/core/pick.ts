/** Weighted draws, and the offer of a path with its caps (`routing.md` 5 and 8). */
import { binds, boundIn, note, type Run } from './run.ts'
import type { CompiledFlow, CompiledOffer, CompiledOfferEntry, CompiledPath } from './tables.ts'
import type { DrawOf } from './trace/trace.ts'

/** How to read id and weight of a kind of candidate. */
export interface Weighted<T> {
  readonly of: DrawOf
  readonly id: (candidate: T) => number
  /** 0 for one that can't be served now. */
  readonly weight: (run: Run, candidate: T) => number
}

/** Precision of the die in the trace. */
const DIE_DIGITS = 1_000_000

/** Draws by weight; `null` if no weight is above 0. A single candidate needs no die. */
export function draw<T>(run: Run, candidates: readonly T[], kind: Weighted<T>): T | null {
  let open = 0
  let last: T | null = null
  for (const candidate of candidates) {
    if (kind.weight(run, candidate) <= 0) continue
    open++
    last = candidate
  }
  return open < 2 ? last : thrown(run, candidates, kind)
}

/** Apart, because most draws have one candidate, and what closures capture costs at every call. */
function thrown<T>(run: Run, candidates: readonly T[], kind: Weighted<T>): T {
  const open = candidates.filter((candidate) => kind.weight(run, candidate) > 0)
  const die = run.dice()
  let mark = die * open.reduce((sum, candidate) => sum + kind.weight(run, candidate), 0)
  // The last one also takes what rounding leaves over.
  const pick = open.find((candidate) => (mark -= kind.weight(run, candidate)) < 0) ?? open.at(-1)!
  note(run, {
    at: 'draw',
    of: kind.of,
    candidates: open.flatMap((candidate) => [kind.id(candidate), kind.weight(run, candidate)]),
    die: Math.floor(die * DIE_DIGITS) / DIE_DIGITS,
    pick: kind.id(pick),
  })
  return pick
}

/** Entries without an offer go by their position, below zero so that it can't be an offer's id. */
function idOf({ offerId, position }: CompiledOfferEntry): number {
  return offerId ?? -position
}

const OFFERS: Weighted<CompiledOfferEntry> = {
  of: 'offer',
  id: idOf,
  weight: (run, entry) => (isLive(run, entry) ? entry.weight : 0),
}

/** What a landing click asks for: the N-th offer of the path, from 1, or one by its id. */
export type OfferWish = { readonly position: number } | { readonly offerId: number }

export interface OfferPick {
  readonly entry: CompiledOfferEntry
  /** `null` for direct URLs and campaigns. */
  readonly offer: CompiledOffer | null
}

/** The first wish that can be had, binding, draw, in this order; then the cap. `null`: the path has no offer to serve. */
export function chooseOffer(
  run: Run,
  flow: CompiledFlow,
  path: CompiledPath,
  wishes: readonly OfferWish[],
): OfferPick | null {
  const entry =
    wished(run, path, wishes) ?? keptEntry(run, flow, path) ?? draw(run, path.offers, OFFERS)
  return entry === null ? null : withinCap(run, path, entry)
}

/** Whether the entry can be served, of weight 0 or not. */
export function isLive({ tables }: Run, entry: CompiledOfferEntry): boolean {
  if (!entry.enabled) return false
  if (entry.offerId !== null) return tables.offer(entry.offerId)?.spec.state === 'active'
  if (entry.campaignId === null) return entry.direct !== null
  const campaign = tables.campaign(entry.campaignId)?.spec
  return campaign?.state === 'active' && !campaign.blocked
}

function wished(
  run: Run,
  path: CompiledPath,
  wishes: readonly OfferWish[],
): CompiledOfferEntry | null {
  for (const wish of wishes) {
    const entry = entryFor(path, wish)
    if (entry !== undefined && isLive(run, entry)) return entry
    note(run, { at: 'pick_refused', why: entry === undefined ? 'not_in_path' : 'paused' })
  }
  return null
}

function entryFor(path: CompiledPath, wish: OfferWish): CompiledOfferEntry | undefined {
  return path.offers.find((candidate) =>
    'position' in wish ? candidate.position === wish.position : candidate.offerId === wish.offerId,
  )
}

function keptEntry(run: Run, flow: CompiledFlow, path: CompiledPath): CompiledOfferEntry | null {
  const entry = boundEntry(run, flow, path)
  if (entry !== null) note(run, { at: 'bound', of: 'offer', id: idOf(entry) })
  return entry
}

/** The entry that the visitor is bound to inside this path, of weight 0 or not, if it can be served. */
export function boundEntry(
  run: Run,
  flow: CompiledFlow,
  path: CompiledPath,
): CompiledOfferEntry | null {
  if (run.bound === null || !binds(run.visit.campaign.spec.binding, 'offer')) return null
  const bound = boundIn(run, flow, path)?.offerId ?? 0
  const entry = bound === 0 ? undefined : path.offers.find(({ boundAs }) => boundAs === bound)
  return entry !== undefined && isLive(run, entry) ? entry : null
}

/** A visitor is never thrown away for a cap: with nobody left to take him the cap is ignored. */
function withinCap(run: Run, path: CompiledPath, entry: CompiledOfferEntry): OfferPick {
  const offer = offerOf(run, entry)
  if (offer === null || !isFull(run, offer)) return { entry, offer }
  const pick = replacement(run, path, entry, offer)
  if (pick === null) {
    note(run, { at: 'cap_ignored', offerId: offer.spec.id })
    return { entry, offer }
  }
  note(run, { at: 'cap', offerId: offer.spec.id, to: pick.offer?.spec.id ?? null })
  return pick
}

function replacement(
  run: Run,
  path: CompiledPath,
  full: CompiledOfferEntry,
  offer: CompiledOffer,
): OfferPick | null {
  if (offer.spec.cap?.whenFull === 'in_path') {
    const other = draw(run, withRoom(run, path), OFFERS)
    if (other !== null) return { entry: other, offer: offerOf(run, other) }
  }
  const alternative = alternativeOf(run, offer)
  return alternative === null ? null : { entry: full, offer: alternative }
}

function withRoom(run: Run, path: CompiledPath): readonly CompiledOfferEntry[] {
  return path.offers.filter((entry) => {
    const offer = offerOf(run, entry)
    return offer === null || !isFull(run, offer)
  })
}

const MAX_ALTERNATIVES = 10

/** The first in the chain of alternatives that is active and has room; each is asked once. */
function alternativeOf(run: Run, offer: CompiledOffer): CompiledOffer | null {
  const asked = new Set([offer.spec.id])
  let next = offer.spec.cap?.alternativeOfferId ?? null
  while (next !== null && !asked.has(next) && asked.size <= MAX_ALTERNATIVES) {
    const alternative = run.tables.offer(next)
    if (alternative === null) return null
    if (alternative.spec.state === 'active' && !isFull(run, alternative)) return alternative
    asked.add(next)
    next = alternative.spec.cap?.alternativeOfferId ?? null
  }
  return null
}

function isFull({ visit }: Run, { spec: { id, cap } }: CompiledOffer): boolean {
  return cap !== null && cap.active && cap.max > 0 && visit.history.capUsed(id) >= cap.max
}

function offerOf({ tables }: Run, { offerId }: CompiledOfferEntry): CompiledOffer | null {
  return offerId === null ? null : tables.offer(offerId)
}
