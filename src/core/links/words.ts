/** The word of a short link: what it may be, and new ones. */
import { ALIAS, isReservedWord } from '../paths.ts'

const MIN_LENGTH = 5
const MAX_LENGTH = 30
const LETTERS = /^[A-Za-z0-9_-]*$/

export type WordProblem = 'too_short' | 'too_long' | 'invalid' | 'reserved'

/**
 * `null`: the word may be used, if nobody has it. Nothing is rewritten. `any` is for words that were
 * in use elsewhere: whatever a visit can find.
 */
export function wordProblem(word: string, rule: 'new' | 'any' = 'new'): WordProblem | null {
  if (!LETTERS.test(word)) return 'invalid'
  if (rule === 'any' && ALIAS.test(word)) return isReservedWord(word) ? 'reserved' : null
  if (word.length < MIN_LENGTH) return 'too_short'
  if (word.length > MAX_LENGTH) return 'too_long'
  return isReservedWord(word) ? 'reserved' : null
}

/** By what a word is looked up: domains may be set to ignore letter case. */
export function wordKey(word: string, isCaseSensitive: boolean): string {
  return isCaseSensitive ? word : word.toLowerCase()
}

const SHORT_BYTES = 4
const LONG_BYTES = 5
const SHORT_TRIES = 8

/** Random bytes for the `tried`-th word: one more after so many clashes. */
export function wordBytes(tried: number): number {
  return tried < SHORT_TRIES ? SHORT_BYTES : LONG_BYTES
}
