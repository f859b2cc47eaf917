/** Values of another server's JSON, which may be anything: read as what is wanted, or as nothing. */

/** An object of theirs. Only names that we know are asked for. */
export type Foreign = Readonly<Record<string, unknown>>

const NOTHING: Foreign = {}
const NAME_MAX = 1000
const INTEGER = /^\d{1,15}$/
const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

export function objectOf(value: unknown): Foreign {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Foreign) : NOTHING
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Numbers are texts, too; `''` for anything else. What is longer than `max` is cut. */
export function textOf(value: unknown, max = NAME_MAX): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return ''
  return value.replaceAll('\0', '').slice(0, max).toWellFormed()
}

/** Blanks around it are left out. */
export function nameIn(value: unknown): string {
  return textOf(value).trim()
}

/** Also written as a text; `null` for what is no number. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = textOf(value, 40).trim()
  return DECIMAL.test(text) ? Number(text) : null
}

/** A whole number from 1; `null` for 0 and everything else, which means none. */
export function idIn(value: unknown): number | null {
  const text = textOf(value, 40)
  return INTEGER.test(text) && Number(text) > 0 ? Number(text) : null
}

/** As programs of many languages say yes. */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true'
}

/** Of a list, and of a text with commas or lines; blank ones are left out. */
export function textsOf(value: unknown): readonly string[] {
  const parts = typeof value === 'string' ? value.split(/[,\r\n]+/) : listOf(value)
  return parts.map((part) => textOf(part).trim()).filter(Boolean)
}
