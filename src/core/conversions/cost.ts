/** What a conversion costs where the source is paid by result (`routing.md` 11). */
import type { Cost } from '../model.ts'
import { type Conversion, revenueMicros } from './conversion.ts'
import { convert, type Rate } from './rates.ts'

const PERCENT_MICROS = 100_000_000

/**
 * In the tracker's currency. `sentMicros`: a cost that came with the call, in the campaign's
 * currency, wins; `null`: none did. A cost in a currency without a rate is 0.
 */
export function conversionCost(
  cost: Cost,
  conversion: Conversion,
  sentMicros: number | null,
  rateOf: (currency: string) => Rate | null,
): number {
  if (!isByResult(cost)) return 0
  const rate = rateOf(cost.currency)
  if (sentMicros !== null) return rate === null ? 0 : convert(sentMicros, rate.nanos)
  if (cost.model === 'RevShare') {
    // `amountMicros` is a percentage in millionths.
    return Math.round(((revenueMicros(conversion) ?? 0) * cost.amountMicros) / PERCENT_MICROS)
  }
  const isPaid = cost.model === 'CPA' ? conversion.isFirst : conversion.class === 'sale'
  return isPaid && rate !== null ? convert(cost.amountMicros, rate.nanos) : 0
}

function isByResult({ model }: Cost): boolean {
  return model === 'CPA' || model === 'CPS' || model === 'RevShare'
}
