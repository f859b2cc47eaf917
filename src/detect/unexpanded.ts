/** Macros of a traffic source that arrive as they were typed, because nothing replaced them. */
import { hasMacroShape, MACRO_BEGINNINGS } from '../core/macro-shape.ts'

const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(['REPLACE', 'OPTIONAL', 'null', 'undefined'])

/** `placeholder` is the macro that the campaign expects to be replaced; `''` if it has none. */
export function isUnexpanded(field: string, value: string, placeholder: string): boolean {
  if (value === '') return false
  return value === placeholder || hasMacroShape(value) || isPlaceholderWord(value, field)
}

/**
 * Of the first character of a text without escapes: whether the text may be unexpanded. No other is,
 * but one that is the placeholder.
 */
export function beginsLikeUnexpanded(code: number): boolean {
  return FIRST_CODES[code] === 1
}

const FIRST_CODES = new Uint8Array(128)
for (const text of [...MACRO_BEGINNINGS, ...PLACEHOLDER_WORDS]) FIRST_CODES[text.charCodeAt(0)] = 1

function isPlaceholderWord(value: string, field: string): boolean {
  return (field === 'external_id' || field === 'cost') && PLACEHOLDER_WORDS.has(value)
}
