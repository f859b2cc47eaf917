/** What a conversion costs where the source is paid by result (`routing.md` 11). */
import type { Cost } from '../model.ts'
import { type Conversion, revenueMicros } from './conversion.ts'
import { convert, type Rate } from './rates.ts'
import { isAmong } from './statuses.ts'

const PERCENT_MICROS = 100_000_000

/** That its cost came with a call: a rule does not replace it later. */
export const COST_SENT = 'cost_sent'

/**
 * In the tracker's currency. `sentMicros`: a cost that came with the call, in the campaign's
 * currency, wins; `null`: none did, and one that came before stays. A cost in a currency without a
 * rate, or beyond what can be counted, is 0.
 */
export function conversionCost(
  cost: Cost,
  conversion: Conversion,
  sentMicros: number | null,
  rateOf: (currency: string) => Rate | null,
): number {
  if (!isByResult(cost)) return 0
  const rate = rateOf(cost.currency)
  const inBase = (micros: number) => (rate === null ? 0 : (convert(micros, rate.nanos) ?? 0))
  if (sentMicros !== null) return inBase(sentMicros)
  if (conversion.notes.includes(COST_SENT)) return conversion.costMicros
  if (cost.model === 'RevShare') {
    // `amountMicros` is a percentage in millionths.
    return Math.round(((revenueMicros(conversion) ?? 0) * cost.amountMicros) / PERCENT_MICROS)
  }
  return isPaid(cost, conversion) ? inBase(cost.amountMicros) : 0
}

function isPaid({ model, statuses = [] }: Cost, conversion: Conversion): boolean {
  if (model === 'CPS') return conversion.class === 'sale'
  return statuses.length === 0 ? conversion.isFirst : isAmong(statuses, conversion)
}

function isByResult({ model }: Cost): boolean {
  return model === 'CPA' || model === 'CPS' || model === 'RevShare'
}
