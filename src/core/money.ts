/** Amounts of money as texts and as integer micro-units (`conversions.md` 2 and 5). */

const MICROS = 1_000_000
/** The largest amount anybody may send, in whole units. */
const LARGEST = 1_000_000_000
const SIGN = /^\p{Sc}\s*|\s*\p{Sc}$/u
const DECIMAL = /^(\d{0,10})(?:\.(\d+)|,(\d{1,2}))?$/
/** Longer texts are not amounts. */
const LONGEST = 64

/**
 * Micro-units of a decimal text: a point, or one comma before the last one or two digits, and at
 * most one currency sign. `null`: not an amount (exponents, hex, other commas), negative, or above
 * a thousand million. Digits behind the sixth decimal round.
 */
export function parseMoney(text: string): number | null {
  return parsePlain(text) ?? parseAny(text)
}

const [POINT, ZERO] = [46, 48]

/** Up to nine digits and up to six decimals, as programs write amounts; `null` for anything else. */
function parsePlain(text: string): number | null {
  let [micros, digits, decimals, points] = [0, 0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit === POINT - ZERO) points++
    else if (digit < 0 || digit > 9) return null
    else {
      micros = micros * 10 + digit
      digits++
      decimals += points
    }
  }
  const isPlain = points < 2 && digits > decimals && digits - decimals < 10 && decimals < 7
  return isPlain && (points === 0 || decimals > 0) ? micros * TENS[6 - decimals]! : null
}

const TENS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

function parseAny(text: string): number | null {
  if (text.length > LONGEST) return null
  const match = DECIMAL.exec(text.trim().replace(SIGN, ''))
  if (match === null) return null
  const [whole = '', decimals = ''] = [match[1], match[2] ?? match[3]]
  if (whole === '' && decimals === '') return null
  const micros = Number(whole) * MICROS + Math.round(Number(`0.${decimals || '0'}`) * MICROS)
  return micros > LARGEST * MICROS ? null : micros
}

/** The currency sign that stands beside an amount, also a negative one; `''` if none does. */
export function signBeside(text: string): string {
  return SIGN.exec(text.trim().replace(/^-/, ''))?.[0].trim() ?? ''
}

/** As `parseMoney`, with one leading minus allowed. */
export function parseSignedMoney(text: string): number | null {
  const amount = text.trim()
  if (!amount.startsWith('-')) return parseMoney(amount)
  const micros = parseMoney(amount.slice(1))
  return micros === null || micros === 0 ? micros : -micros
}

/** Plain decimal text without exponent and without trailing zeros: `0.0125`, `-3`, `12.5`. */
export function formatMoney(micros: number): string {
  const sign = micros < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(micros) / MICROS)
  const rest = Math.abs(micros) % MICROS
  if (rest === 0) return `${sign}${whole}`
  return `${sign}${whole}.${String(rest).padStart(6, '0').replace(/0+$/, '')}`
}
