/**
 * Which conversion of a click a call means, and what it does to it: the tables of `conversions.md` 3
 * and 4 as one pure function over the conversions that the click has.
 */
import type { ConversionClass } from './classes.ts'
import { type Conversion, isConfirmed, isLost, isPricedByHand } from './conversion.ts'

export type UpsellRule = 'off' | 'by_tid' | 'add'

/** Without transaction ids, an equal call within this time is a repetition. */
export const REPETITION_MS = 60_000

/** What a call says of a conversion. */
export interface Saying {
  readonly class: ConversionClass
  readonly word: string
  readonly word2: string
  /** `''`: none was sent. */
  readonly transactionId: string
  /** `null`: none was sent, a stored one stays. */
  readonly payout: { readonly micros: number; readonly currency: string } | null
  /** `hand`: a person set the amount; `release`: one leaves it to the offer and its network again. */
  readonly payoutBy: 'call' | 'hand' | 'release'
  readonly arrivedAt: number
  readonly rule: UpsellRule
  /** A person sets word and payout in any direction. */
  readonly isPersons: boolean
}

/** What is to be done. */
export type Deed =
  | { readonly do: 'create'; readonly isUpsell: boolean }
  /** Set class, word and payout of this one. */
  | { readonly do: 'change'; readonly target: Conversion }
  /** Add the payout to that of this one. */
  | { readonly do: 'add'; readonly target: Conversion }
  /** `target` was first. */
  | { readonly do: 'nothing'; readonly because: NothingDone; readonly target: Conversion }
  | { readonly do: 'unknown_tid' }

export type NothingDone = 'duplicate' | 'out_of_order' | 'repeat_ignored'

/** `stored`: those of the click that count, oldest first. */
export function deedOf(saying: Saying, stored: readonly Conversion[]): Deed {
  const [first] = stored
  if (first === undefined) return { do: 'create', isUpsell: false }
  const same = sameOne(saying, stored)
  if (same !== null && isAddition(saying, same)) return addition(saying, same, stored)
  if (same !== null) return onSame(saying, same)
  const repeated = stored.find((each) => isRepetition(saying, each))
  if (repeated) return nothing('duplicate', repeated)
  const untold = stored.find((each) => each.transactionId === '' && each.class === 'lead')
  if (untold) return onSame(saying, untold)
  if (isLost(saying.class)) return { do: 'unknown_tid' }
  if (saying.rule === 'off') return nothing('repeat_ignored', first)
  return { do: 'create', isUpsell: isConfirmed(saying.class) }
}

/** By its transaction id; without one that which has none either, else the first. */
function sameOne(saying: Saying, stored: readonly Conversion[]): Conversion | null {
  const { transactionId } = saying
  if (saying.class === 'rebill' && !saying.isPersons) {
    // Another transaction by its nature, even under the id of the sale.
    return stored.find((each) => isSameRebill(saying, each)) ?? null
  }
  const named = stored.find((each) => each.transactionId === transactionId)
  if (named) return named
  return transactionId === '' ? (stored[0] ?? null) : null
}

function isSameRebill({ transactionId }: Saying, each: Conversion): boolean {
  return transactionId !== '' && each.class === 'rebill' && each.transactionId === transactionId
}

/** An equal call without an id, sent again by mistake. */
function isRepetition(saying: Saying, each: Conversion): boolean {
  if (saying.transactionId !== '' || each.transactionId !== '') return false
  return saying.class === each.class && saysNothingNew(saying, each) && isFresh(saying, each)
}

/** A call that is tried again came earlier, and before a clock was set back everything came later. */
function isFresh({ arrivedAt }: Saying, { changedAt }: Conversion): boolean {
  return Math.abs(arrivedAt - changedAt) < REPETITION_MS
}

/** Amounts that could not be added up stand beside the first one. */
function addition(saying: Saying, target: Conversion, stored: readonly Conversion[]): Deed {
  const repeated = stored.find(
    (each) => each.transactionId === '' && saysNothingNew(saying, each) && isFresh(saying, each),
  )
  return repeated ? nothing('duplicate', repeated) : { do: 'add', target }
}

function onSame(saying: Saying, target: Conversion): Deed {
  if (isBackwards(saying, target)) return nothing('out_of_order', target)
  const isSameClass = saying.class === target.class
  if (isSameClass && takesNoId(saying, target) && saysNothingNew(saying, target)) {
    return nothing('duplicate', target)
  }
  return { do: 'change', target }
}

function nothing(because: NothingDone, target: Conversion): Deed {
  return { do: 'nothing', because, target }
}

/** Binom's up-sell: confirmed on confirmed without ids adds up. */
function isAddition({ rule, transactionId, class: of }: Saying, target: Conversion): boolean {
  if (rule !== 'add' || transactionId !== '' || target.transactionId !== '') return false
  return isConfirmed(of) && isConfirmed(target.class)
}

/** A lead that arrives late must not take money away, nor bring back what was lost. */
function isBackwards(saying: Saying, target: Conversion): boolean {
  return !saying.isPersons && saying.class === 'lead' && target.class !== 'lead'
}

function takesNoId({ transactionId }: Saying, target: Conversion): boolean {
  return transactionId === '' || transactionId === target.transactionId
}

/** What a person set stands against calls, and lines, that bring another amount. */
export function keepsPayout({ payoutBy }: Saying, target: Conversion): boolean {
  return payoutBy === 'call' && isPricedByHand(target)
}

/** Word, second word and payout are as the conversion has them, or were not sent. */
function saysNothingNew(saying: Saying, target: Conversion): boolean {
  const { payout, word, word2 } = saying
  if (word !== target.word || (word2 !== '' && word2 !== target.word2)) return false
  // A person who says it again wants the amount that had no rate.
  if (saying.isPersons && target.amountMicros === null) return false
  if (saying.payoutBy === 'release' && isPricedByHand(target)) return false
  if (payout === null || isLost(saying.class) || keepsPayout(saying, target)) return true
  const currency = target.sentCurrency === '' ? target.payoutCurrency : target.sentCurrency
  return payout.micros === target.sentMicros && payout.currency === currency
}
