/**
 * A click of nobody, marked as a test: it is in no statistic, and nobody outside is told of its
 * conversions. With it a person tries a postback from end to end.
 */
import { rowOf } from '../../core/click-id.ts'
import { flowsOf } from '../../core/click-place.ts'
import { storedDestination } from '../../core/click.ts'
import { type Event, EventKind, Flag, rowToEvent } from '../../core/event.ts'
import type { CompiledCampaign, CompiledOffer, RoutingTables } from '../../core/tables.ts'
import { filledOffer } from '../../core/targets.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { clickContext } from '../deliveries/outgoing.ts'
import type { OutsideParts } from '../outside.ts'

export interface TestClickParts extends OutsideParts {
  readonly tables: () => RoutingTables
  readonly ledger: Pick<Ledger, 'reserve' | 'appendDurable'>
  readonly clock: () => number
}

export interface TestClickWish {
  readonly campaignId: number
  /** The offer shall be of this network; `null`: any. */
  readonly networkId: number | null
}

export interface TestClick {
  readonly clickId: string
  /** 0: its offer is of none. */
  readonly networkId: number
}

/** `no_offer`: the campaign leads to none, or to none of the network. */
export async function makeTestClick(
  parts: TestClickParts,
  { campaignId, networkId }: TestClickWish,
): Promise<TestClick | 'no_campaign' | 'no_offer' | 'not_stored'> {
  const tables = parts.tables()
  const campaign = tables.campaign(campaignId)
  if (campaign === null) return 'no_campaign'
  const offer = offersOf(campaign, tables).find(({ network }) => {
    return networkId === null || network?.id === networkId
  })
  if (offer === undefined) return 'no_offer'
  const { clickId, seq } = parts.ledger.reserve()
  const now = parts.clock()
  const click = testClick(campaign, offer, { seq, time: now })
  click.host = tables.defaultDomain?.host ?? ''
  const url = filledOffer(clickContext(parts, { clickId, click, tables, origin: '', now }), 'final')
  click.destination = storedDestination(url, clickId)
  const made = { clickId, networkId: click.networkId }
  return (await parts.ledger.appendDurable(click)) ? made : 'not_stored'
}

function offersOf(campaign: CompiledCampaign, tables: RoutingTables): CompiledOffer[] {
  const ids = flowsOf(campaign)
    .flatMap(({ paths }) => paths)
    .flatMap(({ offers }) => offers)
  return ids.flatMap(({ offerId }) => {
    const offer = offerId === null ? null : tables.offer(offerId)
    return offer === null ? [] : [offer]
  })
}

function testClick(
  { spec }: CompiledCampaign,
  { spec: offer, network }: CompiledOffer,
  { seq, time }: { readonly seq: number; readonly time: number },
): Event {
  return {
    ...rowToEvent([]),
    kind: EventKind.click,
    row: rowOf(seq),
    time,
    clickTime: time,
    clickSeq: seq,
    flags: Flag.test | Flag.offerReached,
    campaignId: spec.id,
    offerId: offer.id,
    networkId: network?.id ?? 0,
    sourceId: spec.sourceId ?? 0,
    entry: 'redirect',
    action: spec.offerRedirect,
    externalId: 'TEST',
    costOrigin: 'none',
    costCurrency: spec.cost.currency,
    clicks: 1,
  }
}
