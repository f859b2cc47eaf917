/** Parts of templates that say REPLACE_…: only the owner of the account knows what belongs there. */
import { t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'

const LEFT_OVER = /REPLACE_\w+/g

/** All of them, so that nobody is told of one after the other. Null: nothing is left. */
export function leftOver(text: string): string | null {
  const found = new Set(text.match(LEFT_OVER))
  return found.size === 0 ? null : [...found].join(', ')
}

/** The reason not to save yet, by field; lists and tables are looked through as text. */
export function leftOvers(
  values: Values,
  names: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const found = names.flatMap((name) => {
    const value = values[name]
    const word = leftOver(typeof value === 'string' ? textOf(values, name) : JSON.stringify(value))
    return word === null ? [] : [[name, [t('form.leftOver', { word })]] as const]
  })
  return Object.fromEntries(found)
}
