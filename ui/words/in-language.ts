/**
 * The dictionary in one language. To be imported as a macro: it runs when the admin is bundled, so that
 * nobody loads the words of a language that he does not read.
 */
import { inLanguage, type Language } from '../../src/core/words/language.ts'
import { type Key, TEXTS } from './dictionary.ts'

export function textsIn(language: Language): Record<Key, string> {
  const texts = Object.entries(TEXTS).map(([key, words]) => [key, inLanguage(language, words)])
  return Object.fromEntries(texts) as Record<Key, string>
}
