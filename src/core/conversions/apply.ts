/** Carries out what `identity.ts` decided: the conversion before and after, and the kind of step. */
import {
  type Conversion,
  type ConversionState,
  isConfirmed,
  isLost,
  isPricedByHand,
  PAYOUT_BY_HAND,
  type StepKind,
} from './conversion.ts'
import { type Deed, keepsPayout, type Saying } from './identity.ts'
import { type Payout, PAYOUT_NOTES } from './payout.ts'
import { convert, type Rate } from './rates.ts'

/** Where a new conversion belongs, and what is known of it from the start. */
export type Birth = Pick<
  Conversion,
  | 'clickId'
  | 'clickSeq'
  | 'clickTime'
  | 'campaignId'
  | 'offerId'
  | 'networkId'
  | 'sourceId'
  | 'directUrl'
  | 'parentCampaignId'
  | 'country'
  | 'time'
  | 'isTest'
  | 'isPixel'
  | 'sender'
  | 'notes'
> & { readonly isFirst: boolean }

/** What was found out for the call. */
export interface Findings {
  readonly saying: Saying
  readonly payout: Payout
  /** Of a currency in the tracker's; `null`: none is known. */
  readonly rateOf: (currency: string) => Rate | null
}

export interface Change {
  readonly kind: StepKind
  /** `null`: there was none. */
  readonly before: Conversion | null
  /** Without its cost, which follows from what it earned. */
  readonly after: Conversion
}

type Worth = Pick<
  ConversionState,
  'payoutMicros' | 'payoutCurrency' | 'rateNanos' | 'rateAt' | 'amountMicros'
>

/** The change of a deed that does something. */
export function changeOf(
  deed: Extract<Deed, { do: 'create' | 'change' | 'add' }>,
  birth: Birth,
  findings: Findings,
): Change {
  switch (deed.do) {
    case 'create':
      return { kind: 'created', before: null, after: born(birth, findings, deed.isUpsell) }
    case 'change': {
      const after = changed(deed.target, findings)
      return { kind: kindOf(deed.target, after), before: deed.target, after }
    }
    case 'add': {
      const after = added(deed.target, findings)
      if (after !== null) return { kind: 'added', before: deed.target, after }
      // Amounts that can't be added up stay apart.
      return { kind: 'created', before: null, after: born(birth, findings, true) }
    }
  }
}

function born(birth: Birth, { saying, payout, rateOf }: Findings, isUpsell: boolean): Conversion {
  return {
    ...birth,
    id: 0,
    ...worth(payout, rateOf),
    notes: [...birth.notes, ...payout.notes],
    transactionId: saying.transactionId,
    word: saying.word,
    word2: saying.word2,
    class: saying.class,
    costMicros: 0,
    isUpsell,
    isDeleted: false,
    arrivedAt: saying.arrivedAt,
    changedAt: saying.arrivedAt,
    sentMicros: payout.micros,
    sentCurrency: payout.currency,
  }
}

/**
 * What is lost keeps its amount, in case it is reinstated; what was not sent stays. A payout that is
 * sent again is as one that was not: it keeps its rate.
 */
function changed(target: Conversion, { saying, payout, rateOf }: Findings): Conversion {
  const isUnsaid = payout.source === 'default' && !isDefaultTaken(target, saying, payout)
  const isKept = isUnsaid || keepsPayout(saying, target)
  if (isLost(saying.class) || isKept) return told(released(target, saying), saying)
  const sent = { sentMicros: payout.micros, sentCurrency: payout.currency }
  const notes = withPayoutNotes(target, payout)
  const money = isSameMoney(target, payout) ? {} : worth(payout, rateOf)
  return { ...told(target, saying), ...money, ...sent, notes }
}

/** What an offer pays by default takes the place of nothing, and of what a person lets go of. */
function isDefaultTaken(target: Conversion, saying: Saying, { micros }: Payout): boolean {
  const isFreed = saying.payoutBy === 'release' && isPricedByHand(target)
  return isFirstPay(target, saying) || (isFreed && micros > 0)
}

/** Without an amount of the offer's it keeps what it has, until a call says another. */
function released(target: Conversion, { payoutBy }: Saying): Conversion {
  if (payoutBy !== 'release') return target
  return { ...target, notes: target.notes.filter((note) => note !== PAYOUT_BY_HAND) }
}

/** A lead for which nothing is paid says nothing of what its sale is worth. */
function isFirstPay({ class: was, payoutMicros }: Conversion, { class: of }: Saying): boolean {
  return was === 'lead' && payoutMicros === 0 && isConfirmed(of)
}

function isSameMoney({ payoutMicros, payoutCurrency, amountMicros }: Conversion, sent: Payout) {
  const isSame = sent.micros === payoutMicros && sent.currency === payoutCurrency
  return isSame && amountMicros !== null
}

/** What was noted of the payout before is no longer so. */
function withPayoutNotes({ notes }: Conversion, payout: Payout): readonly string[] {
  return [...notes.filter((note) => !PAYOUT_NOTES.has(note)), ...payout.notes]
}

function told(target: Conversion, saying: Saying): Conversion {
  return {
    ...target,
    transactionId: saying.transactionId === '' ? target.transactionId : saying.transactionId,
    word: saying.word,
    word2: saying.word2 === '' ? target.word2 : saying.word2,
    class: saying.class,
    changedAt: saying.arrivedAt,
  }
}

/**
 * In its own currency if both have the same, else both in the tracker's; `null`: there is no rate, or
 * it is more than can be counted exactly.
 */
function added(target: Conversion, { saying, payout, rateOf }: Findings): Conversion | null {
  const more = worth(payout, rateOf)
  const sent = { sentMicros: payout.micros, sentCurrency: payout.currency }
  const notes = withPayoutNotes(target, payout)
  const isByHand = isPricedByHand(target) && !notes.includes(PAYOUT_BY_HAND)
  const stands = isByHand ? { notes: [...notes, PAYOUT_BY_HAND] } : { notes }
  const common = { ...told(target, saying), ...sent, ...stands }
  const amountMicros = sum(target.amountMicros, more.amountMicros)
  if (amountMicros !== null && !Number.isSafeInteger(amountMicros)) return null
  const isSame = more.payoutCurrency === target.payoutCurrency
  if (isSame || target.payoutMicros === 0) {
    const { payoutCurrency, rateNanos, rateAt } = more
    const payoutMicros = target.payoutMicros + more.payoutMicros
    const now = { ...common, payoutMicros, payoutCurrency, rateNanos, rateAt, amountMicros }
    return Number.isSafeInteger(payoutMicros) ? now : null
  }
  if (amountMicros === null || more.amountMicros === null || !target.rateNanos) return null
  // At the rate that the conversion was booked with.
  const inTarget = Math.round((more.amountMicros * 1e9) / target.rateNanos)
  const payoutMicros = target.payoutMicros + inTarget
  return Number.isSafeInteger(payoutMicros) ? { ...common, payoutMicros, amountMicros } : null
}

/** With the rate that its amount waited for; `null`: it does not wait, or there is still none. */
export function rated(conversion: Conversion, rateOf: Findings['rateOf']): Conversion | null {
  const { payoutMicros, payoutCurrency, amountMicros, isDeleted } = conversion
  const rate = rateOf(payoutCurrency)
  if (isDeleted || amountMicros !== null || rate === null) return null
  const converted = convert(payoutMicros, rate.nanos)
  if (converted === null) return null
  return { ...conversion, rateNanos: rate.nanos, rateAt: rate.at, amountMicros: converted }
}

function sum(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right
}

function worth({ micros, currency }: Payout, rateOf: Findings['rateOf']): Worth {
  const rate = rateOf(currency)
  return {
    payoutMicros: micros,
    payoutCurrency: currency,
    rateNanos: rate?.nanos ?? null,
    rateAt: rate?.at ?? 0,
    amountMicros: rate === null ? (micros === 0 ? 0 : null) : convert(micros, rate.nanos),
  }
}

function kindOf(before: Conversion, after: Conversion): StepKind {
  if (isLost(before.class) && isConfirmed(after.class)) return 'reinstated'
  if (before.class !== after.class) return 'changed'
  const isSamePrice =
    before.payoutMicros === after.payoutMicros && before.payoutCurrency === after.payoutCurrency
  return isSamePrice ? 'renamed' : 'repriced'
}
