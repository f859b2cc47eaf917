/**
 * Builders of domain objects. Each takes only what differs from an ordinary one: campaign 1 is
 * active, by position, without filters; visitors are Germans on a desktop who were never here.
 */
import { type Arrival, newClick } from '../../src/core/click.ts'
import {
  compileCampaign,
  compileFlows,
  compileLanding,
  compileOffer,
} from '../../src/core/compile.ts'
import { PLAIN_SENDING } from '../../src/core/conversions/postbacks.ts'
import { macroDice } from '../../src/core/dice.ts'
import { type MacroContext, NO_OUTSIDE } from '../../src/core/macros/context.ts'
import type {
  AffiliateNetwork,
  Campaign,
  FilterSpec,
  Flow,
  FlowSet,
  Landing,
  LandingEntry,
  Offer,
  OfferCap,
  OfferEntry,
  Path,
  TrafficSource,
} from '../../src/core/model.ts'
import { PLAIN_CAMPAIGN, PLAIN_FLOW } from '../../src/core/plain.ts'
import { privacyOf } from '../../src/core/privacy.ts'
import type { RoutedVisit, RoutingTables } from '../../src/core/tables.ts'
import { filledOffer } from '../../src/core/targets.ts'
import type { Device, History, Parameters, Visitor } from '../../src/core/visit.ts'
import { DEFAULTS } from '../../src/db/records.ts'
import { UNKNOWN_GEO } from '../../src/detect/geo.ts'
import { parseIp } from '../../src/lib/ip.ts'

/** A Thursday at noon, UTC. */
export const NOON = Date.UTC(2026, 2, 12, 12)
export const CLICK_ID = '1jjlqn2cluajkp9edd1o'

export function aCampaign(differs: Partial<Campaign> = {}): Campaign {
  return {
    ...PLAIN_CAMPAIGN,
    id: 1,
    name: 'Campaign',
    alias: 'go',
    key: 'key1',
    token: 'token1',
    ...differs,
  }
}

export function aTrafficSource(differs: Partial<TrafficSource> = {}): TrafficSource {
  return {
    id: 1,
    name: 'Source',
    state: 'active',
    parameters: [],
    postbackUrl: '',
    trafficLoss: 0,
    percent: 100,
    payoutPercent: 100,
    s2sMode: 'ALL',
    statusPostbacks: [],
    statusPostbacksActive: false,
    sending: PLAIN_SENDING,
    ...differs,
  }
}

export function aFlow(differs: Partial<Flow> = {}): Flow {
  return {
    ...PLAIN_FLOW,
    id: 1,
    type: 'regular',
    name: 'Flow',
    weight: 1,
    ...differs,
  }
}

export function aFilter(
  key: string,
  payload: unknown,
  differs: Partial<FilterSpec> = {},
): FilterSpec {
  return { key, mode: 'accept', payload, onUnknown: 'defer', enabled: true, ...differs }
}

export function aPath(differs: Partial<Path> = {}): Path {
  return { id: 1, name: 'Path', enabled: true, weight: 1, landings: [], offers: [], ...differs }
}

export function aLandingEntry(differs: Partial<LandingEntry> = {}): LandingEntry {
  return { landingId: 1, enabled: true, weight: 1, ...differs }
}

export function anOfferEntry(differs: Partial<OfferEntry> = {}): OfferEntry {
  return { offerId: null, campaignId: null, directUrl: null, enabled: true, weight: 1, ...differs }
}

export function aLanding(differs: Partial<Landing> = {}): Landing {
  return {
    id: 1,
    name: 'Landing',
    state: 'active',
    kind: 'external',
    url: 'https://landing.example/',
    path: '',
    action: null,
    language: '',
    groupId: null,
    sendsIds: true,
    ...differs,
  }
}

export function anOffer(differs: Partial<Offer> = {}): Offer {
  return {
    ...DEFAULTS.offers,
    id: 1,
    name: 'Offer',
    url: 'https://offer.example/',
    ...differs,
  }
}

export function aCap(differs: Partial<OfferCap> = {}): OfferCap {
  return {
    active: true,
    max: 1,
    period: 'day',
    seconds: 0,
    startsAt: 0,
    timezone: 'UTC',
    whenFull: 'in_path',
    alternativeOfferId: null,
    ...differs,
  }
}

export function aNetwork(differs: Partial<AffiliateNetwork> = {}): AffiliateNetwork {
  return {
    id: 1,
    name: 'Network',
    state: 'active',
    offerUrlTemplate: '',
    allowedAddresses: [],
    statusPayouts: [],
    statusPayoutsActive: false,
    statusMap: [],
    currency: '',
    postbackUrl: '',
    trustsBrowsers: false,
    allowsKeyless: true,
    signature: null,
    ...differs,
  }
}

/** What a table holds. A campaign without a flow set has no flow at all. */
export interface World {
  readonly campaigns?: readonly { spec: Campaign; set?: FlowSet; source?: TrafficSource }[]
  readonly offers?: readonly Offer[]
  readonly landings?: readonly Landing[]
  readonly networks?: readonly AffiliateNetwork[]
  readonly settings?: ReadonlyMap<string, string>
  /** By kind and id, as in `group g1`. */
  readonly names?: Readonly<Record<string, string>>
}

/** Compiled tables as routing would publish them. */
export function tablesOf(world: World): RoutingTables {
  const none: FlowSet = { mode: 'position', flows: [] }
  const compiled = (world.campaigns ?? []).map(({ spec, set = none, source = null }) =>
    compileCampaign(spec, compileFlows(set), source),
  )
  const liveOnes = compiled.filter(({ spec }) => spec.state !== 'archived')
  const networks = byId(world.networks ?? [])
  const sources = byId((world.campaigns ?? []).flatMap(({ source }) => source ?? []))
  const offers = (world.offers ?? []).map((offer) =>
    compileOffer(offer, networks.get(offer.networkId ?? 0) ?? null),
  )
  const landings = (world.landings ?? []).map(compileLanding)
  const find = (matches: (spec: Campaign) => boolean) =>
    liveOnes.find(({ spec }) => matches(spec)) ?? null
  const live: Omit<RoutingTables, 'ofPast'> = {
    campaign: (id) => find((spec) => spec.id === id),
    byAlias: (alias) => find((spec) => spec.alias === alias),
    byAliasInAnyCase: (alias) => find((spec) => spec.alias.toLowerCase() === alias.toLowerCase()),
    byKey: (key) => find((spec) => spec.key === key),
    byToken: (token) => find((spec) => spec.token === token),
    offer: (id) => offers.find(({ spec }) => spec.id === id) ?? null,
    landing: (id) => landings.find(({ spec }) => spec.id === id) ?? null,
    network: (id) => networks.get(id) ?? null,
    source: (id) => sources.get(id) ?? null,
    signingNetworks: [...networks.values()].filter(({ signature }) => signature !== null),
    postbackKey: () => null,
    domain: () => null,
    defaultDomain: null,
    settings: world.settings ?? new Map(),
    floodClicks: 100,
    privacy: privacyOf(world.settings ?? new Map()),
    nameOf: (thing, id) => world.names?.[`${thing} ${id}`] ?? '',
  }
  const ofPast: RoutingTables = {
    ...live,
    campaign: (id) => compiled.find(({ spec }) => spec.id === id) ?? null,
    get ofPast() {
      return ofPast
    },
  }
  return { ...live, ofPast }
}

/** A lone campaign with these flows, and its tables. */
export function aWorld(flows: readonly Flow[], differs: Partial<Campaign> = {}, world: World = {}) {
  const spec = aCampaign(differs)
  const set: FlowSet = { mode: 'position', flows }
  const tables = tablesOf({ ...world, campaigns: [{ spec, set }, ...(world.campaigns ?? [])] })
  return { tables, campaign: compileCampaign(spec, compileFlows(set), null) }
}

const DESKTOP: Device = {
  type: 'desktop',
  brand: '',
  model: '',
  os: 'Linux',
  osVersion: '',
  browser: 'Chrome',
  browserVersion: '131.0',
}

export function aVisitor(differs: Partial<Visitor> = {}): Visitor {
  return {
    ip: parseIp('203.0.113.7'),
    ipText: '203.0.113.7',
    geo: { ...UNKNOWN_GEO, country: 'DE', continent: 'EU' },
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0',
    device: DESKTOP,
    language: 'en',
    xRequestedWith: '',
    referrer: '',
    searchEngine: '',
    botReasons: [],
    robot: '',
    unusual: [],
    ...differs,
  }
}

export function someParameters(differs: Partial<Parameters> = {}): Parameters {
  return {
    keyword: '',
    source: '',
    externalId: '',
    adCampaignId: '',
    creativeId: '',
    cost: '',
    currency: '',
    subIds: [],
    extraParams: [],
    query: new Map(),
    rawQuery: '',
    unexpanded: [],
    truncated: [],
    healed: false,
    ...differs,
  }
}

export function aHistory(differs: Partial<History> = {}): History {
  return {
    unique: () => true,
    uniquenessKnown: true,
    bound: () => null,
    flowClicks: () => 0,
    capUsed: () => 0,
    ...differs,
  }
}

export function aVisit(differs: Partial<RoutedVisit> = {}): RoutedVisit {
  return {
    campaign: aWorld([]).campaign,
    visitor: aVisitor(),
    parameters: someParameters(),
    history: aHistory(),
    clickId: CLICK_ID,
    origin: 'https://trk.example',
    host: 'trk.example',
    url: 'https://trk.example/go',
    header: () => '',
    ...differs,
  }
}

export function anArrival(differs: Partial<Arrival> = {}): Arrival {
  return {
    seq: 65_536 * 3 + 7,
    time: NOON,
    entry: 'redirect',
    parentCampaignId: 0,
    linkId: 0,
    flags: 0,
    cost: { micros: 0, currency: 'USD', origin: 'none' },
    ...differs,
  }
}

/** What macros see of a visit before anything is chosen. */
export function aMacroContext(differs: Partial<MacroContext> = {}, visit = aVisit()): MacroContext {
  return {
    click: newClick(visit, anArrival()),
    clickId: visit.clickId,
    origin: visit.origin,
    tables: tablesOf({}),
    now: NOON,
    dice: macroDice(visit.clickId, 1),
    outside: NO_OUTSIDE,
    conversion: null,
    offerPosition: 0,
    offerUrl: filledOffer,
    ...differs,
  }
}

function byId<T extends { readonly id: number }>(things: readonly T[]): ReadonlyMap<number, T> {
  return new Map(things.map((thing) => [thing.id, thing]))
}
