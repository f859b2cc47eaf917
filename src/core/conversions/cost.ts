/** What a conversion costs where the source is paid by result (`routing.md` 11). */
import type { Cost } from '../model.ts'
import { type Conversion, revenueMicros } from './conversion.ts'
import { convert, type Rate } from './rates.ts'
import { isAmong } from './statuses.ts'

const PERCENT_MICROS = 100_000_000

/** That its cost came with a call: a rule does not replace it later. */
export const COST_SENT = 'cost_sent'

/** A conversion as it becomes, its cost aside; `before` is `null` when it is new. */
export interface Becoming {
  readonly before: Conversion | null
  readonly after: Conversion
}

/**
 * In the tracker's currency. `sentMicros`: a cost that came with the call, in the campaign's
 * currency, wins; `null`: none did, and one that came before stays. What was paid for stays at its
 * price when the campaign has another one later. A cost in a currency without a rate, or beyond what
 * can be counted, is 0.
 */
export function conversionCost(
  cost: Cost,
  { before, after: conversion }: Becoming,
  sentMicros: number | null,
  rateOf: (currency: string) => Rate | null,
): number {
  if (!isByResult(cost)) return before?.costMicros ?? 0
  const rate = rateOf(cost.currency)
  const inBase = (micros: number) => (rate === null ? 0 : (convert(micros, rate.nanos) ?? 0))
  if (sentMicros !== null) return inBase(sentMicros)
  if (conversion.notes.includes(COST_SENT)) return conversion.costMicros
  if (before !== null && isPriced(cost, before, conversion)) return before.costMicros
  if (cost.model === 'RevShare') {
    // `amountMicros` is a percentage in millionths.
    return Math.round(((revenueMicros(conversion) ?? 0) * cost.amountMicros) / PERCENT_MICROS)
  }
  return isPaid(cost, conversion) ? inBase(cost.amountMicros) : 0
}

/** Nothing happened since that the source is paid for, or that it gets a share of. */
function isPriced(cost: Cost, before: Conversion, after: Conversion): boolean {
  return cost.model === 'RevShare'
    ? revenueMicros(before) === revenueMicros(after)
    : isPaid(cost, before) && isPaid(cost, after)
}

function isPaid({ model, statuses = [] }: Cost, conversion: Conversion): boolean {
  if (model === 'CPS') return conversion.class === 'sale'
  return statuses.length === 0 ? conversion.isFirst : isAmong(statuses, conversion)
}

function isByResult({ model }: Cost): boolean {
  return model === 'CPA' || model === 'CPS' || model === 'RevShare'
}
