/** Numbers as the user reads them. `null` is no value and shows as a dash, zero as zero. */
import { language } from '../words/words.ts'
import { visible } from './text.ts'

export const NO_VALUE = '—'

/** Others have no sign, and are refused by the formatter. */
const CODE = /^[a-z]{3}$/i

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(decimals: number, currency: string | null = null): Intl.NumberFormat {
  const key = `${language.peek()} ${decimals} ${currency}`
  let format = formats.get(key)
  if (format === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    const money = { style: 'currency', currencyDisplay: 'narrowSymbol' } as const
    const extra = currency === null ? {} : { ...money, currency }
    // A tenth of a cent lost is `0.00`, not `-0.00`.
    const signs = { signDisplay: 'negative' } as const
    format = new Intl.NumberFormat(language.peek(), { ...digits, ...signs, ...extra })
    formats.set(key, format)
  }
  return format
}

export function number(value: number | null | undefined, decimals = 0): string {
  return value === null || value === undefined ? NO_VALUE : formatOf(decimals).format(value)
}

/** With the sign of the currency, or what a network sent in its place. */
export function money(value: number | null | undefined, currency: string, decimals = 2): string {
  if (value === null || value === undefined) return NO_VALUE
  if (!CODE.test(currency)) return `${number(value, decimals)} ${visible(currency)}`
  return formatOf(decimals, currency).format(value)
}

export function percent(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? NO_VALUE : `${number(value, decimals)}%`
}

/** Beyond it only the direction says something. */
const MOST_PERCENT = 999

export const WIDEST_CHANGE = `>+${MOST_PERCENT}%`

/** `+12.5%`: how far `value` is from `before`; a dash when there was nothing before. */
export function change(value: number | null, before: number | null): string {
  if (value === null || before === null || before === 0) return NO_VALUE
  const share = ((value - before) / Math.abs(before)) * 100
  if (Math.abs(share) > MOST_PERCENT) return share > 0 ? WIDEST_CHANGE : `<-${MOST_PERCENT}%`
  return `${share > 0 ? '+' : ''}${number(share, Math.abs(share) < 10 ? 1 : 0)}%`
}

/** `+12`: by how much `value` is more than `before`; null where one of them is no number. */
export function difference(
  value: number | null,
  before: number | null,
  decimals: number,
): string | null {
  if (value === null || before === null) return null
  return `${value > before ? '+' : ''}${number(value - before, decimals)}`
}

const UNITS = {
  en: ['B', 'kB', 'MB', 'GB', 'TB'],
  ru: ['Б', 'кБ', 'МБ', 'ГБ', 'ТБ'],
} as const

/** `1.2 MB`. */
export function bytes(value: number): string {
  const units = UNITS[language.peek()]
  let at = 0
  let rest = value
  while (rest >= 1000 && at < units.length - 1) {
    rest /= 1000
    at++
  }
  return `${number(rest, at === 0 || rest >= 100 ? 0 : 1)} ${units[at]}`
}

/** What a person typed as a number, with a comma or a point; null when it is none. */
export function readNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null
}
