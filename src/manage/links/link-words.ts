/** Words of links: whether one may be had, and new ones for links that came without: short, random, free. */
import { randomBytes } from 'node:crypto'

import { wordBytes, wordKey, type WordProblem, wordProblem } from '../../core/links/words.ts'
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { Stores } from '../../db/stores.ts'
import type { LinkDomain } from './link-domains.ts'

/** The chance of not finding one by then is that of the generator being broken. */
const MAX_TRIES = 64

/** `own`: the link that asks has it already. */
export type WordVerdict = 'free' | 'own' | 'taken' | WordProblem

/** Whether a link may have the word there: a new one for `null`, or `before`. */
export function wordVerdict(
  stores: Stores,
  domain: LinkDomain,
  word: string,
  before: LinkRecord | null,
): WordVerdict {
  const isKept = before?.word === word
  const problem = isKept ? null : wordProblem(word)
  if (problem !== null) return problem
  if (isTaken(stores, domain, word, before)) return 'taken'
  return isKept && before.domain === domain.number ? 'own' : 'free'
}

/** Whether a campaign has it, or a link there other than `before`. */
export function isTaken(
  { links }: Stores,
  { number, record }: LinkDomain,
  word: string,
  before: LinkRecord | null,
): boolean {
  const holder = links.holder(number, wordKey(word, record.caseSensitive))
  return (holder !== null && holder !== before?.id) || links.isAlias(word)
}

/** Words are no secrets, only unlikely to clash. */
export function newWord(
  stores: Stores,
  domain: LinkDomain,
): { readonly word: string; readonly wordKey: string } {
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const word = randomBytes(wordBytes(tried)).toString('base64url')
    if (wordVerdict(stores, domain, word, null) === 'free')
      return { word, wordKey: wordKey(word, domain.record.caseSensitive) }
  }
  throw new Error('no free word was found')
}
