/**
 * The compiled configuration: all that a decision reads. Frozen in meaning: built by `routing`,
 * never changed in place, swapped whole when somebody publishes.
 */
import type { Template } from './macros/template.ts'
import type {
  AffiliateNetwork,
  Campaign,
  Domain,
  Flow,
  Landing,
  LandingEntry,
  Offer,
  OfferEntry,
  Path,
  PostbackMode,
  TrafficSource,
} from './model.ts'
import type { Privacy } from './privacy.ts'
import type { FilterVerdict } from './trace/trace.ts'
import type { Visit } from './visit.ts'

/** What a filter says of a visit. `why` explains `unknown`, `seen` is the value looked at. */
export interface FilterResult {
  readonly verdict: FilterVerdict
  readonly seen: string | null
  readonly why: string | null
}

/** Runs on every click; `now` is epoch milliseconds. The mode is already applied. Never throws. */
export type CompiledTest = (visit: Visit, now: number, flowId: number) => FilterResult

export interface CompiledFilter {
  readonly key: string
  readonly onUnknown: 'defer' | 'allow' | 'reject'
  readonly test: CompiledTest
}

/** A target URL or text with its macros parsed, and the action that sends the visitor there. */
export interface CompiledAction {
  readonly key: string
  /** The configured payload, before macros. */
  readonly payload: string
  readonly template: Template
}

export interface CompiledOfferEntry extends OfferEntry {
  /** The parsed `directUrl`; `null` when the entry is an offer or a campaign. */
  readonly direct: CompiledAction | null
  /** Place in the path's list, from 1. */
  readonly position: number
  /** What a binding calls it: its offer, else a number beyond those of offers that stays its own. */
  readonly boundAs: number
}

export interface CompiledPath {
  readonly spec: Path
  readonly position: number
  /** Only those that are enabled with a weight above 0, in path order. */
  readonly landings: readonly LandingEntry[]
  /** All entries in path order; weight 0 keeps bound visitors and can be picked directly. */
  readonly offers: readonly CompiledOfferEntry[]
}

/** In one object with what decides: of ten thousand campaigns' flows each step to another one is slow. */
export interface CompiledFlow extends Pick<
  Flow,
  'id' | 'type' | 'name' | 'weight' | 'combine' | 'markAsBot' | 'storeClicks'
> {
  readonly filters: readonly CompiledFilter[]
  readonly action: CompiledAction | null
  /** Enabled paths only. */
  readonly paths: readonly CompiledPath[]
}

/** A macro that must have a value for the postback to be sent. */
export interface Need {
  /** As it is written. */
  readonly name: string
  readonly args: string
  /** Place in the registry. */
  readonly macro: number
}

export interface CompiledPostback {
  /** Names the entry within its campaign: `campaign 1`, `source`, `source sale`. */
  readonly key: string
  readonly owner: 'campaign' | 'source'
  readonly statuses: readonly string[]
  readonly mode: PostbackMode
  readonly percent: number
  readonly payoutPercent: number
  readonly url: Template
  readonly method: 'GET' | 'POST'
  readonly contentType: string
  /** `null` for a GET. */
  readonly body: Template | null
  readonly headers: readonly (readonly [name: string, value: Template])[]
  readonly needs: readonly Need[]
  /** Whether the payout is told, so that there has to be one. */
  readonly tellsRevenue: boolean
  /** Those that it wants cities in. */
  readonly cityLanguages: readonly string[]
  readonly successText: string
  readonly failureText: string
}

/** Enabled flows of a campaign by type, each list in position order. */
export interface CompiledFlows {
  readonly mode: 'position' | 'weight'
  readonly forced: readonly CompiledFlow[]
  readonly regular: readonly CompiledFlow[]
  readonly fallback: CompiledFlow | null
}

export interface CompiledCampaign extends CompiledFlows {
  readonly spec: Campaign
  readonly source: TrafficSource | null
  /** Strings appended to the addresses of landings and offers, parsed; kind `query`. */
  readonly appendToLanding: Template
  readonly appendToOffer: Template
  /** Who is told of conversions: the campaign's entries, then its source's. */
  readonly postbacks: readonly CompiledPostback[]
}

export interface CompiledLanding {
  readonly spec: Landing
  readonly action: CompiledAction
}

export interface CompiledOffer {
  readonly spec: Offer
  readonly network: AffiliateNetwork | null
  /** The offer's own action, or its URL inside the network's template. */
  readonly action: CompiledAction
  /** Whether `action` is the offer's own; otherwise the campaign's redirect type applies. */
  readonly hasOwnAction: boolean
  /** The offer's URL without the network's template. */
  readonly url: Template
}

/** A visit whose campaign is at hand as it was compiled. */
export interface RoutedVisit extends Visit {
  readonly campaign: CompiledCampaign
}

/** What opens `/<key>/postback`. */
export interface PostbackKey {
  readonly id: number
  /** `pixel`: stands in pages that visitors can read. */
  readonly kind: 'general' | 'network' | 'pixel'
  /** `null`: for clicks of every network. */
  readonly networkId: number | null
  /** When it stops working, in epoch milliseconds; `null`: it does not. */
  readonly endsAt: number | null
}

/** Things that routing does not use but visitors' macros name. */
export type NamedThing = 'group' | 'owner' | 'rotation' | 'domain'

/** One published state of the whole configuration. Lookups are `null` for the unknown. */
export interface RoutingTables {
  /** Of campaigns that are archived there is none, whatever they are asked for by. */
  campaign(id: number): CompiledCampaign | null
  byAlias(alias: string): CompiledCampaign | null
  /** Where the letters' case does not matter; `null` when several campaigns' aliases differ in it alone. */
  byAliasInAnyCase(alias: string): CompiledCampaign | null
  byKey(key: string): CompiledCampaign | null
  /** A token that was replaced opens its campaign until its time is over. */
  byToken(token: string, now: number): CompiledCampaign | null
  landing(id: number): CompiledLanding | null
  offer(id: number): CompiledOffer | null
  /** Archived ones too: their conversions go on arriving. */
  network(id: number): AffiliateNetwork | null
  /** Archived ones too: they go on being told. */
  source(id: number): TrafficSource | null
  /** Those that sign their calls. */
  readonly signingNetworks: readonly AffiliateNetwork[]
  /** By the SHA-256 of the key, hex. One that has ended is still here. */
  postbackKey(hash: string): PostbackKey | null
  domain(host: string): Domain | null
  readonly defaultDomain: Domain | null
  readonly settings: ReadonlyMap<string, string>
  /** Clicks of an address within ten seconds, beyond which they are marked; 0: none is. */
  readonly floodClicks: number
  /** What of a visitor is not to be stored; `null`: all is stored. */
  readonly privacy: Privacy | null
  /** `''` for what has no name. A domain's name is its host, an owner's his login. */
  nameOf(thing: NamedThing, id: string): string
  /** For what comes of past clicks, never for a visit: here `campaign` finds archived ones, too. */
  readonly ofPast: RoutingTables
}
