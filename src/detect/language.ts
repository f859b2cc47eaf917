/** The visitor's language, from the first usable tag of `Accept-Language` or from a parameter. */
import { plainLanguage } from '../lib/language-tag.ts'
import { lately } from '../lib/lru.ts'
import { indexOrEnd } from '../lib/text.ts'

const TAG = /^[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|[0-9]{3}))?(?=[-_]|$)/i
const NOT_WANTED = /;\s*q=0(?:\.0*)?\s*$/i
const MAX_CHARS = 256

/**
 * `de`, `de-AT`, or `sr-Latn` where the script says more; `''` when there is none to recognise. `*` and tags
 * with `q=0` are no language. Browsers of one country send one of a few headers.
 */
export const readLanguage = lately(1000, languageIn)

function languageIn(header: string): string {
  const list = header.slice(0, MAX_CHARS)
  for (let from = 0; from < list.length;) {
    const end = indexOrEnd(list, ',', from)
    const language = readTag(list.slice(from, end))
    if (language !== '') return language
    from = end + 1
  }
  return ''
}

function readTag(entry: string): string {
  if (NOT_WANTED.test(entry)) return ''
  const [tag] = TAG.exec(entry.slice(0, indexOrEnd(entry, ';')).trim()) ?? []
  return tag === undefined ? '' : plainLanguage(tag.replaceAll('_', '-'))
}
