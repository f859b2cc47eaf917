/** What blocklists say of where an offer or a landing leads: neither is ever stopped for it. */
import { Type } from '@sinclair/typebox'

import type { Listing } from '../../../manage/blocklist/block-files.ts'
import { landingAddress, offerAddress } from '../../../manage/blocklist/listed-targets.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { found } from '../resource.ts'
import { IdParams } from '../wire.ts'

const Listings = Type.Object({
  rows: Type.Array(
    Type.Object({
      list: Type.String({ examples: ['spam.txt'] }),
      entry: Type.String({ examples: ['shop.example'] }),
      target: Type.String({ examples: ['https://www.shop.example/?sub={subid}'] }),
    }),
  ),
  total: Type.Integer({ minimum: 0 }),
})

type Listed = Pick<Call, 'listedTargets'>

/** Of a row of a list; left out where there is nothing to say. */
export function withListings<R extends object>(
  { listedTargets }: Listed,
  row: R,
  address: string | null,
): R & { listings?: readonly Listing[] } {
  const listings = address === null ? [] : listedTargets.of(address)
  return listings.length === 0 ? row : { ...row, listings }
}

function listingsView({ listedTargets }: Listed, target: string | null) {
  const listings = target === null ? [] : listedTargets.of(target)
  return { rows: listings.map((one) => ({ ...one, target })), total: listings.length }
}

type ById = Call<{ id: number }>

export const listingOperations: readonly Operation[] = [
  listingsOperation('offer', 'Offer', (call) => {
    const offer = found('offers', call)
    return isRefusal(offer) ? offer : listingsView(call, offerAddress(offer))
  }),
  listingsOperation('landing', 'Landing', (call) => {
    const landing = found('landings', call)
    return isRefusal(landing) ? landing : listingsView(call, landingAddress(landing))
  }),
]

function listingsOperation(
  kind: 'offer' | 'landing',
  noun: 'Offer' | 'Landing',
  run: (call: ById) => object,
): Operation {
  return operation({
    method: 'GET',
    path: `/${kind}/:id/listings`,
    id: `list${noun}Listings`,
    summary: 'Entries of blocklists that name where it leads; it is not stopped for them',
    tag: `${noun}s`,
    own: true,
    params: IdParams,
    answer: Listings,
    run,
  })
}
