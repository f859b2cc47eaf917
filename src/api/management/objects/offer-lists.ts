/** What offers are of: countries and networks, each with how many of them the caller may read. */
import { countryName } from '../../../core/countries.ts'
import type { OfferRecord } from '../../../db/records.ts'
import { readable } from '../../../manage/access.ts'
import { type Call, type Operation, operation } from '../operation.ts'

const tag = 'Offers'

/** In the order in which they come first. */
function countBy<K>({ read, caller }: Call, keyOf: (offer: OfferRecord) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const offer of readable(caller, 'offers', read.offers.list('active'))) {
    const key = keyOf(offer)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export const offerListOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/offer/country/list',
    id: 'listOfferCountries',
    summary: 'Countries of offers, with how many they have',
    tag,
    run: (call) =>
      [...countBy(call, ({ country }) => country)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, offersCount]) => ({ name: countryName(code), code, offersCount })),
  }),
  operation({
    method: 'GET',
    path: '/offer/affiliate_network/list',
    id: 'listOfferNetworks',
    summary: 'Affiliate networks of offers, with how many they have',
    tag,
    run: (call) => {
      const names = call.read.affiliate_networks.names()
      return [...countBy(call, ({ networkId }) => networkId)]
        .toSorted(([a], [b]) => (a ?? 0) - (b ?? 0))
        .map(([id, offersCount]) => ({ id, name: names.get(id ?? 0) ?? '', offersCount }))
    },
  }),
]
