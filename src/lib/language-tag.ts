/** Tags of languages, `zh-Hant-TW`: what they are called today, and which scripts go without saying. */

const SCRIPTED = /^([a-z]{2,8})-([A-Z][a-z]{3})(?:-([A-Z]{2}|\d{3}))?$/

/**
 * The tag by today's codes (`he` for `iw`), and without a script that language and region imply: `zh-TW` for
 * `zh-Hant-TW`, but `zh-Hant` and `sr-Latn-RS` as they are. Throws `RangeError` for what is no tag.
 */
export function plainLanguage(tag: string): string {
  const current = Intl.getCanonicalLocales(tag)[0] ?? tag
  const [, language, script, region] = SCRIPTED.exec(current) ?? []
  if (language === undefined) return current
  const place = region === undefined ? language : `${language}-${region}`
  return new Intl.Locale(place).maximize().script === script ? place : current
}

/**
 * Language and script alone: `zh-Hant` for `zh-TW`, `sr-Cyrl` for `sr`. The language alone where nobody knows
 * its script. Throws as above.
 */
export function writtenLanguage(tag: string): string {
  const { language, script } = new Intl.Locale(plainLanguage(tag)).maximize()
  return script === undefined ? language : `${language}-${script}`
}
