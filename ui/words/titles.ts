/** Names of dimensions, measures and columns of the click log, as files that are exported have them. */
import { titleIn } from '../../src/core/words/language.ts'
import { CLICK_TITLES } from '../../src/core/words/log-titles.ts'
import { DIMENSION_TITLES, MEASURE_TITLES } from '../../src/core/words/titles.ts'
import { language } from './words.ts'

export function dimensionTitle(key: string): string {
  return titleIn(language.peek(), DIMENSION_TITLES, key) ?? key
}

/** `title` is that of a column which somebody made. */
export function measureTitle(key: string, title = key): string {
  return titleIn(language.peek(), MEASURE_TITLES, key) ?? title
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
