/** What a call is worth: whose amount counts, in which currency (`conversions.md` 5). */
import { currencyCode } from '../currencies.ts'
import type { Offer } from '../model.ts'
import { parseMoney, parseSignedMoney } from '../money.ts'
import type { ConversionClass } from './classes.ts'
import { isLost, PAYOUT_BY_HAND } from './conversion.ts'
import { convert, hasOtherSign, isCurrency, type Rate } from './rates.ts'
import { foldWord } from './statuses.ts'

/** What was sent, `''` where nothing was. */
export interface SentPayout {
  readonly payout: string
  readonly currency: string
  readonly word: string
  readonly class: ConversionClass
  /** An amount that a person typed wins over everything else. */
  readonly isPersons: boolean
  /** A person corrects one conversion, with a reason; a list may be the network's own. */
  readonly isCorrection: boolean
}

/** What was agreed for the offer and with its network. */
export interface PayoutTerms {
  /** `null`: the click led to no offer of ours. */
  readonly offer: {
    readonly isAuto: boolean
    readonly micros: number
    readonly currency: string
  } | null
  /** In force only if the network has them switched on. */
  readonly byStatus: readonly { readonly word: string; readonly payout: string }[]
  readonly networkCurrency: string
  readonly trackerCurrency: string
}

export interface Payout {
  readonly micros: number
  readonly currency: string
  /** `default`: nothing was sent, and it is what a new conversion gets; a stored one keeps its own. */
  readonly source: 'sent' | 'agreed' | 'default'
  readonly notes: readonly PayoutNote[]
}

/** `review`: more than the offer's limit. `payout_not_counted`: its fixed amount is 0, and more was sent. */
export type PayoutNote =
  'no_payout' | 'payout_unreadable' | 'payout_not_counted' | 'review' | typeof PAYOUT_BY_HAND
export const PAYOUT_NOTES: ReadonlySet<string> = new Set<PayoutNote>([
  'no_payout',
  'payout_unreadable',
  'payout_not_counted',
  'review',
  PAYOUT_BY_HAND,
])
export type PayoutProblem = 'bad_payout' | 'unknown_currency'

export function payoutOf(sent: SentPayout, terms: PayoutTerms): Payout | PayoutProblem {
  const text = isAuto(sent.payout) ? '' : sent.payout
  if (sent.isPersons && text !== '') return personsPayout(text, sent, terms)
  const agreed = agreedPayout(sent, terms)
  if (agreed !== null) return { ...agreed, source: 'agreed', notes: uncounted(text, agreed) }
  if (text !== '') return sentPayout(text, sent, terms)
  const { offer } = terms
  const micros = offer?.micros ?? 0
  const currency = offer?.currency ?? defaultCurrency(terms)
  return { micros, currency, source: 'default', notes: micros === 0 ? ['no_payout'] : [] }
}

/** `payout=auto`: the offer's. */
export function isAuto(text: string): boolean {
  return /^auto$/i.test(text)
}

/** What would take its place with the next call is marked, so that it stands. */
function personsPayout(text: string, sent: SentPayout, terms: PayoutTerms) {
  const payout = sentPayout(text, sent, terms)
  if (typeof payout === 'string' || payout.source !== 'sent') return payout
  const agreed = agreedPayout(sent, terms)
  const isOther = payout.micros !== agreed?.micros || payout.currency !== agreed.currency
  const stands = sent.isCorrection || (agreed !== null && isOther)
  return stands ? { ...payout, notes: [...payout.notes, PAYOUT_BY_HAND] as const } : payout
}

/** A payout that was sent and is above the offer's limit counts, and is marked. */
export function reviewed(
  payout: Payout,
  offer: Pick<Offer, 'reviewAboveMicros' | 'payoutCurrency'> | null,
  rateOf: (currency: string) => Rate | null,
): Payout {
  const limit = offer?.reviewAboveMicros ?? null
  if (offer === null || limit === null || payout.source !== 'sent') return payout
  const inBase = (micros: number, currency: string) => {
    const rate = rateOf(currency)
    return rate && convert(micros, rate.nanos)
  }
  const [sent, allowed] =
    payout.currency === offer.payoutCurrency
      ? [payout.micros, limit]
      : [inBase(payout.micros, payout.currency), inBase(limit, offer.payoutCurrency)]
  // What can't be compared is looked at by a person.
  const isFine = sent !== null && allowed !== null && sent <= allowed
  return isFine ? payout : { ...payout, notes: [...payout.notes, 'review'] }
}

/** The network's payout for the status, else the offer's fixed one; `null`: what is sent counts. */
function agreedPayout({ word }: SentPayout, terms: PayoutTerms) {
  const { offer, byStatus } = terms
  const folded = foldWord(word)
  const entry = byStatus.find((each) => foldWord(each.word) === folded)
  const micros = entry === undefined ? null : parseMoney(entry.payout)
  if (micros !== null) return { micros, currency: defaultCurrency(terms) }
  return offer === null || offer.isAuto ? null : { micros: offer.micros, currency: offer.currency }
}

/** An amount that is not needed may be anything. Money that an offer leaves at 0 is hardly meant so. */
function uncounted(text: string, agreed: { readonly micros: number }): readonly PayoutNote[] {
  if (text === '') return []
  const micros = parseSignedMoney(text)
  if (micros === null) return ['payout_unreadable']
  return agreed.micros === 0 && micros > 0 ? ['payout_not_counted'] : []
}

function sentPayout(text: string, sent: SentPayout, terms: PayoutTerms): Payout | PayoutProblem {
  const currency = sent.currency === '' ? defaultCurrency(terms) : currencyCode(sent.currency)
  const micros = isLost(sent.class) ? absolute(parseSignedMoney(text)) : parseMoney(text)
  if (micros === null || hasOtherSign(text, currency)) {
    if (!isLost(sent.class)) return 'bad_payout'
    return { micros: 0, currency, source: 'default', notes: ['payout_unreadable'] }
  }
  if (!isCurrency(currency)) return 'unknown_currency'
  return { micros, currency, source: 'sent', notes: [] }
}

function absolute(micros: number | null): number | null {
  return micros === null ? null : Math.abs(micros)
}

function defaultCurrency({ networkCurrency, trackerCurrency }: PayoutTerms): string {
  return networkCurrency === '' ? trackerCurrency : networkCurrency
}
