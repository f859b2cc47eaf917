/** Macros of postbacks. Without a conversion they are empty. */
import { formatMoney } from '../money.ts'
import { type ConversionFacts, macro } from './context.ts'

export const conversionMacros = [
  of(
    'status',
    (conversion, args) => (args === '' ? conversion.status : mapped(conversion, args)),
    (args) => args === '' || args.includes('='),
  ),
  of('original_status cnv_status', ({ originalStatus }) => originalStatus),
  of('cnv_status2', ({ status2 }) => status2),
  of('revenue payout conversion_revenue', ({ revenueMicros }) => formatMoney(revenueMicros)),
  of('revenue_currency cnv_currency', ({ revenueCurrency }) => revenueCurrency),
  of('tid', ({ transactionId }) => transactionId),
  of('conversion_id', ({ conversionId }) => conversionId),
  of('conversion_cost', ({ costMicros }) => formatMoney(costMicros)),
  of('unixconversiontime conversion_time', ({ time }) => String(Math.floor(time / 1000))),
  of('delivery_id', ({ deliveryId }) => deliveryId),
]

function of(
  names: string,
  value: (conversion: ConversionFacts, args: string) => string,
  takes = (args: string): boolean => args === '',
) {
  return macro(
    names,
    ({ conversion }, args) => (conversion === null ? '' : value(conversion, args)),
    { needsConversion: true, takes },
  )
}

/** `lead=0 sale=1`: the word for the status, or for the network's own word; else empty. */
function mapped({ status, originalStatus }: ConversionFacts, args: string): string {
  const words = new Map<string, string>()
  for (const pair of args.trim().split(/\s+/)) {
    const equals = pair.indexOf('=')
    if (equals > 0) words.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return words.get(status) ?? words.get(originalStatus) ?? ''
}
