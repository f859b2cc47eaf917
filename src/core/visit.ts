/**
 * A visit: everything the decision may know. Plain data; the outside fills it in.
 *
 * Three kinds of "don't know" are kept apart everywhere (`routing.md` 6): `null` is *unknown* (no
 * means to tell), `''` is *empty* (looked, nothing there), anything else is the value.
 */
import type { Ip } from '../lib/ip.ts'
import type { Campaign } from './model.ts'
import type { Unusual } from './trace/unusual.ts'
import type { BOT_REASONS, UNIQUENESS_SCOPES } from './words/closed-lists.ts'

export interface Device {
  /** desktop, mobile, tablet, tv, console, player, wearable, smart_display, camera, car, other. */
  readonly type: string
  readonly brand: string
  readonly model: string
  readonly os: string
  readonly osVersion: string
  readonly browser: string
  readonly browserVersion: string
}

export interface Geo {
  /** ISO 3166 alpha-2, upper case. */
  readonly country: string | null
  /** AF AN AS EU NA OC SA. */
  readonly continent: string | null
  /** ISO 3166-2 such as `US-CA`, and its English name. */
  readonly region: string | null
  readonly regionName: string | null
  readonly city: string | null
  /** Geonames id as text, `''` when the file has none. */
  readonly cityId: string | null
  readonly isp: string | null
  readonly organization: string | null
  readonly asn: number | null
  readonly operator: string | null
  /** dialup, cable, corporate, cellular, satellite. */
  readonly connectionType: string | null
  readonly isProxy: boolean | null
  readonly isDatacenter: boolean | null
}

export type BotReason = (typeof BOT_REASONS)[number]

export interface Visitor {
  /** `null`: no valid address was given. */
  readonly ip: Ip | null
  /** Canonical text of `ip`, or the invalid text as it came. */
  readonly ipText: string
  readonly geo: Geo
  /** `null`: no user agent was sent at all. Cut to 1 KB. */
  readonly userAgent: string | null
  /** `null` exactly when `userAgent` is. */
  readonly device: Device | null
  /** Lower-case language with upper-case region, `de` or `de-AT`; `''` when none was sent. */
  readonly language: string
  readonly xRequestedWith: string
  readonly referrer: string
  readonly searchEngine: string
  readonly botReasons: readonly BotReason[]
  /** A named robot, for link statistics; `''` otherwise. */
  readonly robot: string
  /** Which of these facts came from where they usually don't; one shared list for none. */
  readonly unusual: readonly Unusual[]
}

/** Every query and form field by its own name, last one wins. */
export type SentFields = Pick<ReadonlyMap<string, string>, 'get'>

/** What the request said, after healing, aliases and limits (`routing.md` 13, 14). */
export interface Parameters {
  readonly keyword: string
  readonly source: string
  readonly externalId: string
  readonly adCampaignId: string
  readonly creativeId: string
  /** As sent; `core/click-cost.ts` reads it. */
  readonly cost: string
  readonly currency: string
  /** Index 0 is `sub_id_1`; shorter when the rest is empty. */
  readonly subIds: readonly string[]
  readonly extraParams: readonly string[]
  readonly query: SentFields
  /** At most 8 KB, as it came. */
  readonly rawQuery: string
  /** Fields whose macro arrived unexpanded: seen as empty, the raw value is in `rawQuery`. */
  readonly unexpanded: readonly string[]
  /** Fields that were cut. */
  readonly truncated: readonly string[]
  /** Whether a second `?` or an `&amp;` was repaired. */
  readonly healed: boolean
}

/** What was chosen for this visitor before. `0` is "nothing". */
export interface Bound {
  readonly flowId: number
  readonly pathId: number
  readonly landingId: number
  /** As the path's entries are called in bindings: of campaigns and plain addresses no offer's id. */
  readonly offerId: number
}

/** Where a visitor can be new: to a campaign, to a flow, to the tracker. */
export type UniquenessScope = (typeof UNIQUENESS_SCOPES)[number]

/** Whether he is. */
export type UniqueIn = Readonly<Record<UniquenessScope, boolean>>

/** Over what a flow's clicks are counted; days and hours are those of the campaign's zone. */
export type ClickWindow = 'total' | 'day' | 'hour'

/** Read-only memory of the past, asked during a decision. Nothing is remembered by asking. */
export interface History {
  /** Whether the visitor is new in the scope; `id` is the campaign's or the flow's. */
  unique(scope: UniquenessScope, id: number): boolean
  /** No address and no valid cookie: uniqueness is only guessed. */
  readonly uniquenessKnown: boolean
  bound(campaignId: number): Bound | null
  /** Clicks the flow has taken in the running hour or day, or ever. */
  flowClicks(flowId: number, window: ClickWindow): number
  /** Conversions counted against the offer's cap in its running period. */
  capUsed(offerId: number): number
}

export interface Visit {
  /** The campaign that is visited; routing knows it compiled (`RoutedVisit`). */
  readonly campaign: { readonly spec: Campaign }
  readonly visitor: Visitor
  readonly parameters: Parameters
  readonly history: History
  readonly clickId: string
  /** Scheme and host of the request's own origin, e.g. `https://trk.example`. */
  readonly origin: string
  readonly host: string
  /** The requested URL as text. */
  readonly url: string
  /**
   * A request header by its lower-case name, `''` when it was not sent, `null`
   * when headers were not forwarded.
   */
  header(name: string): string | null
}

/** Gives a number from 0 up to, but not including, 1 at every call; seeded by the click id. */
export type Dice = () => number
