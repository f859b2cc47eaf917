/**
 * The demo's conversions as the tracker keeps them beside the events that reports add up: what the
 * list of conversions shows, and what a later call about the same transaction finds.
 */
import type { Conversion, ConversionStep } from '../../core/conversions/conversion.ts'
import { type Event, EventKind } from '../../core/event.ts'
import { conversionStore } from '../../db/money/conversions.ts'
import type { Desk } from '../../manage/desk.ts'

/** The newest ones; of more than these a demo of millions of clicks would fill the configuration. */
export const KEPT_CONVERSIONS = 10_000
const STORED_AT_ONCE = 500
const SAME_CURRENCY = 1e9
const BY_PROGRAM = { callId: null, importId: null, userId: null }

interface Converted {
  readonly clickId: string
  /** The lead, and the verdict if there is one yet. */
  readonly events: readonly Event[]
}

export interface DemoConversions {
  /** Takes what followed a click. */
  note(clickId: string, followed: readonly Event[]): void
  /** Writes the newest ones, a few at a time: a server may want to write, too. Their number. */
  store(desk: Pick<Desk, 'db'>): number
}

export function demoConversions(): DemoConversions {
  let noted: Converted[] = []
  const newest = () => noted.toSorted((a, b) => leadTime(a) - leadTime(b)).slice(-KEPT_CONVERSIONS)
  return {
    note(clickId, followed) {
      const events = followed.filter(({ kind }) => kind === EventKind.conversion)
      if (events.length > 0) noted.push({ clickId, events })
      if (noted.length > 2 * KEPT_CONVERSIONS) noted = newest()
    },
    store({ db }) {
      const conversions = conversionStore(db)
      const kept = newest()
      const write = db.transaction((some: readonly Converted[]) => {
        for (const one of some) storeOne(conversions, one)
      })
      for (let at = 0; at < kept.length; at += STORED_AT_ONCE)
        write.immediate(kept.slice(at, at + STORED_AT_ONCE))
      return kept.length
    },
  }
}

const leadTime = ({ events }: Converted) => events[0]!.time

function storeOne(store: ReturnType<typeof conversionStore>, { clickId, events }: Converted): void {
  let before: Conversion | null = null
  for (const event of events) {
    const after: Conversion = before === null ? bornOf(clickId, event) : changedBy(before, event)
    const id: number = before === null ? store.add(after) : before.id
    const conversion: Conversion = { ...after, id }
    if (before !== null) store.put(conversion)
    store.addStep(stepOf(before, conversion, event.time), BY_PROGRAM)
    before = conversion
  }
}

function bornOf(clickId: string, event: Event): Conversion {
  const { clickSeq, clickTime, campaignId, offerId, networkId, sourceId, country, time } = event
  const payout = event.revenueHoldMicros
  return {
    id: 0,
    clickId,
    clickSeq,
    clickTime,
    campaignId,
    offerId,
    networkId,
    sourceId,
    directUrl: '',
    parentCampaignId: 0,
    country,
    time,
    arrivedAt: time,
    changedAt: time,
    sentMicros: payout,
    sentCurrency: event.payoutCurrency,
    isFirst: true,
    isUpsell: false,
    isTest: false,
    isPixel: false,
    sender: '',
    notes: [],
    transactionId: event.transactionId,
    word: event.status,
    word2: '',
    class: 'lead',
    payoutMicros: payout,
    payoutCurrency: event.payoutCurrency,
    rateNanos: SAME_CURRENCY,
    rateAt: 0,
    amountMicros: payout,
    costMicros: 0,
    isDeleted: false,
  }
}

function changedBy(before: Conversion, { status, conversionClass, time }: Event): Conversion {
  return { ...before, word: status, class: conversionClass as Conversion['class'], changedAt: time }
}

function stepOf(before: Conversion | null, conversion: Conversion, time: number): ConversionStep {
  return {
    id: 0,
    kind: before === null ? 'created' : 'changed',
    before,
    conversion,
    time,
    arrivedAt: time,
    origin: 'postback',
    isSilent: true,
  }
}
