/**
 * The configuration people edit: campaigns, flows, landings, offers and what surrounds them.
 *
 * Plain data as it is stored. Money is integer micro-units of its currency, times are epoch
 * milliseconds, `null` means "none". What routing needs is compiled from here (`core/tables.ts`).
 */
import type { StatusWord } from './conversions/classes.ts'
import type { Destination } from './links/destination.ts'

/** `archived` is deleted for routing, but its statistics stay readable. */
export type State = 'active' | 'paused' | 'archived'

/** How a campaign or an offer is reached when the landing or offer has no action of its own. */
export type RedirectType = 'http' | 'meta' | 'double_meta' | 'js' | 'blank_referrer'

/** What stays the same for a returning visitor; each level includes the ones before it. */
export type Binding = 'none' | 'flow' | 'landing' | 'offer'

export type CostModel = 'CPC' | 'CPUC' | 'CPM' | 'CPA' | 'CPS' | 'RevShare'

export interface Uniqueness {
  readonly method: 'ip' | 'ip_ua'
  /** 1 to 8,760. */
  readonly ttlHours: number
  /** Whether marks are also kept in signed cookies. */
  readonly cookies: boolean
}

export interface Cost {
  readonly model: CostModel
  /** Micro-units per click or conversion; for `RevShare` millionths of a percent. */
  readonly amountMicros: number
  readonly currency: string
  /** Take the cost from the visit's `cost` parameter when it has one. */
  readonly auto: boolean
  /** Percent from 0 to below 100. */
  readonly trafficLoss: number
  /** Classes or words for whose conversions `CPA` is paid; none: for each click's first conversion. */
  readonly statuses?: readonly string[]
}

/** Which field a URL parameter of the traffic source feeds (`routing.md` 13). */
export interface Parameter {
  /** `sub_id_1` … `sub_id_30`, `extra_param_1` … `10`, `keyword`, `cost`, `external_id` and so on. */
  readonly field: string
  readonly label: string
  /** The name in the URL; `''` leaves the parameter out of the campaign link. */
  readonly alias: string
  /** The macro that the source replaces, e.g. `{zoneid}`. */
  readonly placeholder: string
}

export interface FilterSpec {
  readonly key: string
  readonly mode: 'accept' | 'reject'
  readonly payload: unknown
  /** What an unknown verdict does: try the flow last, ignore the filter, or refuse. */
  readonly onUnknown: 'defer' | 'allow' | 'reject'
  readonly enabled: boolean
}

export interface ActionSpec {
  readonly key: string
  /** A URL template, a text, a campaign id: the action's own schema says which. */
  readonly payload: string
}

export interface LandingEntry {
  readonly landingId: number
  readonly enabled: boolean
  readonly weight: number
}

/** One of the three ids is set; if several are, the order of precedence is as written here. */
export interface OfferEntry {
  readonly offerId: number | null
  readonly campaignId: number | null
  readonly directUrl: string | null
  readonly enabled: boolean
  readonly weight: number
}

export interface Path {
  readonly id: number
  readonly name: string
  readonly enabled: boolean
  readonly weight: number
  readonly landings: readonly LandingEntry[]
  readonly offers: readonly OfferEntry[]
}

export type FlowType = 'forced' | 'regular' | 'default'

/** A flow has an action or paths, never both. Its position is its place in the list. */
export interface Flow {
  readonly id: number
  readonly type: FlowType
  readonly name: string
  readonly weight: number
  readonly enabled: boolean
  readonly combine: 'and' | 'or'
  readonly filters: readonly FilterSpec[]
  readonly markAsBot: boolean
  /** Off: visits are routed but not stored. */
  readonly storeClicks: boolean
  readonly action: ActionSpec | null
  readonly paths: readonly Path[]
}

/** Forced flows first, then regular ones, exactly one default flow last. */
export interface FlowSet {
  readonly mode: 'position' | 'weight'
  readonly flows: readonly Flow[]
}

/** How a postback is sent, and how its answer is read. */
export interface Sending {
  readonly method: 'GET' | 'POST'
  /** What a POST carries, with macros: an urlencoded form or JSON. */
  readonly format: 'form' | 'json'
  readonly body: string
  /** Values may hold macros. */
  readonly headers: readonly Header[]
  /** Macros without which nothing is sent, by any of their names; `external_id` always is one. */
  readonly required: readonly string[]
  /** Has to stand in the answer; `''`: any answer of status 2xx will do. */
  readonly successText: string
  /** Says in an answer of status 2xx that it is an error; `''`: none does. */
  readonly failureText: string
}

export interface Header {
  readonly name: string
  readonly value: string
}

/** Which conversions are told: all, the first of a click, the confirmed ones. */
export type PostbackMode = 'all' | 'first' | 'approved'

/** An outgoing postback of a campaign. */
export interface Postback extends Sending {
  /** With macros. */
  readonly url: string
  /** Classes or the network's words; empty: all. */
  readonly statuses: readonly string[]
  readonly mode: PostbackMode
  /** Percent of conversions told, and of their payout; `null`: as the campaign says. */
  readonly percent: number | null
  readonly payoutPercent: number | null
}

/** Another postback of a traffic source, for one status. */
export interface StatusPostback {
  readonly conversionStatus: string
  readonly link: string
}

export interface Campaign {
  readonly id: number
  readonly name: string
  /** The word in `/<alias>`. */
  readonly alias: string
  /** The word in `/click?key=<key>`. */
  readonly key: string
  /** Opens the Click API for this campaign. */
  readonly token: string
  readonly state: State
  /** Kill switch: visitors get 410. */
  readonly blocked: boolean
  readonly binding: Binding
  readonly uniqueness: Uniqueness
  readonly cost: Cost
  readonly sourceId: number | null
  readonly domainId: string | null
  readonly groupId: string | null
  readonly ownerId: number | null
  readonly parameters: readonly Parameter[]
  readonly landingRedirect: RedirectType
  readonly offerRedirect: RedirectType
  readonly appendToCampaignUrl: string
  readonly appendToLandingUrl: string
  readonly appendToOfferUrl: string
  /** IANA zone: the calendar of `limit` filters. */
  readonly timezone: string
  /** The shared rotation it uses, or `null` for its own flow set. */
  readonly rotationId: number | null
  readonly clickApiEnabled: boolean
  /** How versions 2 and 3 answer: as clients need it, or as the public document writes it. */
  readonly clickApiShape: 'clients' | 'document'
  readonly postbacks: readonly Postback[]
  /** Percent of conversions passed on, and of the payout reported. */
  readonly postbackPercent: number
  readonly payoutPercent: number
}

export interface Landing {
  readonly id: number
  readonly name: string
  readonly state: State
  readonly kind: 'external' | 'local' | 'action'
  /** The address of an external landing; `''` otherwise. */
  readonly url: string
  /** The index file of a local landing, `landers/<folder>/<file>`; `''` otherwise. */
  readonly path: string
  readonly action: ActionSpec | null
  readonly language: string
  readonly groupId: string | null
  /** Whether the address of an external landing gets `_subid` and `_token`. */
  readonly sendsIds: boolean
}

export interface OfferCap {
  readonly active: boolean
  /** Conversions per period; 0 is no cap. */
  readonly max: number
  /** `day`: a calendar day in `timezone`; otherwise `seconds` from `startsAt`. */
  readonly period: 'day' | 'seconds'
  readonly seconds: number
  readonly startsAt: number
  readonly timezone: string
  readonly whenFull: 'in_path' | 'alternative'
  readonly alternativeOfferId: number | null
}

/** A person said that a cap counts anew, or is reached, from this time to the end of its period. */
export interface CapAdjustment {
  /** Epoch milliseconds. */
  readonly at: number
  readonly as: 'empty' | 'full'
}

export interface Offer {
  readonly id: number
  readonly name: string
  readonly state: State
  readonly url: string
  readonly action: ActionSpec | null
  readonly networkId: number | null
  /** ISO 3166 alpha-2, or `''` for everywhere. A note for people, not a filter. */
  readonly country: string
  readonly payoutMicros: number
  readonly payoutCurrency: string
  /** Take the payout from the postback. */
  readonly payoutAuto: boolean
  /** In `payoutCurrency`: a payout above it counts, and is marked for review; `null`: none is. */
  readonly reviewAboveMicros: number | null
  readonly upsell: 'off' | 'by_tid' | 'add'
  readonly cap: OfferCap | null
  readonly capAdjustment: CapAdjustment | null
  readonly groupId: string | null
}

export interface TrafficSource {
  readonly id: number
  readonly name: string
  readonly state: State
  readonly parameters: readonly Parameter[]
  /** `''`: nothing is sent. */
  readonly postbackUrl: string
  readonly trafficLoss: number
  /** Percent of conversions sent out, and of the payout reported. */
  readonly percent: number
  readonly payoutPercent: number
  readonly s2sMode: 'FIRST' | 'APPROVED' | 'ALL'
  readonly statusPostbacks: readonly StatusPostback[]
  readonly statusPostbacksActive: boolean
  readonly sending: Sending
}

export interface AffiliateNetwork {
  readonly id: number
  readonly name: string
  readonly state: State
  /** Contains `{offer_url}`; `''` leaves offer URLs as they are. */
  readonly offerUrlTemplate: string
  /** Addresses and networks that may send postbacks; empty: everybody. */
  readonly allowedAddresses: readonly string[]
  readonly statusPayouts: readonly StatusPayout[]
  readonly statusPayoutsActive: boolean
  /** The network's words that mean something else here, or nothing to others. */
  readonly statusMap: readonly StatusWord[]
  /** Of payouts that name no currency; `''`: the tracker's. */
  readonly currency: string
  /** Our address as the network is to call it, with its macros; `''`: nobody noted it. */
  readonly postbackUrl: string
  /** Whether payouts count that come from pages which visitors can read. */
  readonly trustsBrowsers: boolean
  /** `null`: its calls are not signed. */
  readonly signature: CallSignature | null
  /** Whether a call may do without a key and go by the click id alone. */
  readonly allowsKeyless: boolean
}

/** How a network signs its calls. */
export interface CallSignature {
  /** Of the query, holding the signature. */
  readonly parameter: string
  /** Never shown. */
  readonly secret: string
}

/** A payout that counts whenever the status comes, whatever was sent. */
export interface StatusPayout {
  readonly conversionStatus: string
  readonly payout: string
}

/** A host we answer on. */
export interface Domain {
  readonly id: string
  readonly host: string
  readonly isDefault: boolean
  readonly blocked: boolean
  /** What `/` shows. A number is the root campaign. */
  readonly indexPage: 'blank_page' | '404_page' | number
  /** What unknown paths show: 404, or the root campaign. */
  readonly notFound: '404' | 'root_campaign'
  readonly httpsOnly: boolean
  readonly noIndex: boolean
  readonly robotsTxt: string
  /** Where `/` and unknown paths lead, before the two rules above; `null`: nowhere else. */
  readonly rootPage: Destination | null
  readonly notFoundPage: Destination | null
  /** Whether letter case matters in words of short links. */
  readonly caseSensitive: boolean
  /** New short links get it unless they name another; without one, the default domain. */
  readonly isLinkDefault: boolean
}
