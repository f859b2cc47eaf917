/** Flow sets as the dialect shows them, with the names of what they use. */
import { COUNTRIES } from '../../../core/countries.ts'
import type { Flow, FlowSet, LandingEntry, OfferEntry, Path } from '../../../core/model.ts'
import type { OfferRecord } from '../../../db/records.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { payoutView } from '../objects/offers.wire.ts'
import { criterionOf } from './criteria.wire.ts'
import { hiddenFlows, visibleFlows } from './plan.wire.ts'

export function planView(read: ReadStores, set: FlowSet) {
  const last = set.flows.find((flow) => flow.type === 'default')
  return {
    defaultPaths: (last?.paths ?? []).map((path) => pathView(read, path)),
    rules: visibleFlows(set).map((flow) => ruleView(read, flow)),
    hiddenFlows: hiddenFlows(set),
  }
}

function ruleView(read: ReadStores, { id, name, enabled, markAsBot, paths, filters }: Flow) {
  return {
    id,
    name,
    enabled,
    markAsBot,
    paths: paths.map((path) => pathView(read, path)),
    criteria: filters.map(criterionOf),
  }
}

function pathView(read: ReadStores, { id, name, enabled, weight, landings, offers }: Path) {
  return {
    id,
    name,
    enabled,
    weight,
    landings: landings.map((entry) => landingView(read, entry)),
    offers: offers.map((entry) => offerEntryView(read, entry)),
  }
}

function landingView({ landings }: ReadStores, { landingId, enabled, weight }: LandingEntry) {
  const landing = landings.find(landingId)
  const [name, languageCode] = [landing?.name ?? '', landing?.language ?? '']
  return { id: landingId, enabled, weight, name, languageCode }
}

function offerEntryView(read: ReadStores, entry: OfferEntry) {
  const { offerId, campaignId, directUrl, enabled, weight } = entry
  const targets = { offerId, campaignId, directUrl: directUrl ?? '', enabled, weight }
  const offer = offerId === null ? null : read.offers.find(offerId)
  if (offer !== null) return { ...targets, ...offerFacts(read, offer) }
  const campaign = campaignId === null ? null : read.campaigns.find(campaignId)
  return { ...targets, name: campaign?.name ?? directUrl ?? '' }
}

function offerFacts({ affiliate_networks: networks }: ReadStores, offer: OfferRecord) {
  const network = offer.networkId === null ? null : networks.find(offer.networkId)
  return {
    name: offer.name,
    affiliateNetworkName: network?.name ?? null,
    countryCode: COUNTRIES.has(offer.country) ? offer.country : '',
    conversionCap: null,
    payout: payoutView(offer),
  }
}
