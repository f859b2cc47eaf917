/** Names of dimensions, measures and columns of the click log, and its words, as files that are exported have them. */
import { cellIn, NOTE_WORDS } from '../../src/core/words/cells.ts'
import { titleIn } from '../../src/core/words/language.ts'
import { CLICK_TITLES } from '../../src/core/words/log-titles.ts'
import { DIMENSION_TITLES, MEASURE_TITLES } from '../../src/core/words/titles.ts'
import { isKey, language, plural, t } from './words.ts'

export function dimensionTitle(key: string): string {
  return titleIn(language.peek(), DIMENSION_TITLES, key) ?? key
}

/** `title` is that of a column which somebody made. */
export function measureTitle(key: string, title = key): string {
  return titleIn(language.peek(), MEASURE_TITLES, key) ?? title
}

/** `last_5_days` has no text of its own. */
export function periodTitle(preset: string): string {
  const key = `period.${preset}`
  if (isKey(key)) return t(key)
  return plural('period.lastDays', Number(/\d+/.exec(preset)?.[0] ?? 0))
}

/** For numbers that stand without their sign, as those that are entered. */
export function unitTitle({ key, title, format }: Measured, currency: string): string {
  const units: Readonly<Record<string, string>> = { '%': ', %', $: `, ${currency}` }
  return measureTitle(key, title) + (units[format] ?? '')
}

interface Measured {
  readonly key: string
  readonly title: string
  readonly format: string
}

export function clickTitle(column: string): string {
  return titleIn(language.peek(), CLICK_TITLES, column) ?? column.replaceAll('_', ' ')
}

/** What the API says in a column of the click log or of conversions, in the language of the user. */
export function cellWord(column: string, text: string): string {
  return cellIn(language.peek(), column, text)
}

/** What became of a call of a network, or how far one of ours is. */
export function verdictWord(verdict: string): string {
  const key = `verdict.${verdict}`
  return isKey(key) ? t(key) : verdict.replaceAll('_', ' ')
}

/** What is odd about a conversion; a newer server may know more of it. */
export function noteWord(note: string): string {
  return titleIn(language.peek(), NOTE_WORDS, `note.${note}`) ?? note.replaceAll('_', ' ')
}
