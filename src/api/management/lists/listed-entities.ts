/**
 * What a page of each kind of objects with statistics knows besides names: the states they can be in,
 * the texts they are found by, the columns that they are sorted by, and what a row tells.
 */
import type { Records } from '../../../db/records.ts'
import { accessTo } from '../../../manage/access.ts'
import { campaignRow } from '../campaigns/campaign-lists.ts'
import { linkMaker } from '../campaigns/campaign-view.ts'
import { type Entity, STORES, thingsOf } from '../entities.ts'
import { landingRow, locationOf } from '../objects/landings.ts'
import { offerRow } from '../objects/offers.ts'
import { payoutView } from '../objects/offers.wire.ts'
import type { Listed, ListedKind, OrderValue } from './listed-kind.ts'

/** Checks the types of one kind and forgets them, so that all fit one list. */
function listed<E extends Entity>(
  entity: E,
  spec: Pick<Listed<Records[(typeof STORES)[E]]>, 'states' | 'view'>,
): ListedKind {
  const things: ListedKind['things'] = (call, filters) => thingsOf(call, entity, filters)
  const accessOf: ListedKind['accessOf'] = ({ caller }, thing) =>
    accessTo(caller, STORES[entity], thing)
  return { ...spec, entity, things, accessOf } as unknown as ListedKind
}

/** Nothing but its group: name, id and access are in every row. */
const PLAIN = {
  states: new Map(),
  view: () => ({
    texts: () => [],
    orders: new Map(),
    row: ({ groupId }: { readonly groupId: string | null }) => ({ groupId }),
  }),
}

export const LISTED_ENTITIES: Readonly<Record<Entity, ListedKind>> = {
  campaign: listed('campaign', {
    // The kill switch counts before a pause.
    states: new Map([
      ['running', ({ blocked, state }) => !blocked && state !== 'paused'],
      ['paused', ({ blocked, state }) => !blocked && state === 'paused'],
      ['stopped', ({ blocked }) => blocked],
    ]),
    view(call) {
      const sources = call.read.traffic_sources.names()
      const groups = call.read.groups.names()
      const [row, link] = [campaignRow(call), linkMaker(call)]
      const source = ({ sourceId }: Records['campaigns']) => sources.get(sourceId ?? 0) ?? null
      const group = ({ groupId }: Records['campaigns']) => groups.get(groupId ?? '') ?? null
      return {
        texts: (campaign) => [source(campaign), group(campaign)],
        orders: new Map<string, (campaign: Records['campaigns']) => OrderValue>([
          ['source', source],
          ['group', group],
          ['state', ({ blocked, state }) => (blocked ? 2 : state === 'paused' ? 1 : 0)],
        ]),
        row: (campaign) => ({ ...row(campaign), link: link(campaign) }),
      }
    },
  }),
  offer: listed('offer', {
    states: new Map(),
    view(call) {
      const networks = call.read.affiliate_networks.names()
      const network = ({ networkId }: Records['offers']) => networks.get(networkId ?? 0) ?? null
      return {
        texts: (offer) => [network(offer), offer.country],
        orders: new Map<string, (offer: Records['offers']) => OrderValue>([
          ['network', network],
          ['country', ({ country }) => country || null],
          // What is hidden gives no order.
          ['payout', (offer) => (call.caller.hidesMoney ? null : payoutView(offer).money.amount)],
        ]),
        row: (offer) => ({ ...offerRow(call, offer), affiliateNetworkName: network(offer) }),
      }
    },
  }),
  landing: listed('landing', {
    states: new Map(),
    view: (call) => ({
      texts: (landing) => [locationOf(landing)],
      orders: new Map<string, (landing: Records['landings']) => OrderValue>([
        ['kind', ({ kind }) => Number(kind !== 'local')],
        ['location', locationOf],
      ]),
      row: (landing) => landingRow(call, landing),
    }),
  }),
  rotation: listed('rotation', PLAIN),
  affiliate_network: listed('affiliate_network', {
    states: new Map(),
    view: () => ({
      texts: ({ offerUrlTemplate }) => [offerUrlTemplate],
      orders: new Map(),
      row: ({ offerUrlTemplate }) => ({ offerUrlTemplate }),
    }),
  }),
  traffic_source: listed('traffic_source', PLAIN),
}
