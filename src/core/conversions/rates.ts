/**
 * Rates between currencies. A table comes with the program; a person can fix any rate. Rates are
 * integers: units of the tracker's currency for one unit of another, times 10⁹.
 */
import { DAY_MS } from '../../lib/spans.ts'
import { CURRENCIES, currencySign } from '../currencies.ts'
import { signBeside } from '../money.ts'

/** Units of each currency for one US dollar. */
export interface RateTable {
  readonly madeAt: number
  readonly perDollar: Readonly<Record<string, number>>
}

/** Mid-market values, rounded to five digits. */
const EMBEDDED: RateTable = {
  // 1 June 2026.
  madeAt: 1_780_272_000_000,
  // prettier-ignore
  perDollar: {
    USD: 1, EUR: 0.8602, GBP: 0.7437, RUB: 79.5, CNY: 7.112, PLN: 3.652, JPY: 153.4, UAH: 41.9,
    CAD: 1.401, IDR: 16620, INR: 88.6, BGN: 1.6824, TRY: 42.1, PHP: 58.6, VND: 26320, AZN: 1.7,
    AUD: 1.529, BYN: 3.41, BRL: 5.36, CZK: 20.9, DKK: 6.423, HKD: 7.782, HUF: 332, ILS: 3.27,
    KRW: 1452, MXN: 18.4, MYR: 4.19, NOK: 10.08, NZD: 1.766, RON: 4.373, SEK: 9.44, SGD: 1.3,
    THB: 32.4, ZAR: 17.3, KZT: 522, CHF: 0.8053, AED: 3.6725, ARS: 1440, CLP: 942, COP: 3830,
    EGP: 47.3, GEL: 2.71, KES: 129.2, MAD: 9.28, MDL: 17, NGN: 1440, PEN: 3.38, SAR: 3.75,
    TWD: 31, UZS: 12050, VES: 228,
  },
}

export interface Rate {
  readonly nanos: number
  /** When it was made; 0 for a currency against itself, and for one that a person fixed. */
  readonly at: number
}

/** What is known of rates beyond the program's own table. */
export interface KnownRates {
  /** Those that a person set, by currency. */
  readonly fixed: ReadonlyMap<string, Rate>
  /** The newest table that was fetched; `null`: none was. */
  readonly fetched: RateTable | null
}

/** `null`: no rate is known. A person's rate wins, then the fetched table. */
export function rateFor(
  currency: string,
  tracker: string,
  { fixed, fetched }: KnownRates,
): Rate | null {
  if (currency === tracker) return SAME_CURRENCY
  const own = fixed.get(currency)
  if (own !== undefined) return own
  const ofFetched = fetched === null ? null : rateIn(fetched, currency, tracker)
  return ofFetched ?? rateIn(EMBEDDED, currency, tracker)
}

function rateIn({ perDollar, madeAt }: RateTable, currency: string, tracker: string): Rate | null {
  const of = (code: string) => (Object.hasOwn(perDollar, code) ? (perDollar[code] ?? null) : null)
  const [from, to] = [of(currency), of(tracker)]
  if (from === null || to === null) return null
  return { nanos: Math.round((to / from) * NANOS), at: madeAt }
}

/** How old a rate may be without a mark. */
export const OLD_RATE_MS = 7 * DAY_MS

const NANOS = 1_000_000_000
/** Of a currency in itself. */
export const SAME_CURRENCY: Rate = { nanos: NANOS, at: 0 }

/** Micro-units of one currency in another, to the nearest; `null`: more than can be counted exactly. */
export function convert(micros: number, rateNanos: number): number | null {
  if (rateNanos === NANOS) return micros
  const product = BigInt(micros) * BigInt(rateNanos)
  const half = product < 0n ? -BigInt(NANOS / 2) : BigInt(NANOS / 2)
  const converted = Number((product + half) / BigInt(NANOS))
  return Number.isSafeInteger(converted) ? converted : null
}

const CODES: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...CURRENCIES])

/** Whether it is a code of ISO 4217, upper case, or one that a tracker may count in. */
export function isCurrency(code: string): boolean {
  return CODES.has(code)
}

/** Whether amounts of the currency may bear the sign: dollars of all countries have the same one. */
function isSignOf(sign: string, currency: string): boolean {
  if (currencySign(currency).includes(sign)) return true
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const parts = new Intl.NumberFormat('en', style).formatToParts(0)
  return parts.some(({ type, value }) => type === 'currency' && value.includes(sign))
}

/** Ten euros, said where nothing tells it but their sign, are not ten dollars. */
export function hasOtherSign(amount: string, currency: string): boolean {
  const sign = signBeside(amount)
  return sign !== '' && isCurrency(currency) && !isSignOf(sign, currency)
}

const FIXED = /^([A-Z]{3})=(.+)$/

/** A rate as a person writes it, `EUR=1.16`; `null`: it is none. */
export function fixedRateOf(line: string): (Rate & { readonly currency: string }) | null {
  const [, currency, amount] = FIXED.exec(line.replace(/\s/g, '')) ?? []
  if (currency === undefined || amount === undefined || !isCurrency(currency)) return null
  const nanos = parseDecimal(amount)
  return nanos === null || nanos <= 0 ? null : { currency, nanos, at: 0 }
}

const DECIMAL = /^(\d{1,6})(?:\.(\d{1,9}))?$/

function parseDecimal(text: string): number | null {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? []
  return whole === undefined ? null : Number(whole) * NANOS + Number(fraction.padEnd(9, '0'))
}

export function fixedRates(lines: readonly string[]): Map<string, Rate> {
  return new Map(
    lines.flatMap((line) => {
      const rate = fixedRateOf(line)
      return rate === null ? [] : [[rate.currency, rate] as const]
    }),
  )
}
