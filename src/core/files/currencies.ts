/** Amounts of files that bear their currency as a word: `12.50 USD`, `EUR 3`, `1 234,50 руб.` */
import { isCurrency } from '../conversions/rates.ts'
import { CURRENCIES, currencyCode, SIGNS } from '../currencies.ts'

export interface BareAmount {
  readonly amount: string
  /** Its code in capitals; `''`: the text names none, its sign may tell something. */
  readonly currency: string
}

const EDGES = /^([^\d.,+-]*)(.*\d[.,]?)([^\d.,]*)$/su
/** Abbreviations end with a point, `100 руб.`, which is none of the number. */
const ABBREVIATED = /^(.*\d)\s*(\p{L}+)\.$/su

/** What words of a currency stand for; signs without a letter may be those of several. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...wordsAmongSigns(),
  ['us$', 'USD'],
  ['руб', 'RUB'],
  ['р', 'RUB'],
  ['грн', 'UAH'],
  ['тг', 'KZT'],
])

export function bareAmount(text: string): BareAmount {
  const whole = text.trim().replace(ABBREVIATED, '$1 $2')
  const [, head = '', number = '', tail = ''] = EDGES.exec(whole) ?? []
  const first = codeOf(head.trim())
  const last = codeOf(tail.trim())
  if (last !== '') return { amount: `${head}${number}`.trim(), currency: last }
  if (first !== '') return { amount: `${number}${tail}`.trim(), currency: first }
  return { amount: text, currency: '' }
}

/** What stands behind a title in brackets, behind a comma, or as its last word. */
const BEHIND = /(?:[([,]\s*|\s)([^\s()[\],.\d]{1,4})\.?\s*[)\]]?\s*$/

const IN_BRACKETS = /[([,]\s*\S+\s*[)\]]?\s*$/

/**
 * The currency that a title of amounts names, `Amount spent (EUR)`, `Расход, руб.`; `''`: none. Words of
 * Latin letters are none of it: codes have capitals, and `(fr)` is France.
 */
export function titleCurrency(title: string): string {
  const word = wordBehind(title)
  if (/^[A-Z]{3}$/.test(word)) {
    // `Cost ALL` is no lek: without brackets only the usual ones are meant.
    return IN_BRACKETS.test(title) || CURRENCIES.includes(word) ? codeOf(word) : ''
  }
  return isAscii(word) ? '' : (WORDS.get(word.toLowerCase()) ?? currencyOfSign(word))
}

/** The sign that stands there and is that of several; `''`: none does. */
export function titleSign(title: string): string {
  const word = wordBehind(title)
  return isAscii(word) && /^\p{Sc}$/u.test(word) ? word : ''
}

function wordBehind(title: string): string {
  return BEHIND.exec(title)?.[1] ?? ''
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const isAscii = (text: string) => /^[\u0000-\u007f]*$/.test(text)

function codeOf(word: string): string {
  const code = currencyCode(word)
  return isCurrency(code) ? code : (WORDS.get(word.toLowerCase()) ?? '')
}

/** `''`: several have it, or none. */
function currencyOfSign(sign: string): string {
  const [only = '', other] = Object.keys(SIGNS).filter((code) => SIGNS[code] === sign)
  return other === undefined ? only : ''
}

function wordsAmongSigns(): readonly (readonly [string, string])[] {
  const pairs = Object.entries(SIGNS).map(([code, sign]) => [sign.toLowerCase(), code] as const)
  const isOnly = (sign: string) => pairs.filter(([each]) => each === sign).length === 1
  return pairs.filter(([sign]) => /\p{L}/u.test(sign) && isOnly(sign))
}
