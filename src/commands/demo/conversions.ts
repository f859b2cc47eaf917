/**
 * The demo's conversions as the tracker keeps them beside the events that reports add up: what the
 * list of conversions shows, and what a later call about the same transaction finds.
 */
import { type Birth, type Change, changeOf } from '../../core/conversions/apply.ts'
import type { Conversion } from '../../core/conversions/conversion.ts'
import type { Saying } from '../../core/conversions/identity.ts'
import { SAME_CURRENCY } from '../../core/conversions/rates.ts'
import { type Event, EventKind } from '../../core/event.ts'
import { type ConversionStore, conversionStore } from '../../db/money/conversions.ts'
import type { Desk } from '../../manage/desk.ts'

/** The newest ones; of more than these a demo of millions of clicks would fill the configuration. */
const KEPT_CONVERSIONS = 10_000
const STORED_AT_ONCE = 500
const BY_PROGRAM = { callId: null, importId: null, userId: null, effect: null }

interface Converted {
  readonly clickId: string
  /** The lead, and the verdict if there is one yet. */
  readonly events: readonly Event[]
}

export interface DemoConversions {
  /** Takes what followed a click. */
  note(clickId: string, followed: readonly Event[]): void
  /** Writes the newest ones, a few at a time: a server may want to write, too. */
  store(desk: Pick<Desk, 'db'>): void
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
    },
  }
}

const leadTime = ({ events }: Converted) => events[0]!.time

function storeOne(store: ConversionStore, { clickId, events }: Converted): void {
  let conversion: Conversion | null = null
  for (const event of events) conversion = stored(store, changeBy(clickId, event, conversion))
}

/** As a network's call would have changed it. */
function changeBy(clickId: string, event: Event, target: Conversion | null): Change {
  const deed = target === null ? FIRST : ({ do: 'change', target } as const)
  return changeOf(deed, birthOf(clickId, event), {
    saying: sayingOf(event),
    payout: { ...payoutOf(event, target), source: 'sent', notes: [] },
    rateOf: () => SAME_CURRENCY,
  })
}

const FIRST = { do: 'create', isUpsell: false } as const

/** The lead's is the conversion's; a verdict's event has it in another sum. */
function payoutOf(
  { revenueHoldMicros, payoutCurrency: currency }: Event,
  target: Conversion | null,
) {
  return { micros: target?.payoutMicros ?? revenueHoldMicros, currency }
}

function birthOf(clickId: string, event: Event): Birth {
  const { clickSeq, clickTime, campaignId, offerId, networkId, sourceId, country, time } = event
  const place = { clickId, clickSeq, clickTime, campaignId, offerId, networkId, sourceId, country }
  return { ...place, time, ...PLAIN }
}

const PLAIN = {
  directUrl: '',
  parentCampaignId: 0,
  isFirst: true,
  isTest: false,
  isPixel: false,
  sender: '',
  notes: [],
} as const

function sayingOf({ status, conversionClass, transactionId, time }: Event): Saying {
  return {
    class: conversionClass as Conversion['class'],
    word: status,
    word2: '',
    transactionId,
    payout: null,
    payoutBy: 'call',
    arrivedAt: time,
    rule: 'off',
    isPersons: false,
  }
}

function stored(store: ConversionStore, { kind, before, after }: Change): Conversion {
  const conversion = { ...after, id: before?.id ?? store.add(after) }
  if (before !== null) store.put(conversion)
  const { changedAt: time } = conversion
  const step = { id: 0, kind, before, conversion, time, arrivedAt: time } as const
  store.addStep({ ...step, origin: 'postback', isSilent: true }, BY_PROGRAM)
  return conversion
}
