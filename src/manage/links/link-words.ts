/** New words for links that came without one: short, random, free. */
import { randomBytes } from 'node:crypto'

import { wordBytes, wordKey, wordProblem } from '../../core/links/words.ts'
import type { Stores } from '../../db/stores.ts'
import type { LinkDomain } from './link-domains.ts'

/** The chance of not finding one by then is that of the generator being broken. */
const MAX_TRIES = 64

/** Words are no secrets, only unlikely to clash. */
export function newWord(
  { links }: Stores,
  { number, record }: LinkDomain,
): { readonly word: string; readonly wordKey: string } {
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const word = randomBytes(wordBytes(tried)).toString('base64url')
    const key = wordKey(word, record.caseSensitive)
    const isFree = links.holder(number, key) === null && !links.isAlias(word)
    if (isFree && wordProblem(word) === null) return { word, wordKey: key }
  }
  throw new Error('no free word was found')
}
