/**
 * The measures of reports: which sums each needs and its formula over them (`reports.md` 4).
 *
 * Ratios are recomputed from sums on every row, level and total, never added or averaged. To add a
 * measure, write one entry here and its title in `core/words/titles.ts`; schema, columns and formulas
 * read this registry.
 */
import { numbered } from '../../lib/numbered.ts'
import { EVENT_VALUES } from '../event.ts'
import { titleIn } from '../words/language.ts'
import { MEASURE_TITLES } from '../words/titles.ts'
import type { SumKey } from './sums.ts'

/** The sum of a key on one row: a count, milliseconds, or micro-units. */
export type Sums = (key: SumKey) => number

export interface MeasureSpec {
  readonly key: string
  readonly title: string
  /** How it is shown: a count, base currency, or percent. */
  readonly format: 'def' | '$' | '%'
  readonly decimals: number
  readonly needs: readonly SumKey[]
  /** In units, not micro-units; `null` = no value (zero denominator). */
  readonly value: (sums: Sums) => number | null
}

/** A number made of sums, with the sums it reads: a measure can only use what it declares. */
interface Term {
  readonly needs: readonly SumKey[]
  readonly value: (sums: Sums) => number | null
}

const count = (key: SumKey): Term => ({ needs: [key], value: (sums) => sums(key) })
const micros = (...keys: SumKey[]): Term => ({
  needs: keys,
  value: (sums) => keys.reduce((total, key) => total + sums(key), 0) / 1_000_000,
})
const minus = (left: Term, right: Term): Term => combine(left, right, (a, b) => a - b)
const plus = (...terms: Term[]): Term => terms.reduce((a, b) => combine(a, b, (x, y) => x + y))
const per = (left: Term, right: Term, scale = 1): Term =>
  combine(left, right, (a, b) => (b === 0 ? null : (a / b) * scale))
const share = (left: Term, right: Term): Term => per(left, right, 100)
const ZERO: Term = { needs: [], value: () => 0 }

function combine(
  left: Term,
  right: Term,
  value: (left: number, right: number) => number | null,
): Term {
  return {
    needs: [...left.needs, ...right.needs],
    value: (sums) => {
      const [a, b] = [left.value(sums), right.value(sums)]
      return a === null || b === null ? null : value(a, b)
    },
  }
}

const clicks = count('clicks')
const bots = count('bots')
const uniqueCampaign = count('uniqueCampaign')
const landerViews = count('landerViews')
const landerClicks = count('landingClicks')
const leads = count('leads')
const convLead = count('convLead')
const convSale = count('convSale')
const decided = plus(convLead, convSale, count('convRejected'))
const hold = micros('revenueHoldMicros')
const confirmed = micros('revenueConfirmedMicros')
const cost = micros('costMicros')
const revenueKeys = ['revenueHoldMicros', 'revenueConfirmedMicros', 'revenueOtherMicros'] as const
const revenue = micros(...revenueKeys)
const profit = signedMicros(revenueKeys)
const profitConfirmed = signedMicros(['revenueConfirmedMicros'])

/** Money less the cost: subtracted as integers, so that it stays exact. */
function signedMicros(keys: readonly SumKey[]): Term {
  const value = (sums: Sums) =>
    (keys.reduce((total, key) => total + sums(key), 0) - sums('costMicros')) / 1_000_000
  return { needs: [...keys, 'costMicros'], value }
}

/** Limits of the Wilson score interval at 95 % (E. B. Wilson 1927), in percent. */
function wilson(side: -1 | 1): Term {
  const z = 1.959964
  return combine(leads, clicks, (found, n) => {
    if (n <= 0) return null
    const p = Math.min(1, Math.max(0, found / n))
    const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
    const limit = (p + (z * z) / (2 * n) + side * spread) / (1 + (z * z) / n)
    return Math.min(1, Math.max(0, limit)) * 100
  })
}

const measure =
  (format: MeasureSpec['format'], decimals: number) =>
  (key: string, term: Term): MeasureSpec => ({
    key,
    title: titleIn('en', MEASURE_TITLES, key) ?? key,
    format,
    decimals,
    needs: [...new Set(term.needs)],
    value: term.value,
  })
const number = measure('def', 0)
const percent = measure('%', 2)
const money = measure('$', 2)
const smallMoney = measure('$', 5)
const fraction = measure('def', 2)
/** Of a click it may be a thousandth. */
const smallFraction = measure('def', 4)

const event = (n: number): Term => micros(`event${n}`)

/** All measures in the order in which columns are offered. */
export const measures: readonly MeasureSpec[] = [
  number('clicks', clicks),
  number('human_clicks', minus(clicks, bots)),
  number('bots', bots),
  percent('bot_share', share(bots, clicks)),
  number('unique_clicks', count('uniqueGlobal')),
  number('unique_campaign_clicks', uniqueCampaign),
  number('unique_flow_clicks', count('uniqueFlow')),
  percent('unique_share', share(uniqueCampaign, clicks)),
  number('lander_views', landerViews),
  number('lander_clicks', landerClicks),
  percent('lander_ctr', share(landerClicks, landerViews)),
  number('offer_clicks', count('offerClicks')),
  number('leads', leads),
  number('conversions', count('conversions')),
  number('upsells', count('upsells')),
  number('rebills', count('rebills')),
  number('conv_lead', convLead),
  number('conv_sale', convSale),
  number('conv_rejected', count('convRejected')),
  number('conv_trash', count('convTrash')),
  number('conv_other', count('convOther')),
  percent('approve', share(convSale, decided)),
  percent('approve_all', share(convSale, plus(decided, count('convTrash')))),
  percent('cr', share(leads, clicks)),
  percent('crs', share(convSale, clicks)),
  percent('crl', share(convLead, clicks)),
  percent('cr_unique', share(leads, uniqueCampaign)),
  percent('cr_low', wilson(-1)),
  percent('cr_high', wilson(1)),
  money('revenue', revenue),
  money('revenue_hold', hold),
  money('revenue_confirmed', confirmed),
  money('revenue_rejected', micros('revenueRejectedMicros')),
  money('cost', cost),
  money('profit', profit),
  money('profit_confirmed', profitConfirmed),
  percent('roi', share(profit, cost)),
  percent('roi_confirmed', share(profitConfirmed, cost)),
  smallMoney('epc', per(revenue, clicks)),
  smallMoney('epc_unique', per(revenue, uniqueCampaign)),
  smallMoney('epc_confirmed', per(confirmed, clicks)),
  smallMoney('epv', per(revenue, landerViews)),
  money('ecpm', per(revenue, clicks, 1000)),
  smallMoney('cpc', per(cost, clicks)),
  money('cpm', per(cost, clicks, 1000)),
  money('cpa', per(cost, leads)),
  money('cps', per(cost, convSale)),
  money('avg_payout', per(revenue, leads)),
  number('proxies', count('proxies')),
  number('empty_referrers', count('emptyReferrers')),
  number('unreplaced_macros', count('unreplacedMacros')),
  number('mean_time_to_convert', per(count('timeToConvertMs'), count('leadsWithTime'), 1 / 1000)),
  // Sources of these three do not exist; the compatible API promises the columns.
  number('adspect_bots', ZERO),
  number('magic_checker_bots', ZERO),
  number('binom_protect_bots', ZERO),
  ...numbered(EVENT_VALUES, (n) => fraction(`event_${n}`, event(n))),
  ...numbered(EVENT_VALUES, (n) => smallFraction(`event_rate_${n}`, per(event(n), clicks))),
]

const BY_KEY: ReadonlyMap<string, MeasureSpec> = new Map(measures.map((spec) => [spec.key, spec]))

/** `null` for an unknown key. */
export function measureOf(key: string): MeasureSpec | null {
  return BY_KEY.get(key) ?? null
}

export function isMeasure(key: string): boolean {
  return BY_KEY.has(key)
}

/** The same sums with their money at another rate. Values of events are none. */
export function sumsAt(rate: number, sums: Sums): Sums {
  return (key) => (key.endsWith('Micros') ? sums(key) * rate : sums(key))
}

/** As it is shown, filtered and sorted: six decimals, no negative zero; `null` if not finite. */
export function roundMeasure(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null
  return Number.isInteger(value) ? value + 0 : Math.round(value * 1_000_000) / 1_000_000 + 0
}
