/**
 * What is stored of a click beside the ledger: calls from networks, steps of conversions, outgoing
 * postbacks with their tries. Plain data as it was read. Times are epoch ms, money micro-units.
 */
import type { Event } from '../event.ts'
import type { Surroundings } from '../trace/visitor-facts.ts'

/** A postback that came in. */
export interface CallRecord {
  readonly id: number
  readonly at: number
  readonly method: string
  /** As it came, keys blacked out. */
  readonly url: string
  /** Names and values, those of the body included, as a JSON list of pairs. */
  readonly fields: string
  readonly ip: string
  readonly dialect: string
  /** 0 for none. */
  readonly networkId: number
  /** HTTP status of our answer. */
  readonly status: number
  /** accepted, duplicate, out_of_order, repeat_ignored, parked … */
  readonly verdict: string
  /** Why it is parked, `''` otherwise. */
  readonly cause: string
  readonly detail: string
  readonly clickId: string
  readonly transactionId: string
  readonly conversionId: number | null
  readonly notes: string
  /** How it was read (`conversions/reading.ts`) as JSON, `''` if that was not kept. */
  readonly reading: string
  readonly tries: number
  readonly nextTryAt: number | null
  readonly resolvedAt: number | null
  readonly dismissedAt: number | null
}

/** A step of a conversion; the states as JSON (`ConversionState`). */
export interface StepRecord {
  readonly id: number
  readonly conversionId: number
  readonly time: number
  readonly arrivedAt: number
  readonly kind: string
  readonly origin: string
  readonly callId: number | null
  readonly importId: number | null
  readonly userId: number | null
  readonly before: string | null
  readonly after: string
  /** Of its conversion; flags as SQLite has them. */
  readonly offerId: number
  readonly isUpsell: number
  readonly isTest: number
  /** Why a person changed it, where he said so. */
  readonly reason: string | null
}

export interface DeliveryRecord {
  readonly id: number
  readonly key: string
  readonly stepId: number
  readonly conversionId: number
  readonly clickId: string
  readonly campaignId: number
  readonly entry: string
  readonly createdAt: number
  readonly state: string
  readonly reason: string
  readonly detail: string
  readonly method: string
  readonly url: string
  readonly body: string | null
  readonly tries: number
  readonly nextAt: number | null
  readonly finishedAt: number | null
}

export interface TryRecord {
  readonly deliveryId: number
  readonly at: number
  readonly durationMs: number
  readonly verdict: string
  readonly status: number
  readonly answer: string
}

/** How many of a list are told where it is longer: the first ones, and the newest. */
export interface ToldEnds {
  readonly first: number
  readonly newest: number
}

/** A list of a click that is longer than what is told of it. */
export interface Cut {
  readonly of: 'calls' | 'steps' | 'deliveries' | 'tries'
  /** How many there are. */
  readonly all: number
  readonly told: ToldEnds
  /** When the first one happened that is left out. */
  readonly at: number
}

/** A change of what the click cost. */
export interface CostRecord {
  readonly id: number
  readonly at: number
  readonly shareMicros: number
  readonly undone: boolean
}

/** How a network has been calling. */
export interface NetworkCalls {
  readonly lastAt: number | null
  /** Today, and how many of them were not accepted. */
  readonly today: number
  readonly failedToday: number
}

/** What stands at the number that an unknown id of our shape names. */
export interface IdPlace {
  /** That of this installation; `null`: the number was never given out here. */
  readonly node: number | null
  /** The click that has the number; `null`: it is gone, or not to be told. */
  readonly neighbour: { readonly at: number; readonly host: string } | null
}

/** How a network is to call for a click. */
export interface CallForm {
  /** The network's own postback address, as it was set; `''`: none. */
  readonly template: string
  /** Scheme and host of ours. */
  readonly origin: string
}

/** All that is known of a click. */
export interface ClickStory {
  readonly clickId: string
  /** `null`: it was never stored, or retention has removed it. */
  readonly click: Event | null
  /** Its later events, oldest first. */
  readonly later: readonly Event[]
  readonly calls: readonly CallRecord[]
  readonly steps: readonly StepRecord[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly tries: readonly TryRecord[]
  /** Of these lists the longer ones. */
  readonly cuts: readonly Cut[]
  readonly costs: readonly CostRecord[]
  readonly network: NetworkCalls | null
  readonly callForm: CallForm
  /** Why it is gone, if it was ours. */
  readonly gone: 'age' | 'campaign' | 'click' | null
  /** `null`: of a click that is known, or of an id that is not of our shape. */
  readonly place: IdPlace | null
  /** Offers that have a cap. */
  readonly cappedOffers: readonly number[]
  /** Whether its campaign or source has any outgoing postback. */
  readonly hasPostbacks: boolean
  /** Whether the id has the shape of ours. */
  readonly isOurShape: boolean
  /** What explains where the click's facts came from. */
  readonly around: Surroundings
  /** IANA zone of the report's days. */
  readonly zone: string
  /** Currency of the installation, ISO 4217. */
  readonly currency: string
}
