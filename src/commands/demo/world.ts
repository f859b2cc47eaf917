/** The demo's tracker: sources, networks, offers, landings and campaigns as an affiliate has them. */
import type { Flow, FlowSet, OfferEntry, Parameter, Path } from '../../core/model.ts'
import { PLAIN_FLOW } from '../../core/plain.ts'
import { COMMAND_LINE } from '../../manage/access.ts'
import { createCampaign } from '../../manage/campaigns/campaigns.ts'
import type { Desk } from '../../manage/desk.ts'
import { createLanding } from '../../manage/landings/landings.ts'
import { createOffer } from '../../manage/offers.ts'
import { createNetwork, createSource } from '../../manage/partners.ts'
import { isRefusal, type Refusal } from '../../manage/refusal.ts'

export interface DemoOffer {
  readonly id: number
  readonly networkId: number
  readonly payoutMicros: number
  readonly url: string
  readonly weight: number
}

export interface DemoFlow {
  readonly id: number
  readonly type: Flow['type']
  readonly pathId: number
  /** `null`: everybody that came so far. */
  readonly country: string | null
  readonly landingId: number
  readonly offers: readonly DemoOffer[]
}

export interface DemoCampaign {
  readonly id: number
  readonly sourceId: number
  readonly source: string
  readonly cpcMicros: number
  readonly weight: number
  readonly flows: readonly DemoFlow[]
}

const parameter = (
  field: string,
  alias: string,
  placeholder: string,
  label: string,
): Parameter => ({
  field,
  alias,
  placeholder,
  label,
})

const PARAMETERS: readonly Parameter[] = [
  parameter('sub_id_1', 'zone', '{zoneid}', 'Zone'),
  parameter('sub_id_2', 'banner', '{bannerid}', 'Banner'),
  parameter('sub_id_3', 'site', '{site}', 'Site'),
  parameter('cost', 'cost', '{cost}', 'Cost'),
  parameter('external_id', 'clickid', '${SUBID}', 'Click id'),
]

const SOURCES = ['PropellerAds', 'Facebook Ads', 'TikTok Ads', 'ExoClick']
const NETWORKS = ['LeadBit', 'Dr.Cash', 'Everad']
const OFFERS = [
  ['Slim Drops DE', 'DE', 26],
  ['Joint Gel AT', 'AT', 24],
  ['Crypto App US', 'US', 350],
  ['Dating SOI FR', 'FR', 4.2],
  ['Sweepstakes iPhone IT', 'IT', 2.8],
  ['VPN Trial Worldwide', '', 6.5],
  ['Mobile Game CPI BR', 'BR', 1.4],
  ['Credit Card ES', 'ES', 45],
] as const
const LANDINGS = ['Doctor interview', 'Quiz', 'Success story']
const CAMPAIGNS = [
  ['Nutra Tier 1', 'nutra', 0, 0.021, 30],
  ['Crypto US', 'crypto', 1, 0.38, 8],
  ['Dating push', 'dating', 3, 0.009, 26],
  ['Sweeps Italy', 'sweeps', 0, 0.012, 18],
  ['VPN worldwide', 'vpn', 2, 0.03, 10],
  ['Games LATAM', 'games', 3, 0.004, 8],
] as const

/** Makes everything at the desk; throws if the tracker refuses what the demo thinks up. */
export function makeWorld(desk: Desk, suffix: string): DemoCampaign[] {
  const sources = SOURCES.map((name) =>
    made(createSource(desk, COMMAND_LINE, { name, parameters: PARAMETERS })),
  )
  const networks = NETWORKS.map((name) => made(createNetwork(desk, COMMAND_LINE, { name })))
  const offers = OFFERS.map((offer, at) => makeOffer(desk, offer, networks[at % networks.length]!))
  const landings = LANDINGS.map((name, at) => {
    const url = `https://landing${at + 1}.example/?lang={language}`
    return made(createLanding(desk, COMMAND_LINE, { name, url }))
  })
  return CAMPAIGNS.map(([name, alias, source, cpc, weight], at) => {
    const draft = flowSet(offers, landings, at)
    const cpcMicros = Math.round(cpc * 1e6)
    const id = made(
      createCampaign(
        desk,
        COMMAND_LINE,
        {
          name,
          alias: alias + suffix,
          key: alias + suffix,
          sourceId: sources[source]!,
          cost: {
            model: 'CPC',
            amountMicros: cpcMicros,
            currency: 'USD',
            auto: true,
            trafficLoss: 0,
          },
        },
        draft,
      ),
    )
    const stored = desk.stores.flowSets.find('campaign', id)!
    const flows = stored.flows.map((flow) => demoFlow(flow, offers))
    return { id, sourceId: sources[source]!, source: SOURCES[source]!, cpcMicros, weight, flows }
  })
}

function made(result: number | Refusal): number {
  if (isRefusal(result)) throw new Error(`the demo was refused: ${JSON.stringify(result)}`)
  return result
}

type OfferRow = (typeof OFFERS)[number]

function makeOffer(desk: Desk, [name, country, payout]: OfferRow, networkId: number): DemoOffer {
  const url = `https://offers.example/${name.toLowerCase().replaceAll(' ', '-')}?sub={subid}&zone={sub_id_1}`
  const payoutMicros = Math.round(payout * 1e6)
  const change = { name, country, url, networkId, payoutMicros, payoutCurrency: 'USD' }
  return {
    id: made(createOffer(desk, COMMAND_LINE, change)),
    networkId,
    payoutMicros,
    url,
    weight: 1,
  }
}

/** A forced flow for one country, and a default one with two offers. */
function flowSet(offers: readonly DemoOffer[], landings: readonly number[], at: number): FlowSet {
  const country = OFFERS[at]![1] || 'GB'
  const landing = landings[at % landings.length]!
  const forced: Flow = {
    ...plainFlow(`${country} only`, path(landing, [offers[at]!])),
    type: 'forced',
    filters: [
      { key: 'country', mode: 'accept', payload: [country], onUnknown: 'defer', enabled: true },
    ],
  }
  const others = [offers[(at + 3) % offers.length]!, offers[(at + 5) % offers.length]!]
  return { mode: 'position', flows: [forced, plainFlow('Everybody else', path(0, others))] }
}

function plainFlow(name: string, only: Path): Flow {
  return { ...PLAIN_FLOW, id: 0, type: 'default', name, paths: [only] }
}

function path(landingId: number, offers: readonly DemoOffer[]): Path {
  const entry = ({ id }: DemoOffer): OfferEntry => ({
    offerId: id,
    campaignId: null,
    directUrl: null,
    enabled: true,
    weight: 100,
  })
  const landings = landingId === 0 ? [] : [{ landingId, enabled: true, weight: 100 }]
  return { id: 0, name: 'Main', enabled: true, weight: 100, landings, offers: offers.map(entry) }
}

function demoFlow(flow: Flow, offers: readonly DemoOffer[]): DemoFlow {
  const [only] = flow.paths
  const ids = new Set(only?.offers.map(({ offerId }) => offerId))
  const payload = flow.filters[0]?.payload
  return {
    id: flow.id,
    type: flow.type,
    pathId: only?.id ?? 0,
    country: Array.isArray(payload) ? String(payload[0]) : null,
    landingId: only?.landings[0]?.landingId ?? 0,
    offers: offers.filter(({ id }) => ids.has(id)),
  }
}
