/**
 * Pausing a part of flow sets, in several campaigns at once: a rule, a path, a landing, an offer.
 * Either every campaign named is done, or none.
 */
import type { Flow, FlowSet, LandingEntry, OfferEntry, Path } from '../../core/model.ts'
import { type Caller, lookUp } from '../access.ts'
import { type Desk, DONE, type Done } from '../desk.ts'
import { allOrNothing } from '../many.ts'
import { isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'
import { type FlowOwner, flowsOf } from './flow-owner.ts'
import { changeFlows } from './flows.ts'

/** An offer of a path, named by one of the three. */
export type OfferTarget = Pick<OfferEntry, 'offerId' | 'campaignId' | 'directUrl'>

interface Somewhere {
  /** Null: in every rule, in every path. */
  readonly ruleId: number | null
  readonly pathId: number | null
  /** What becomes of it. */
  readonly enabled: boolean
}

export type SwitchedPart = Somewhere &
  (
    | { readonly part: 'rule' | 'path' }
    | { readonly part: 'landing'; readonly landingId: number }
    | { readonly part: 'offer'; readonly offer: OfferTarget }
  )

/** Campaigns with flows of their own, or on this rotation; no campaigns: the rotation itself. */
export interface PausePlace {
  readonly campaignIds: readonly number[]
  readonly rotationId: number | null
}

/** `not_found` when no flow set has the part. */
export function switchPart(
  desk: Desk,
  caller: Caller,
  place: PausePlace,
  part: SwitchedPart,
): Done | Refusal {
  return allOrNothing(desk, (inside) => {
    const owners = ownersAt(inside, caller, place)
    if (isRefusal(owners)) return owners
    let found = 0
    for (const owner of owners) {
      const set = flowsOf(inside.stores, owner)
      const { switched, count } = switchedIn(set, part)
      found += count
      const done = count === 0 ? DONE : changeFlows(inside, caller, owner, switched)
      if (isRefusal(done)) return done
    }
    return found === 0 ? NOT_FOUND : DONE
  })
}

/** Each flow set once. */
function ownersAt(
  { stores }: Desk,
  caller: Caller,
  { campaignIds, rotationId }: PausePlace,
): readonly FlowOwner[] | Refusal {
  const rotation = { scope: 'rotation', id: rotationId ?? 0 } as const
  const found =
    rotationId === null
      ? null
      : lookUp(stores, caller, 'rotations', { id: rotationId, need: 'modify' })
  if (isRefusal(found)) return found
  if (campaignIds.length === 0) return [rotation]
  const owners: FlowOwner[] = []
  for (const id of new Set(campaignIds)) {
    const campaign = lookUp(stores, caller, 'campaigns', { id, need: 'modify' })
    if (isRefusal(campaign)) return campaign
    const shared = campaign.rotationId
    if (shared === null) owners.push({ scope: 'campaign', id })
    else if (shared !== rotationId) return { refused: 'shared_rotation', rotationId: shared }
    else if (!owners.includes(rotation)) owners.push(rotation)
  }
  return owners
}

/** `count`: how many such parts the set has. */
function switchedIn(
  set: FlowSet,
  part: SwitchedPart,
): { readonly switched: FlowSet; readonly count: number } {
  let count = 0
  const turned = <T extends object>(item: T): T => {
    count++
    return { ...item, enabled: part.enabled }
  }
  const flows = set.flows.map((flow) => {
    if (part.ruleId !== null && flow.id !== part.ruleId) return flow
    if (part.part === 'rule') return flow.type === 'default' ? flow : turned(flow)
    return { ...flow, paths: flow.paths.map((path) => switchedPath(path, part, turned)) }
  })
  return { switched: { ...set, flows }, count }
}

type Turn = <T extends Flow | Path | LandingEntry | OfferEntry>(item: T) => T

function switchedPath(path: Path, part: SwitchedPart, turned: Turn): Path {
  if (part.pathId !== null && path.id !== part.pathId) return path
  switch (part.part) {
    case 'landing': {
      const isMeant = ({ landingId }: LandingEntry) => landingId === part.landingId
      return { ...path, landings: path.landings.map((it) => (isMeant(it) ? turned(it) : it)) }
    }
    case 'offer': {
      const { offer } = part
      return { ...path, offers: path.offers.map((it) => (isOffer(it, offer) ? turned(it) : it)) }
    }
    case 'path':
    case 'rule':
      return turned(path)
  }
}

/** By what stands first of offer, campaign and address, as in the flows themselves. */
function isOffer(entry: OfferEntry, { offerId, campaignId, directUrl }: OfferTarget): boolean {
  if (offerId !== null) return entry.offerId === offerId
  if (entry.offerId !== null) return false
  if (campaignId !== null) return entry.campaignId === campaignId
  return entry.campaignId === null && entry.directUrl === directUrl
}
