/** Flow sets as the dialect shows them, with the names of what they use. */
import { COUNTRIES } from '../../../core/countries.ts'
import type {
  Flow,
  FlowSet,
  LandingEntry,
  OfferCap,
  OfferEntry,
  Path,
} from '../../../core/model.ts'
import type { OfferRecord } from '../../../db/records.ts'
import { accessTo } from '../../../manage/access.ts'
import { payoutView } from '../objects/offers.wire.ts'
import type { Call } from '../operation.ts'
import { criterionOf } from './criteria.wire.ts'
import { hiddenFlows, visibleFlows } from './plan.wire.ts'

/** With how much of the offers' caps is used. */
type Asking = Pick<Call, 'read' | 'caller' | 'capUsed'>

export function planView(call: Asking, set: FlowSet) {
  const last = set.flows.find((flow) => flow.type === 'default')
  return {
    defaultPaths: (last?.paths ?? []).map((path) => pathView(call, path)),
    rules: visibleFlows(set).map((flow) => ruleView(call, flow)),
    hiddenFlows: hiddenFlows(set),
  }
}

function ruleView(call: Asking, { id, name, enabled, markAsBot, paths, filters }: Flow) {
  return {
    id,
    name,
    enabled,
    markAsBot,
    paths: paths.map((path) => pathView(call, path)),
    criteria: filters.map(criterionOf),
  }
}

function pathView(call: Asking, { id, name, enabled, weight, landings, offers }: Path) {
  return {
    id,
    name,
    enabled,
    weight,
    landings: landings.map((entry) => landingView(call, entry)),
    offers: offers.map((entry) => offerEntryView(call, entry)),
  }
}

/** Whoever sees what leads somewhere is told how it is called; the rest stays with those who may see it. */
function landingView({ read, caller }: Asking, { landingId, enabled, weight }: LandingEntry) {
  const landing = read.landings.find(landingId)
  const isClosed = landing !== null && accessTo(caller, 'landings', landing) === 'none'
  const languageCode = isClosed ? null : (landing?.language ?? '')
  return { id: landingId, enabled, weight, name: landing?.name ?? '', languageCode }
}

function offerEntryView(call: Asking, entry: OfferEntry) {
  const { read } = call
  const { offerId, campaignId, directUrl, enabled, weight } = entry
  const targets = { offerId, campaignId, directUrl: directUrl ?? '', enabled, weight }
  const offer = offerId === null ? null : read.offers.find(offerId)
  if (offer !== null) return { ...targets, ...offerFacts(call, offer) }
  const campaign = campaignId === null ? null : read.campaigns.find(campaignId)
  return { ...targets, name: campaign?.name ?? directUrl ?? '' }
}

function offerFacts({ read, caller, capUsed }: Asking, offer: OfferRecord) {
  const { networkId, cap } = offer
  const network = networkId === null ? null : read.affiliate_networks.find(networkId)
  const names = { name: offer.name, affiliateNetworkName: network?.name ?? null }
  if (accessTo(caller, 'offers', offer) === 'none') return { ...names, ...CLOSED_OFFER }
  return {
    ...names,
    countryCode: COUNTRIES.has(offer.country) ? offer.country : '',
    conversionCap: cap === null ? null : slotCap(cap, capUsed(offer.id)),
    payout: payoutView(offer),
  }
}

const CLOSED_OFFER = { countryCode: null, conversionCap: null, payout: null }

/** `fill` is in percent. */
function slotCap({ active, max, whenFull }: OfferCap, used: number) {
  const fill = max === 0 ? 0 : Math.floor((100 * used) / max)
  return { isActive: active, currentCap: used, maxCap: max, fill, priority: whenFull }
}
