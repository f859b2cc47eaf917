/** Operations on offers and their caps. */
import { Type } from '@sinclair/typebox'

import type { OfferRecord } from '../../../db/records.ts'
import { accessTo, readable } from '../../../manage/access.ts'
import { offerAddress } from '../../../manage/blocklist/listed-targets.ts'
import { changeOffer, createOffer } from '../../../manage/offers.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { type Call, idOf, type Operation, operation } from '../operation.ts'
import { hasText, IdFilter, PAGE, pageOf, SORT, TextFilter, UuidFilter } from '../query.ts'
import { sortedBy } from '../reports/sorting.ts'
import { found, resourceOperations } from '../resource.ts'
import { anyCase } from '../shape.ts'
import { countryOf, CreatedId, IdParams } from '../wire.ts'
import { withListings } from './listings.ts'
import {
  capView,
  newOffer,
  offerChange,
  OfferReplace,
  offerView,
  OfferWrite,
  payoutView,
} from './offers.wire.ts'

const tag = 'Offers'

const SORTS = [
  '',
  'id',
  'name',
  'countryCode',
  'groupUuid',
  'affiliateNetworkId',
  'payout',
] as const

/** What a list tells of an offer. */
export function offerRow(call: Call, offer: OfferRecord) {
  const row = {
    id: offer.id,
    ...offerView(offer).offer,
    payout: payoutView(offer),
    conversionCaps: offer.cap === null ? [] : capView(offer.cap, call.capUsed(offer.id)),
    accessLevel: accessTo(call.caller, 'offers', offer),
  }
  return withListings(call, row, offerAddress(offer))
}

const listOffers = operation({
  method: 'GET',
  path: '/offer/alternative/all',
  id: 'listOffers',
  summary: 'List offers',
  tag,
  query: Type.Object({
    ...PAGE,
    ...SORT,
    name: TextFilter,
    groupUuid: UuidFilter,
    affiliateNetworkId: IdFilter,
    countryCode: Type.Optional(Type.String()),
    sortColumn: Type.Optional(anyCase(SORTS)),
  }),
  run: (call) => {
    const { read, caller, query } = call
    if (caller.hidesMoney && query.sortColumn === 'payout') return wrong('sortColumn', 'is unknown')
    const { name, groupUuid, affiliateNetworkId, countryCode } = query
    const country = countryCode === undefined ? undefined : countryOf(countryCode)
    const rows = readable(caller, 'offers', read.offers.list('active'))
      .filter((offer) => hasText(offer.name, name))
      .filter((offer) => groupUuid === undefined || offer.groupId === groupUuid)
      .filter((o) => affiliateNetworkId === undefined || o.networkId === affiliateNetworkId)
      .filter((offer) => country === undefined || offer.country === country)
      .map((offer) => offerRow(call, offer))
    return pageOf(sortedBy(rows, query.sortColumn, query.sortType), query)
  },
})

const crud: Operation[] = [
  operation({
    method: 'POST',
    path: '/offer',
    id: 'createOffer',
    summary: 'Create an offer',
    tag,
    body: OfferWrite,
    answer: CreatedId,
    status: 201,
    run: ({ desk, caller, body }) => idOf(createOffer(desk, caller, newOffer(body))),
  }),
  ...resourceOperations({
    kind: 'offers',
    base: '/offer',
    noun: 'Offer',
    article: 'an offer',
    tag,
    body: OfferReplace,
    view: (_call, offer) => offerView(offer),
    replace: ({ desk, caller }, body, before) =>
      changeOffer(desk, caller, before.id, offerChange(body, before)),
    rename: ({ desk, caller, params }, name) => changeOffer(desk, caller, params.id, { name }),
  }),
  operation({
    method: 'GET',
    path: '/offer/:id/clone',
    id: 'cloneOffer',
    summary: 'Template for a copy; nothing is stored',
    tag,
    params: IdParams,
    run: (call) => {
      const offer = found('offers', call)
      return isRefusal(offer) ? offer : offerView({ ...offer, name: `${offer.name} (clone)` })
    },
  }),
]

export const offerOperations: readonly Operation[] = [...crud, listOffers]
