/** Operations on affiliate networks. */
import { type Static, Type } from '@sinclair/typebox'

import type { NetworkRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { accessTo, readable } from '../../../manage/access.ts'
import { changeNetwork, createNetwork, type NetworkChange } from '../../../manage/partners.ts'
import { idOf, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, STATUS, storedStatus, TextFilter, UuidFilter } from '../query.ts'
import { resourceOperations } from '../resource.ts'
import { nullable } from '../shape.ts'
import { CreatedId, KeptName, Name } from '../wire.ts'
import { networkPresets } from './templates.ts'

const tag = 'Affiliate networks'
const optional = Type.Optional
const Url = optional(nullable(Type.String({ maxLength: 8192 })))
export const StatusPayout = Type.Object({
  conversionStatus: Type.String({ maxLength: 64 }),
  payout: Type.Union([Type.String({ maxLength: 40 }), Type.Number()]),
})

const NETWORK = {
  offerUrlTemplate: Url,
  postbackUrl: Url,
  postbackIpWhitelist: optional(
    nullable(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 })),
  ),
  statusPayoutRelations: optional(nullable(Type.Array(StatusPayout, { maxItems: 100 }))),
  isPayoutRelationsActive: optional(nullable(Type.Boolean())),
}
export const NetworkWrite = Type.Object({ name: Name, ...NETWORK })
const NetworkReplace = Type.Object({ name: KeptName, ...NETWORK })

/** `null` clears what can be empty; what is left out stays. */
export function networkChange(body: Static<typeof NetworkReplace>): NetworkChange {
  const { statusPayoutRelations: payouts, postbackIpWhitelist: addresses } = body
  const texts = payouts?.map(({ conversionStatus, payout }) => ({
    conversionStatus,
    payout: String(payout),
  }))
  return sent<NetworkChange>({
    name: body.name || undefined,
    offerUrlTemplate: body.offerUrlTemplate === null ? '' : body.offerUrlTemplate,
    postbackUrl: body.postbackUrl === null ? '' : body.postbackUrl,
    allowedAddresses: addresses === null ? [] : addresses,
    statusPayouts: payouts === null ? [] : texts,
    statusPayoutsActive: body.isPayoutRelationsActive ?? undefined,
  })
}

export function networkView(network: NetworkRecord) {
  return {
    name: network.name,
    offerUrlTemplate: network.offerUrlTemplate,
    postbackUrl: network.postbackUrl,
    postbackIpWhitelist: network.allowedAddresses,
    statusPayoutRelations: network.statusPayouts,
    isPayoutRelationsActive: network.statusPayoutsActive,
  }
}

export const networkOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/affiliate_network',
    id: 'createAffiliateNetwork',
    summary: 'Create an affiliate network',
    tag,
    body: NetworkWrite,
    answer: CreatedId,
    status: 201,
    run: ({ desk, caller, body }) => idOf(createNetwork(desk, caller, networkChange(body))),
  }),
  ...resourceOperations({
    kind: 'affiliate_networks',
    base: '/affiliate_network',
    noun: 'AffiliateNetwork',
    article: 'an affiliate network',
    tag,
    body: NetworkReplace,
    view: (_call, network) => networkView(network),
    replace: ({ desk, caller }, body, before) =>
      changeNetwork(desk, caller, before.id, networkChange(body)),
    rename: ({ desk, caller, params }, name) => changeNetwork(desk, caller, params.id, { name }),
  }),
  operation({
    method: 'GET',
    path: '/affiliate_network/list/filtered',
    id: 'findAffiliateNetworks',
    summary: 'List affiliate networks by name, group and state',
    tag,
    query: Type.Object({ name: TextFilter, groupUuid: UuidFilter, ...STATUS, ...PAGE }),
    run: ({ read, caller, query }) => {
      const stored = read.affiliate_networks.list(storedStatus(query.status))
      const rows = readable(caller, 'affiliate_networks', stored)
        .filter((network) => hasText(network.name, query.name))
        .filter((network) => query.groupUuid === undefined || network.groupId === query.groupUuid)
        .map((network) => ({
          id: network.id,
          name: network.name,
          offerUrlTemplate: network.offerUrlTemplate,
          groupId: network.groupId,
          accessLevel: accessTo(caller, 'affiliate_networks', network),
        }))
      return pageOf(rows, query)
    },
  }),
  operation({
    method: 'GET',
    path: '/affiliate_network/preset/catalog',
    id: 'listAffiliateNetworkPresets',
    summary: 'Starting points for affiliate networks',
    tag,
    run: () => networkPresets(),
  }),
  operation({
    method: 'GET',
    path: '/affiliate_network/list/all',
    id: 'listAffiliateNetworks',
    summary: 'List affiliate networks',
    tag,
    run: ({ read, caller }) =>
      readable(caller, 'affiliate_networks', read.affiliate_networks.list('active')).map(
        (network) => ({
          id: network.id,
          name: network.name,
          offerUrlTemplate: network.offerUrlTemplate,
          accessLevel: accessTo(caller, 'affiliate_networks', network),
        }),
      ),
  }),
]
