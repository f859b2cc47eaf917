/** References in a configuration file, from the ids of the file to those that its objects have here. */
import type { ActionSpec, FlowSet, OfferEntry } from '../../core/model.ts'
import type { Draft, Kind, Records } from '../../db/records.ts'
import type { Problems } from '../refusal.ts'

/** Ids here by ids of the file. */
export type Places = { readonly [K in Kind]: Map<Records[K]['id'], Records[K]['id']> }

export function noPlaces(): Places {
  return {
    groups: new Map(),
    domains: new Map(),
    traffic_sources: new Map(),
    affiliate_networks: new Map(),
    landings: new Map(),
    offers: new Map(),
    rotations: new Map(),
    campaigns: new Map(),
  }
}

/** Looks up references of one object and tells of those that the file does not hold. */
export interface Moved {
  readonly places: Places
  readonly found: Problems
}

function moved<K extends Kind, I extends Records[K]['id'] | null | undefined>(
  { places, found }: Moved,
  kind: K,
  id: I,
  field: string,
): I {
  if (id === null || id === undefined) return id
  const place = (places[kind] as Map<unknown, unknown>).get(id)
  if (place === undefined) found.add(field, `${id} is not among the ${kind} of the file`)
  return (place ?? id) as I
}

/** Sets only what the change has: a property that is left out must not become one. */
function withMoved<T extends object>(change: T, values: Partial<T>): T {
  const known = Object.entries(values).filter(([name]) => Object.hasOwn(change, name))
  return { ...change, ...Object.fromEntries(known) }
}

type Change<K extends Kind> = Partial<Draft<K>>

export function movedCampaign(to: Moved, change: Change<'campaigns'>): Change<'campaigns'> {
  return withMoved(change, {
    sourceId: moved(to, 'traffic_sources', change.sourceId, 'sourceId'),
    domainId: moved(to, 'domains', change.domainId, 'domainId'),
    groupId: moved(to, 'groups', change.groupId, 'groupId'),
    rotationId: moved(to, 'rotations', change.rotationId, 'rotationId'),
  } as Change<'campaigns'>)
}

export function movedOffer(to: Moved, change: Change<'offers'>): Change<'offers'> {
  const { cap, action } = change
  const other = moved(to, 'offers', cap?.alternativeOfferId, 'cap.alternativeOfferId')
  return withMoved(change, {
    networkId: moved(to, 'affiliate_networks', change.networkId, 'networkId'),
    groupId: moved(to, 'groups', change.groupId, 'groupId'),
    cap: cap ? { ...cap, alternativeOfferId: other ?? null } : null,
    action: action ? movedAction(to, action, 'action') : null,
  } as Change<'offers'>)
}

export function movedLanding(to: Moved, change: Change<'landings'>): Change<'landings'> {
  const { action } = change
  return withMoved(change, {
    groupId: moved(to, 'groups', change.groupId, 'groupId'),
    action: action ? movedAction(to, action, 'action') : null,
  } as Change<'landings'>)
}

export function movedRotation(to: Moved, change: Change<'rotations'>): Change<'rotations'> {
  return withMoved(change, {
    groupId: moved(to, 'groups', change.groupId, 'groupId'),
  } as Change<'rotations'>)
}

/** What `/` of a domain shows. */
export function movedPage<P>(to: Moved, page: P): P {
  return typeof page === 'number' ? moved(to, 'campaigns', page, 'indexPage') : page
}

function movedAction(to: Moved, action: ActionSpec, field: string): ActionSpec {
  if (action.key !== 'campaign' || !/^\d{1,15}$/.test(action.payload)) return action
  return { ...action, payload: String(moved(to, 'campaigns', Number(action.payload), field)) }
}

export function movedFlows(to: Moved, set: FlowSet): FlowSet {
  const flows = set.flows.map((flow, at) => ({
    ...flow,
    action:
      flow.action === null ? null : movedAction(to, flow.action, `flows.${at}.action.payload`),
    paths: flow.paths.map((path, index) => {
      const place = `flows.${at}.paths.${index}`
      return {
        ...path,
        landings: path.landings.map((entry) => ({
          ...entry,
          landingId: moved(to, 'landings', entry.landingId, `${place}.landings`),
        })),
        offers: path.offers.map((entry) => movedEntry(to, entry, `${place}.offers`)),
      }
    }),
  }))
  return { ...set, flows }
}

function movedEntry(to: Moved, entry: OfferEntry, place: string): OfferEntry {
  return {
    ...entry,
    offerId: moved(to, 'offers', entry.offerId, place),
    campaignId: moved(to, 'campaigns', entry.campaignId, place),
  }
}
