/**
 * A network's list beside ours: which conversion a line means, and in what the two differ
 * (`conversions.md` 11).
 */
import type { StatusClass } from './classes.ts'
import { type Conversion, isLost } from './conversion.ts'
import { convert, type Rate } from './rates.ts'

/** A line of the list. Texts are `''` where the line says nothing. */
export interface Theirs {
  readonly line: number
  readonly clickId: string
  readonly transactionId: string
  readonly word: string
  /** `null`: nobody has said what the word means. */
  readonly class: StatusClass | null
  readonly payout: string
  /** `null`: none, or not readable. */
  readonly payoutMicros: number | null
  readonly currency: string
}

/** Among those of the click, or without a click id those of the transaction; `null`: none is meant. */
export function meantBy(
  { clickId, transactionId }: Theirs,
  candidates: readonly Conversion[],
): Conversion | null {
  const counted = candidates.filter(({ isDeleted }) => !isDeleted)
  if (clickId === '') return counted.length === 1 ? counted[0]! : null
  if (transactionId === '') return counted[0] ?? null
  const named = counted.find((each) => each.transactionId === transactionId)
  return named ?? counted.find((each) => each.transactionId === '') ?? null
}

export type Difference = 'status' | 'payout'

export function differences(
  theirs: Theirs,
  ours: Conversion,
  rateOf: (currency: string) => Rate | null,
): Difference[] {
  const isOther = theirs.word !== '' && theirs.class !== ours.class
  const isLostThere = theirs.class !== null && theirs.class !== 'ignore' && isLost(theirs.class)
  const isPriced = theirs.payout !== '' && !isLostThere
  return [
    ...(isOther ? (['status'] as const) : []),
    ...(isPriced && !isSameAmount(theirs, ours, rateOf) ? (['payout'] as const) : []),
  ]
}

function isSameAmount(
  { payoutMicros, currency }: Theirs,
  ours: Conversion,
  rateOf: (currency: string) => Rate | null,
): boolean {
  if (payoutMicros === null) return false
  if (currency === ours.payoutCurrency) return payoutMicros === ours.payoutMicros
  const rate = rateOf(currency)
  return rate !== null && convert(payoutMicros, rate.nanos) === ours.amountMicros
}
