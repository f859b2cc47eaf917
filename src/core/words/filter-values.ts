/** What a value of a report is called in the list of a flow's filter. */
import { MACRO } from './values.ts'

/**
 * How a filter takes the values of a dimension: as patterns, as patterns for the host alone, as words,
 * as languages, which stand for narrower ones too, or as addresses, of which none is empty.
 */
export type ValueForm = 'pattern' | 'host' | 'word' | 'language' | 'address'

/** Longer entries are refused. */
export const ENTRY_LIMIT = 1_024

const EMPTY = '@empty'
const SPECIAL: ReadonlySet<string> = new Set([EMPTY, '@any'])
/** What would be read as a regular expression, or as a pattern for the host. */
const OTHERWISE = /^(?:\/.+\/[a-z]{0,3}$|host:)/is

/**
 * The entry that stands for the value and, but for letter case, for no other; `null` if there is none.
 * A value that is not set is empty, and so is a macro that was not replaced.
 */
export function filterValue(form: ValueForm, value: string | null): string | null {
  if (value === null || value === MACRO) return form === 'address' ? null : EMPTY
  const entry = entryOf(form, value)
  return entry === null || entry.length > ENTRY_LIMIT ? null : entry
}

/** Whether one of these entries, in lower case, stands for the value. */
export function isMeant(
  form: ValueForm,
  entries: ReadonlySet<string>,
  value: string | null,
): boolean {
  const own = filterValue(form, value)?.toLowerCase() ?? ''
  if (entries.has(own)) return true
  const wider = own.lastIndexOf('-')
  return form === 'language' && wider > 0 && isMeant(form, entries, own.slice(0, wider))
}

function entryOf(form: ValueForm, value: string): string | null {
  if (form === 'pattern') return exactPattern(value)
  if (form === 'host') return `host:${exactPattern(value)}`
  // Words are read without the blanks around them.
  return value === '' || value.trim() !== value || SPECIAL.has(value.toLowerCase()) ? null : value
}

/** Most values are patterns for themselves; the others are written as regular expressions. */
function exactPattern(value: string): string {
  const isPlain =
    value.trim() !== '' &&
    !value.includes('*') &&
    !SPECIAL.has(value.toLowerCase()) &&
    !OTHERWISE.test(value)
  return isPlain ? value : `/^${value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$/`
}
