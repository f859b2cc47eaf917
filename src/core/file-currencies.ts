/** Amounts of files that bear their currency as a word: `12.50 USD`, `EUR 3`, `1 234,50 руб.` */
import { isCurrency } from './conversions/rates.ts'
import { currencyCode, SIGNS } from './currencies.ts'

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

function codeOf(word: string): string {
  const code = currencyCode(word)
  return isCurrency(code) ? code : (WORDS.get(word.toLowerCase()) ?? '')
}

function wordsAmongSigns(): readonly (readonly [string, string])[] {
  const pairs = Object.entries(SIGNS).map(([code, sign]) => [sign.toLowerCase(), code] as const)
  const isOnly = (sign: string) => pairs.filter(([each]) => each === sign).length === 1
  return pairs.filter(([sign]) => /\p{L}/u.test(sign) && isOnly(sign))
}
