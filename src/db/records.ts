/**
 * What is stored of each object: the model of `core` plus what routing does not need. The defaults
 * fill properties that documents written by an older version lack.
 */
import { PLAIN_SENDING } from '../core/conversions/postbacks.ts'
import type {
  AffiliateNetwork,
  Campaign,
  Domain,
  FlowSet,
  Landing,
  Offer,
  TrafficSource,
} from '../core/model.ts'
import { PLAIN_CAMPAIGN, PLAIN_FLOW } from '../core/plain.ts'

/** Kept by the store, never by the document. Times are epoch milliseconds. */
export interface Stored<Id> {
  readonly id: Id
  readonly createdAt: number
  readonly changedAt: number
  /** Null unless archived. */
  readonly deletedAt: number | null
}

export interface CampaignRecord extends Campaign, Stored<number> {
  /** `NORMAL`, or a self-optimising word that is kept and acts as `NORMAL`. */
  readonly distribution: string
  readonly eventWeight: number
  /** The token before the present one, while it still opens the Click API. */
  readonly formerToken: FormerToken | null
  /** Why it is blocked; `user <id>` when its owner is. */
  readonly blockReason: string
}

export interface FormerToken {
  readonly token: string
  /** Epoch milliseconds. */
  readonly until: number
}

export interface OfferRecord extends Offer, Stored<number> {}

export interface LandingRecord extends Landing, Stored<number> {}

export interface SourceRecord extends TrafficSource, Stored<number> {
  readonly groupId: string | null
}

export interface NetworkRecord extends AffiliateNetwork, Stored<number> {
  readonly groupId: string | null
}

export interface RotationRecord extends Stored<number> {
  readonly name: string
  readonly state: 'active' | 'paused' | 'archived'
  readonly groupId: string | null
}

export interface DomainRecord extends Domain, Stored<string> {
  /** Why it is blocked. */
  readonly blockReason: string
  /** A user who is no administrator chose its host: the owner's own get their certificates first. */
  readonly isOfLimitedUser: boolean
}

export type GroupSubject = 'campaigns' | 'landings' | 'offers' | 'rotations' | 'triggers'

export interface GroupRecord extends Stored<string> {
  readonly subject: GroupSubject
  readonly name: string
}

/** Every kind of object, by the name of its table. */
export interface Records {
  campaigns: CampaignRecord
  offers: OfferRecord
  landings: LandingRecord
  traffic_sources: SourceRecord
  affiliate_networks: NetworkRecord
  rotations: RotationRecord
  domains: DomainRecord
  groups: GroupRecord
}
export type Kind = keyof Records

/** A record before it is stored. */
export type Draft<K extends Kind> = Omit<Records[K], keyof Stored<unknown>>

export const DEFAULTS: { readonly [K in Kind]: Draft<K> } = {
  campaigns: {
    ...PLAIN_CAMPAIGN,
    distribution: 'NORMAL',
    eventWeight: 100,
    formerToken: null,
    blockReason: '',
  },
  offers: {
    name: '',
    state: 'active',
    url: '',
    action: null,
    networkId: null,
    country: '',
    payoutMicros: 0,
    payoutCurrency: 'USD',
    payoutAuto: false,
    reviewAboveMicros: null,
    upsell: 'off',
    cap: null,
    capAdjustment: null,
    groupId: null,
  },
  landings: {
    name: '',
    state: 'active',
    kind: 'external',
    url: '',
    action: null,
    language: '',
    groupId: null,
    path: '',
    sendsIds: true,
  },
  traffic_sources: {
    name: '',
    state: 'active',
    parameters: [],
    postbackUrl: '',
    trafficLoss: 0,
    groupId: null,
    percent: 100,
    payoutPercent: 100,
    s2sMode: 'ALL',
    statusPostbacks: [],
    statusPostbacksActive: false,
    sending: PLAIN_SENDING,
  },
  affiliate_networks: {
    name: '',
    state: 'active',
    offerUrlTemplate: '',
    groupId: null,
    postbackUrl: '',
    allowedAddresses: [],
    statusPayouts: [],
    statusPayoutsActive: false,
    statusMap: [],
    currency: '',
    trustsBrowsers: false,
    allowsKeyless: true,
    signature: null,
  },
  rotations: { name: '', state: 'active', groupId: null },
  domains: {
    host: '',
    isDefault: false,
    blocked: false,
    blockReason: '',
    isOfLimitedUser: false,
    indexPage: '404_page',
    notFound: '404',
    httpsOnly: false,
    noIndex: true,
    robotsTxt: 'User-agent: *\nDisallow: /\n',
    rootPage: null,
    notFoundPage: null,
    caseSensitive: true,
    isLinkDefault: false,
  },
  groups: { subject: 'campaigns', name: '' },
}

export const KINDS = Object.keys(DEFAULTS) as readonly Kind[]

/** What a campaign routes by before anybody gave it flows. `id` is the default flow's. */
export function emptyFlowSet(id: number): FlowSet {
  return {
    mode: 'position',
    flows: [{ ...PLAIN_FLOW, id, type: 'default', name: 'Default' }],
  }
}
