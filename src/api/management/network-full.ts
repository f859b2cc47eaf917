/** Affiliate networks with all their properties: also whom they let postbacks come from. */
import { type Static, Type } from '@sinclair/typebox'

import type { NetworkRecord } from '../../db/records.ts'
import { changeNetwork, type NetworkChange } from '../../manage/partners.ts'
import { isRefusal } from '../../manage/refusal.ts'
import { type FullForm, fullOperations } from './full-form.ts'
import { StatusPayout } from './networks.ts'
import { found } from './resource.ts'
import { Currency, IdParams, Name, sent } from './wire.ts'

const optional = Type.Optional
const Url = optional(Type.String({ maxLength: 8192 }))

const NetworkFull = Type.Object({
  name: optional(Name),
  offerUrlTemplate: Url,
  postbackUrl: Url,
  allowedAddresses: optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 })),
  /** `''`: the tracker's. */
  currency: optional(Type.Union([Currency, Type.Literal('')])),
  trustsBrowsers: optional(Type.Boolean()),
  allowsKeyless: optional(Type.Boolean()),
  statusPayouts: optional(Type.Array(StatusPayout, { maxItems: 100 })),
  statusPayoutsActive: optional(Type.Boolean()),
})

function change({ statusPayouts, ...plain }: Static<typeof NetworkFull>): NetworkChange {
  const payouts = statusPayouts?.map(({ conversionStatus, payout }) => ({
    conversionStatus,
    payout: String(payout),
  }))
  return sent<NetworkChange>({ ...plain, statusPayouts: payouts })
}

function view(network: NetworkRecord) {
  const { id, name, offerUrlTemplate, postbackUrl, allowedAddresses } = network
  const { currency, trustsBrowsers, allowsKeyless, statusPayouts, statusPayoutsActive } = network
  const money = { currency, trustsBrowsers, allowsKeyless, statusPayouts, statusPayoutsActive }
  return { id, name, offerUrlTemplate, postbackUrl, allowedAddresses, ...money }
}

export const networkForm: FullForm<'affiliate_networks', typeof NetworkFull> = {
  kind: 'affiliate_networks',
  schema: NetworkFull,
  view,
  change,
}

export const networkFullOperations = fullOperations({
  base: '/affiliate_network',
  noun: 'AffiliateNetwork',
  article: 'an affiliate network',
  tag: 'Affiliate networks',
  params: IdParams,
  body: NetworkFull,
  view: (call) => {
    const network = found('affiliate_networks', call)
    return isRefusal(network) ? network : view(network)
  },
  patch: ({ desk, caller, params, body }) => changeNetwork(desk, caller, params.id, change(body)),
})
