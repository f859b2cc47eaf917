/** The languages that Sluice speaks, and how a word is found in one of them. */

export const LANGUAGE_CODES = ['en', 'ru'] as const
export type Language = (typeof LANGUAGE_CODES)[number]

/** A text in every language, in the order of their codes: none can be forgotten. */
export type Words = readonly [en: string, ru: string]
export type Titles = Readonly<Record<string, Words>>

export function inLanguage(language: Language, words: Words): string {
  return words[LANGUAGE_CODES.indexOf(language)] ?? words[0]
}

/** `event_N` stands for `event_1` to `event_30`, with `{n}` filled in; null: there is no such title. */
export function titleIn(language: Language, titles: Titles, key: string): string | null {
  const own = Object.hasOwn(titles, key) ? titles[key] : undefined
  if (own !== undefined) return inLanguage(language, own)
  const [, stem, n] = /^(.*_)(\d+)$/.exec(key) ?? []
  const many = `${stem}N`
  const numbered = n !== undefined && Object.hasOwn(titles, many) ? titles[many] : undefined
  return numbered === undefined ? null : inLanguage(language, numbered).replace('{n}', n ?? '')
}
