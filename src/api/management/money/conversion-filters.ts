/** What the list of conversions can be filtered by: campaigns and offers that have some. */
import { Type } from '@sinclair/typebox'

import { storedClickId } from '../../../core/click-id.ts'
import { CONVERSION_CLASSES } from '../../../core/conversions/classes.ts'
import type { ConversionTargets } from '../../../db/money/conversions.ts'
import { scopeOf } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'

/** Left out: whatever they count as. */
export const Classes = Type.Optional(
  Type.Array(anyCase(CONVERSION_CLASSES), { maxItems: CONVERSION_CLASSES.length }),
)

/** Transaction ids and click ids, in any number of them; left out: of all. */
export const AnyIds = Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 1000 }))

/** Click ids are stored in small letters, transaction ids as they came. */
export function anyIdsOf(ids: readonly string[] | undefined): readonly string[] | null {
  return ids === undefined ? null : [...new Set(ids.flatMap((id) => [id, storedClickId(id)]))]
}

const Named = Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }))
const Filters = Type.Object({
  offers: Named,
  directUrls: Type.Array(Type.String()),
  campaignAsOffers: Named,
  campaigns: Named,
})

/** By name. Conversions of clicks without an offer stand under 0. */
function named(ids: readonly number[], names: ReadonlyMap<string | number, string>) {
  const rows = [...new Set(ids)].map((id) => ({
    id,
    name: `${names.get(id) ?? 'Unknown'} (id:${id})`,
  }))
  return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function filters(call: Call) {
  const { read } = call
  const places = read.conversions.placesSeen(scopeOf(call))
  return {
    offers: named(
      places.map(({ offerId }) => offerId),
      read.offers.names(),
    ),
    directUrls: [...new Set(places.map(({ directUrl }) => directUrl))].filter(Boolean).toSorted(),
    campaignAsOffers: named(
      places.flatMap(({ parentCampaignId, campaignId }) =>
        parentCampaignId > 0 ? [campaignId] : [],
      ),
      read.campaigns.names(),
    ),
    campaigns: named(
      places.map(({ campaignId }) => campaignId),
      read.campaigns.names(),
    ),
  }
}

interface AskedTargets {
  readonly offerIds?: readonly number[]
  readonly directUrls?: readonly string[]
  readonly campaignOfferIds?: readonly number[]
}

/** Any of what is named; `null`: nothing is. */
export function targetsOf({
  offerIds,
  directUrls,
  campaignOfferIds,
}: AskedTargets): ConversionTargets | null {
  if (offerIds === undefined && directUrls === undefined && campaignOfferIds === undefined)
    return null
  return {
    offerIds: offerIds ?? [],
    directUrls: directUrls ?? [],
    campaignIds: campaignOfferIds ?? [],
  }
}

export const conversionFilterOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/conversions/filters',
    id: 'listConversionFilters',
    summary: 'Campaigns and offers that have conversions',
    tag: 'Conversions',
    answer: Filters,
    run: filters,
  }),
]
