/**
 * A conversion as it stands, and the step that changed it: what goes into reports as an event and
 * starts outgoing postbacks (`conversions.md` 3 to 5). Money is integer micro-units, times epoch ms.
 */
import type { Event } from '../event.ts'
import type { RoutingTables } from '../tables.ts'
import type { ConversionClass } from './classes.ts'

/** What the steps of a conversion change. */
export interface ConversionState {
  /** `''`: none was ever sent. */
  readonly transactionId: string
  /** The network's word as it came, and its second one. */
  readonly word: string
  readonly word2: string
  readonly class: ConversionClass
  /** Kept while the class says that nothing was earned, and returns when it is reinstated. */
  readonly payoutMicros: number
  /** ISO 4217, upper case. */
  readonly payoutCurrency: string
  /** Tracker currency for one unit of `payoutCurrency`, times 10⁹; `null`: no rate is known. */
  readonly rateNanos: number | null
  /** When the rate was made; 0 where none was needed or a person fixed it. */
  readonly rateAt: number
  /** `payoutMicros` in the tracker's currency, whatever the class; `null` while no rate is known. */
  readonly amountMicros: number | null
  /** What the traffic source gets for it, in the tracker's currency (CPA, CPS, RevShare). */
  readonly costMicros: number
  /** Removed by a person: it counts nowhere. */
  readonly isDeleted: boolean
  /** When the call of its last step came in. */
  readonly changedAt: number
  /** The payout of its newest call: what a repetition is told by. */
  readonly sentMicros: number
  /** Of that payout; `''` where it was not kept: then it is `payoutCurrency`. */
  readonly sentCurrency: string
  /** no_payout, payout_unreadable, time_ignored, repeated, review … */
  readonly notes: readonly string[]
}

export interface Conversion extends ConversionState {
  /** 0 before it is stored. */
  readonly id: number
  readonly clickId: string
  readonly clickSeq: number
  readonly clickTime: number
  readonly campaignId: number
  readonly offerId: number
  readonly networkId: number
  readonly sourceId: number
  /** The direct address of its path that the click led to, `''` if none. */
  readonly directUrl: string
  /** The campaign that passed the click on to its own as to an offer; 0: none did. */
  readonly parentCampaignId: number
  /** Of the click: ISO 3166 alpha-2, `''` if unknown. */
  readonly country: string
  /** When it happened: the time it was sent with, else that of the first call. */
  readonly time: number
  /** When its first call came in: caps count by it. */
  readonly arrivedAt: number
  /** The click's first one: the only one that counts as a lead, and that has a class in reports. */
  readonly isFirst: boolean
  readonly isUpsell: boolean
  /** A test: outside every statistic, and nothing is sent out. */
  readonly isTest: boolean
  /** Came from a page that visitors can read. */
  readonly isPixel: boolean
  /** Who sent it (`from`), `''` if nobody said. */
  readonly sender: string
}

/** What a step did. */
export type StepKind =
  | 'created'
  /** Another class. */
  | 'changed'
  /** From rejected or trash back to something that counts. */
  | 'reinstated'
  /** Same class, another word. */
  | 'renamed'
  /** Another amount. */
  | 'repriced'
  /** A payout was added to it (upsell rule `add`). */
  | 'added'
  /** The amount that waited for a rate has one. */
  | 'rated'
  | 'deleted'
  /** A person took an import back. */
  | 'undone'

/** Who made the step: a call from outside, one that was parked before, a person, a rate that came. */
export type StepOrigin = 'postback' | 'reapply' | 'upload' | 'person' | 'rate'

/** One accepted step. Nothing is overwritten: the sum of all steps is the state. */
export interface ConversionStep {
  /** Numbers all steps of the installation; 0 before it is stored. */
  readonly id: number
  readonly kind: StepKind
  /** `null`: there was no conversion. */
  readonly before: ConversionState | null
  /** As it stands after the step. */
  readonly conversion: Conversion
  /** When it happened, and when the call for it came in: later calls re-applied keep both. */
  readonly time: number
  readonly arrivedAt: number
  readonly origin: StepOrigin
  /** `disable_postback=1`: nothing is sent out. */
  readonly isSilent: boolean
}

/** By language, as written in the postback. */
export type CityNames = ReadonlyMap<string, string>

/** A step with all that an outgoing postback may tell of it. */
export interface Trigger {
  readonly step: ConversionStep
  /** The click as stored, with the offer and the sub ids that became known later. */
  readonly click: Event
  /** Of the click's city, by language, as far as its postbacks want them. */
  readonly cityNames?: CityNames
  readonly tables: RoutingTables
  /** Scheme and host of the tracking domain that the call came to; `''` for what a person did. */
  readonly origin: string
}

/**
 * Queues what a step sends out. Called on the thread that books conversions, inside the transaction
 * that stores the step, once per step; what it throws takes the step back. Never waits.
 */
export type Outgoing = (trigger: Trigger) => void

/** What an amount counts as, by the class it stands in. */
export type RevenueKind = 'hold' | 'confirmed' | 'other' | 'rejected'

const REVENUE: Readonly<Record<ConversionClass, RevenueKind>> = {
  lead: 'hold',
  sale: 'confirmed',
  rebill: 'confirmed',
  other: 'other',
  rejected: 'rejected',
  trash: 'rejected',
}

export function revenueKind(of: ConversionClass): RevenueKind {
  return REVENUE[of]
}

/** Classes sale, rebill and other: a further one is another conversion, never an update. */
export function isConfirmed(of: ConversionClass): boolean {
  return of === 'sale' || of === 'rebill' || of === 'other'
}

/** Rejected and trash: nothing was earned. */
export function isLost(of: ConversionClass): boolean {
  return REVENUE[of] === 'rejected'
}

/** Noted while an amount that a person set stands against what calls bring. */
export const PAYOUT_BY_HAND = 'payout_by_hand'

export function isPricedByHand({ notes }: Pick<ConversionState, 'notes'>): boolean {
  return notes.includes(PAYOUT_BY_HAND)
}

/** What was earned, in the tracker's currency; `null`: an amount waits for its rate. */
export function revenueMicros(state: ConversionState): number | null {
  return state.isDeleted || isLost(state.class) ? 0 : state.amountMicros
}
