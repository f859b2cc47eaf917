/** Messages on their way: each is tried again, less and less often, for a day. */
import { isYoung } from '../../lib/age.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/spans.ts'

const FIRST_WAIT_MS = MINUTE_MS
const LONGEST_WAIT_MS = HOUR_MS
const GIVEN_UP_MS = DAY_MS
/** Beyond these the oldest go: the newest say what is so now. */
export const LETTERS_MAX = 30

export type LetterKind = 'warnings' | 'summary' | 'test'

/** Times in epoch milliseconds. */
export interface Letter {
  /** A chat, or `webhook`. */
  readonly to: string
  readonly kind: LetterKind
  readonly text: string
  readonly madeAt: number
  readonly tries: number
  readonly triedAt: number
}

export function posted(
  letters: readonly Letter[],
  { to, kind, text }: { to: readonly string[]; kind: LetterKind; text: string },
  now: number,
): readonly Letter[] {
  const made = to.map((one) => ({ to: one, kind, text, madeAt: now, tries: 0, triedAt: now }))
  return [...letters, ...made].slice(-LETTERS_MAX)
}

export function isDue({ tries, triedAt }: Letter, now: number): boolean {
  if (tries === 0) return true
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS)
  return !isYoung(triedAt, wait, now)
}

/** As it waits for its next try; null: it is given up. */
export function afterFailure(letter: Letter, now: number): Letter | null {
  if (!isYoung(letter.madeAt, GIVEN_UP_MS, now)) return null
  return { ...letter, tries: letter.tries + 1, triedAt: now }
}
