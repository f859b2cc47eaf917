/**
 * What a network's word means (`conversions.md` 3): words of the call, the network's map, the
 * user's own words, then the words that everybody understands.
 */
import { hasMacroShape } from '../macro-shape.ts'
import { STATUS_CLASSES, type StatusClass, type StatusWord } from './classes.ts'

/** The dialect of a call: in Binom's, statuses are free labels. */
export type Dialect = 'keitaro' | 'binom'

const UNDERSTOOD: Readonly<Record<Exclude<StatusClass, 'other' | 'ignore'>, string>> = {
  lead:
    'lead, pending, hold, new, wait, waiting, processing, in process, open, ' +
    'registration, reg, signup, install',
  sale:
    'sale, approved, approve, confirmed, confirm, accepted, paid, success, purchase, ' +
    'deposit, dep, ftd, first deposit',
  rebill: 'rebill, recurring, upsell',
  rejected:
    'rejected, reject, declined, decline, cancelled, canceled, reversed, refund, chargeback',
  trash: 'trash, invalid, fraud, spam, duplicate',
}

const DEFAULTS: ReadonlyMap<string, StatusClass> = new Map(
  Object.entries(UNDERSTOOD).flatMap(([of, words]) =>
    words.split(', ').map((word) => [foldWord(word), of as StatusClass] as const),
  ),
)

/** Beside those that everybody understands, as sellers name events by which nothing was sold. */
const LOSSES: ReadonlySet<string> = new Set(
  (
    'rfnd cgbk insf refunded reversal chargedback void voided cancel ' +
    'cancelrebill rebillcancelled paymentmissed paymentdenial abandonedorder'
  ).split(' '),
)

/** Whether a word, `on_refund` too, says that a conversion is lost, or is none. */
export function saysLoss(word: string): boolean {
  const folded = foldWord(word).replace(/^on(?=.{4})/, '')
  const of = DEFAULTS.get(folded)
  return of === 'rejected' || of === 'trash' || LOSSES.has(folded)
}

/** Numbers and single letters mean what one network says, and nothing to anybody else. */
const PRIVATE = /^(?:\d+|.)$/u

/** The form in which words are compared: case, `-`, `_` and blanks ignored. */
export function foldWord(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '')
}

/** Whether a list of classes and words names the status. */
export function isAmong(
  statuses: readonly string[],
  { class: of, word }: { readonly class: StatusClass; readonly word: string },
): boolean {
  const names = [foldWord(of), foldWord(word)]
  return statuses.some((status) => names.includes(foldWord(status)))
}

/** The maps in force for a call, the strongest first. */
export interface StatusMaps {
  /** `lead_status=…` and the like, sent with the call. */
  readonly ofCall: readonly StatusWord[]
  readonly ofNetwork: readonly StatusWord[]
  readonly ofUser: readonly StatusWord[]
}

/** What a word means, and by which map: of the call, the network, the user, the program. */
export interface Meaning {
  readonly class: StatusClass
  /** `dialect`: by none, but the dialect takes any label. */
  readonly map: 'call' | 'network' | 'user' | 'program' | 'dialect'
}

/**
 * `null`: nobody has said what the word means. Binom's dialect then has `other`, but for a macro that the
 * network left: it stands for every word, the rejections too.
 */
export function meaningOf(
  word: string,
  { ofCall, ofNetwork, ofUser }: StatusMaps,
  dialect: Dialect,
): Meaning | null {
  const folded = foldWord(word)
  const isPrivate = PRIVATE.test(folded)
  const by = (of: StatusClass | null | undefined, map: Meaning['map']) =>
    of === null || of === undefined ? null : { class: of, map }
  return (
    by(classIn(ofCall, folded), 'call') ??
    by(classIn(ofNetwork, folded), 'network') ??
    by(isPrivate ? null : classIn(ofUser, folded), 'user') ??
    by(isPrivate ? null : DEFAULTS.get(folded), 'program') ??
    by(dialect === 'binom' && !hasMacroShape(word.trim()) ? 'other' : null, 'dialect')
  )
}

/** A word as a person maps it, `Approved=sale`; `null`: that is no map. */
export function statusWordOf(line: string): StatusWord | null {
  const equals = line.lastIndexOf('=')
  const word = line.slice(0, equals).trim()
  const named = line
    .slice(equals + 1)
    .trim()
    .toLowerCase()
  const of = STATUS_CLASSES.find((each) => each === named)
  return equals < 1 || of === undefined || foldWord(word) === '' ? null : { word, class: of }
}

/** Words that are there before, in another spelling maybe, and said something else then. */
export function contradictionsIn(
  entries: readonly (readonly [word: string, says: string | number])[],
): readonly string[] {
  const said = new Map<string, string | number>()
  return entries.flatMap(([word, says]) => {
    const folded = foldWord(word)
    const before = said.get(folded) ?? says
    said.set(folded, before)
    return before === says ? [] : [word]
  })
}

function classIn(words: readonly StatusWord[], folded: string): StatusClass | null {
  return words.find(({ word }) => foldWord(word) === folded)?.class ?? null
}
