/** What is saved although it will probably not do what its author wants (`management-api.md` 6.1). */
import { actionType } from '../../core/actions/index.ts'
import { filterTypes } from '../../core/filters/index.ts'
import type { ActionSpec, FilterSpec, Flow, FlowSet, OfferEntry, Path } from '../../core/model.ts'
import type { ReadStores } from '../../db/stores.ts'
import { isAvailable } from '../../detect/filter-sources.ts'
import type { GeoField } from '../../detect/geo-record.ts'
import { targetWarnings } from '../targets.ts'

export interface FlowWarning {
  /** Place in the flow set, e.g. `flows.0.paths.1`. */
  readonly at: string
  readonly text: string
}

type Warn = (at: string, text: string) => void

/** What flows are held against besides the configuration. */
export interface FlowFacts {
  /** What the geo files know. */
  readonly fields: ReadonlySet<GeoField>
  /** How many conversions of an offer count for its cap now. */
  readonly capUsed: (offerId: number) => number
}

export function flowWarnings(stores: ReadStores, set: FlowSet, facts: FlowFacts): FlowWarning[] {
  const { fields, capUsed } = facts
  const warnings: FlowWarning[] = []
  const warn: Warn = (at, text) => void warnings.push({ at, text })
  const { offers, landings, campaigns } = stores
  const targets = { offers, landings, campaigns, capUsed }
  let isEveryoneTaken = false
  set.flows.forEach((flow, index) => {
    const at = `flows.${index}`
    if (!flow.enabled) return
    if (isEveryoneTaken) warn(at, 'is never reached: a flow before it takes everyone')
    if (isIdle(flow, set)) warn(at, 'has nothing to serve')
    flow.filters.forEach((filter, i) => warnOfFilter(filter, fields, `${at}.filters.${i}`, warn))
    if (flow.action !== null) warnOfAction(flow.action, `${at}.action.payload`, warn)
    flow.paths.forEach((path, i) => warnOfPath(targets, path, `${at}.paths.${i}`, warn))
    const isInOrder = flow.type === 'forced' || set.mode === 'position'
    isEveryoneTaken ||= isInOrder && takesEveryone(flow)
  })
  return warnings
}

function warnOfFilter(
  { key, payload, enabled }: FilterSpec,
  fields: ReadonlySet<GeoField>,
  at: string,
  warn: Warn,
): void {
  if (!enabled) return
  const type = filterTypes.get(key)
  if (type === undefined || type.problems(payload).length > 0) {
    warn(at, 'is not understood, and therefore always unknown')
  } else if (!isAvailable(type.needs, fields)) {
    warn(at, `is always unknown: this server has no data for it (${type.needs})`)
  }
}

function warnOfAction({ key, payload }: ActionSpec, at: string, warn: Warn): void {
  if (actionType(key)?.payloadKind !== 'url') return
  for (const text of targetWarnings(payload)) warn(at, text)
}

function takesEveryone(flow: Flow): boolean {
  return flow.type !== 'default' && !servesNothing(flow) && flow.filters.every((f) => !f.enabled)
}

const isLive = ({ enabled, weight }: Pick<Path, 'enabled' | 'weight'>) => enabled && weight > 0

/** The default flow may be empty, unless it is all there is. */
function isIdle(flow: Flow, { flows }: FlowSet): boolean {
  const { type, action, paths } = flow
  if (action !== null || paths.some(isLive)) return false
  const isAlone = !flows.some((other) => other.enabled && other !== flow)
  return type !== 'default' || paths.length > 0 || isAlone
}

function servesNothing({ action, paths }: Flow): boolean {
  const serves = (path: Path) =>
    isLive(path) && (path.landings.length > 0 ? path.landings : path.offers).some(isLive)
  return action === null && !paths.some(serves)
}

/** A path with landings needs one of them, and those that are to lead on an offer. */
function lackOf({ landings, offers }: Path): 'landing' | 'offer' | null {
  if (landings.length > 0 && !landings.some(isLive)) return 'landing'
  if (landings.length > 0 && offers.length === 0) return null
  return offers.some(isLive) ? null : 'offer'
}

type Targets = Pick<ReadStores, 'offers' | 'landings' | 'campaigns'> & Pick<FlowFacts, 'capUsed'>

function warnOfPath(targets: Targets, path: Path, at: string, warn: Warn): void {
  const lack = isLive(path) ? lackOf(path) : null
  if (lack !== null) warn(at, `has no active ${lack} with a weight above 0`)
  const seen = new Set<number>()
  path.offers.forEach((entry, index) => {
    const place = `${at}.offers.${index}`
    if (entry.offerId !== null && seen.has(entry.offerId)) warn(place, 'is there twice')
    if (entry.offerId !== null) seen.add(entry.offerId)
    for (const text of warningsOfEntry(targets, entry)) warn(place, text)
  })
  path.landings.forEach(({ landingId }, index) => {
    const lack = lackIn(targets.landings.find(landingId))
    if (lack !== null) warn(`${at}.landings.${index}`, LACKING.landing[lack])
  })
}

function warningsOfEntry(targets: Targets, { offerId, campaignId, directUrl }: OfferEntry) {
  if (offerId !== null) return warningsOfOffer(targets, offerId)
  if (campaignId === null) return directUrl === null ? [] : targetWarnings(directUrl)
  const lack = lackIn(targets.campaigns.find(campaignId))
  return lack === null ? [] : [LACKING.campaign[lack]]
}

function warningsOfOffer({ offers, capUsed }: Targets, id: number): string[] {
  const offer = offers.find(id)
  const lack = lackIn(offer)
  if (lack !== null) return [LACKING.offer[lack]]
  const { active = false, max = 0 } = offer?.cap ?? {}
  const isFull = active && max > 0 && capUsed(id) >= max
  return isFull ? ['the offer has all conversions of its cap now'] : []
}

const LACKING = {
  offer: { deleted: 'the offer is deleted', paused: 'the offer is paused' },
  landing: { deleted: 'the landing is deleted', paused: 'the landing is paused' },
  campaign: { deleted: 'the campaign is deleted', paused: 'the campaign is paused' },
} as const

/** Why nobody is led there. */
function lackIn(thing: { deletedAt: number | null; state: string } | null) {
  if (thing === null || thing.deletedAt !== null) return 'deleted'
  return thing.state === 'active' ? null : 'paused'
}
