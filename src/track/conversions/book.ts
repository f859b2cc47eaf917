/**
 * Books one call or line: status, payout, which conversion, the change, its cost; and stores it with
 * everything that follows from it (`conversions.md` 6). Runs inside a transaction; throws only what
 * the database throws.
 */
import { type Birth, changeOf } from '../../core/conversions/apply.ts'
import { type IncomingCall, timeOf } from '../../core/conversions/call.ts'
import type { StatusClass } from '../../core/conversions/classes.ts'
import {
  type Conversion,
  type ConversionStep,
  isLost,
  isPricedByHand,
  type StepOrigin,
} from '../../core/conversions/conversion.ts'
import { COST_SENT } from '../../core/conversions/cost.ts'
import { directUrlOf } from '../../core/conversions/direct-url.ts'
import {
  type Deed,
  deedOf,
  keepsPayout,
  type Saying,
  type UpsellRule,
} from '../../core/conversions/identity.ts'
import {
  isAuto,
  type Payout,
  payoutOf,
  type PayoutTerms,
  reviewed,
} from '../../core/conversions/payout.ts'
import { convert, type Rate } from '../../core/conversions/rates.ts'
import type { Reading } from '../../core/conversions/reading.ts'
import { type Meaning, meaningOf } from '../../core/conversions/statuses.ts'
import { Flag } from '../../core/event.ts'
import { hasMacroShape } from '../../core/macro-shape.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { StoredStep } from '../../db/money/conversions.ts'
import type { FoundClick, Verdict } from './jobs.ts'
import { type Clerk, keep } from './keep.ts'
import { costOf, moneySettings, ratesIn } from './settings.ts'
import { nothing, parked } from './verdicts.ts'

/**
 * Beyond it only people change a click's conversions: each call reads all of them, and whoever
 * visited knows his click's id.
 */
export const STEPS_PER_CLICK_MAX = 1000

/** What is to be booked, and who wants it. */
export interface Booking {
  readonly call: IncomingCall
  readonly click: FoundClick
  readonly arrivedAt: number
  readonly origin: StepOrigin
  /** Sets word and payout in any direction; an explicit payout wins. */
  readonly isPersons: boolean
  /** Its payout stands also against those that networks send. */
  readonly isCorrection: boolean
  /** Its payout does not count. */
  readonly isPixel: boolean
  readonly callId: number | null
  readonly importId: number | null
  readonly userId: number | null
  readonly afterSeq: number
  /** Scheme and host that the call came to, `''` if it was none. */
  readonly calledOrigin: string
}

export function book(clerk: Clerk, booking: Booking): Verdict {
  const tables = clerk.tables()
  const status = statusOf(booking, tables)
  if (status === null) return parked(unmapped(booking.call), booking.call.word)
  if (status.class === 'ignore')
    return { ...nothing('ignored', null, booking.call.word), reading: { status } }
  const payout = payoutFor(booking, status.class, tables)
  if (typeof payout === 'string') {
    const { payout: text, currency } = booking.call
    return { ...parked(payout, payout === 'bad_payout' ? text : currency), reading: { status } }
  }
  const { micros, currency, source } = payout
  const verdict = decide(clerk, booking, sayingOf(booking, status.class, payout, tables), payout)
  const reading = { ...verdict.reading, status, payout: { micros, currency, source } }
  return { ...verdict, reading }
}

function decide(clerk: Clerk, booking: Booking, saying: Saying, payout: Payout): Verdict {
  const { click, call } = booking
  if (isWornOut(clerk, booking)) return parked('too_many', String(STEPS_PER_CLICK_MAX))
  const stored = clerk.conversions.ofClick(click.event.clickSeq)
  const deed = deedOf(
    saying,
    stored.filter(({ isDeleted }) => !isDeleted),
  )
  if (deed.do === 'unknown_tid') return parked('unknown_tid', call.transactionId)
  // Its steps are looked at before there is one more.
  const reading = readingOf(clerk, saying, deed)
  const verdict =
    deed.do === 'nothing'
      ? nothing(deed.because, deed.target.id, '')
      : carryOut(clerk, booking, { deed, saying, payout, stored })
  return { ...verdict, reading }
}

/** What stays of a conversion because a person set it, be it what the call brings too. */
function readingOf({ conversions }: Clerk, saying: Saying, deed: Deed): Partial<Reading> {
  const target = deed.do === 'change' || deed.do === 'nothing' ? deed.target : null
  const isKept = target !== null && !isLost(saying.class) && keepsPayout(saying, target)
  if (!isKept || saying.payout === null) return {}
  const { payoutMicros: micros, payoutCurrency: currency, id, clickSeq } = target
  if (micros === saying.payout.micros && currency === saying.payout.currency) return {}
  const steps = conversions.stepsOfClick(clickSeq).filter(({ conversionId }) => conversionId === id)
  return { kept: { micros, currency, at: pricedByHandAt(steps) } }
}

/** When the amount that stands was set; its steps come oldest first. Those of earlier versions have no notes. */
function pricedByHandAt(steps: readonly StoredStep[]): number {
  const others = steps.findLastIndex(({ after }) => !('notes' in after && isPricedByHand(after)))
  const own = steps.slice(others + 1)
  const set = own.findLast(({ before, after }) => before?.payoutMicros !== after.payoutMicros)
  return (set ?? own[0])?.arrivedAt ?? 0
}

/** What one person sets by hand is never too much. */
function isWornOut({ conversions }: Clerk, { click, origin }: Booking): boolean {
  if (origin === 'person') return false
  const steps = conversions.countSteps(click.event.clickSeq, STEPS_PER_CLICK_MAX)
  return steps === STEPS_PER_CLICK_MAX
}

/** A macro stands for every word that there is: mapped it would be a sale whatever the network meant. */
function unmapped({ word }: IncomingCall): 'macro_not_replaced' | 'unmapped_status' {
  return hasMacroShape(word.trim()) ? 'macro_not_replaced' : 'unmapped_status'
}

function statusOf({ call, click }: Booking, tables: RoutingTables): Meaning | null {
  const ofNetwork = tables.network(click.event.networkId)?.statusMap ?? []
  const maps = { ofCall: call.words, ofNetwork, ofUser: moneySettings(tables.settings).words }
  return meaningOf(call.word, maps, call.dialect)
}

function payoutFor(
  { call, click, isPersons, isCorrection, isPixel }: Booking,
  status: Exclude<StatusClass, 'ignore'>,
  tables: RoutingTables,
) {
  const sent = isPixel && !trustsPages(click, tables) ? '' : call.payout
  const { currency, word } = call
  const { offerId, networkId } = click.event
  const terms = termsOf(offerId, networkId, tables)
  const said = { payout: sent, currency, word, class: status, isPersons, isCorrection }
  const payout = payoutOf(said, terms)
  if (typeof payout === 'string') return payout
  const rateOf = ratesIn(tables)
  if (isBeyondCounting(payout, rateOf(payout.currency))) return 'bad_payout'
  return reviewed(payout, tables.offer(offerId)?.spec ?? null, rateOf)
}

/** What somebody sent, converted to a currency of small value. */
function isBeyondCounting({ source, micros }: Payout, rate: Rate | null): boolean {
  return source === 'sent' && rate !== null && convert(micros, rate.nanos) === null
}

/** Whether a payout counts that visitors could have written. */
function trustsPages({ event }: FoundClick, tables: RoutingTables): boolean {
  return tables.network(event.networkId)?.trustsBrowsers === true
}

function termsOf(offerId: number, networkId: number, tables: RoutingTables): PayoutTerms {
  const offer = tables.offer(offerId)?.spec ?? null
  const network = tables.network(networkId)
  return {
    offer: offer && {
      isAuto: offer.payoutAuto,
      micros: offer.payoutMicros,
      currency: offer.payoutCurrency,
    },
    byStatus:
      network?.statusPayoutsActive === true
        ? network.statusPayouts.map((each) => ({
            word: each.conversionStatus,
            payout: each.payout,
          }))
        : [],
    networkCurrency: network?.currency ?? '',
    trackerCurrency: moneySettings(tables.settings).currency,
  }
}

function sayingOf(
  { call, click, arrivedAt, isPersons }: Booking,
  status: Exclude<StatusClass, 'ignore'>,
  payout: Payout,
  tables: RoutingTables,
): Saying {
  const rule: UpsellRule = tables.offer(click.event.offerId)?.spec.upsell ?? 'off'
  const { word, word2, transactionId, isUpsellOff } = call
  const { micros, currency, source } = payout
  const isReleased = isPersons && isAuto(call.payout)
  return {
    class: status,
    word,
    word2,
    transactionId,
    payout: source === 'default' ? null : { micros, currency },
    payoutBy: isReleased ? 'release' : isPersons && source === 'sent' ? 'hand' : 'call',
    arrivedAt,
    rule: isUpsellOff ? 'off' : rule,
    isPersons,
  }
}

interface Decided {
  readonly deed: Extract<Deed, { do: 'create' | 'change' | 'add' }>
  readonly saying: Saying
  readonly payout: Payout
  /** All of the click, deleted ones too. */
  readonly stored: readonly Conversion[]
}

function carryOut(clerk: Clerk, booking: Booking, decided: Decided): Verdict {
  const { deed, saying, payout, stored } = decided
  const tables = clerk.tables()
  const birth = birthOf(booking, stored, tables)
  const change = changeOf(deed, birth, { saying, payout, rateOf: ratesIn(tables) })
  const { kind, before } = change
  const sentMicros = booking.call.costMicros
  const after = sentMicros === null ? change.after : noted(change.after, COST_SENT)
  const step: ConversionStep = {
    id: 0,
    kind,
    before,
    conversion: { ...after, costMicros: costOf(tables, { before, after }, sentMicros) },
    time: birth.time,
    arrivedAt: booking.arrivedAt,
    origin: booking.origin,
    isSilent: booking.call.isSilent,
  }
  return keep(clerk, step, { ...booking, stored })
}

function noted(conversion: Conversion, note: string): Conversion {
  const { notes } = conversion
  return notes.includes(note) ? conversion : { ...conversion, notes: [...notes, note] }
}

function birthOf(booking: Booking, stored: readonly Conversion[], tables: RoutingTables): Birth {
  const { call, click, arrivedAt, isPixel } = booking
  const { event, clickId } = click
  const time = timeOf(call, event.time, arrivedAt)
  const isUntrusted = isPixel && call.payout !== '' && !trustsPages(click, tables)
  const notes = [
    ...call.notes,
    ...(call.time !== null && time === null ? ['time_ignored'] : []),
    ...(isUntrusted ? ['pixel_payout_ignored'] : []),
  ]
  return {
    clickId,
    clickSeq: event.clickSeq,
    clickTime: event.clickTime,
    campaignId: event.campaignId,
    offerId: event.offerId,
    networkId: event.networkId,
    sourceId: event.sourceId,
    directUrl: directUrlOf(event, tables.campaign(event.campaignId)),
    parentCampaignId: event.parentCampaignId,
    country: event.country,
    // A parked call may be given a click that came after it, and clocks are set back.
    time: time ?? Math.max(arrivedAt, event.time),
    isTest: (event.flags & Flag.test) !== 0,
    isPixel,
    sender: call.sender,
    notes,
    isFirst: stored.every(({ isDeleted }) => isDeleted),
  }
}
