/**
 * How the values of a criterion become the payload of a filter, and back. Values that can't be read
 * go on as they are, so that the filter refuses them; what the dialect can't say is read as null.
 */
import { CONTINENTS, countryName, countryNamed } from '../../../core/countries.ts'
import { continentNamed, languageNamed } from '../reports/dictionaries.ts'
import { dayNames, daySlots, hourSlots, hourTexts, type Slot } from './criterion-times.wire.ts'

export interface Values {
  readonly values: readonly string[]
  readonly exactMatch: boolean
  readonly allowEmpty: boolean
}

export interface Form {
  /** `zone` is that of a new filter's times. */
  readonly payload: (said: Values, zone: string) => unknown
  readonly values: (payload: unknown) => Values | null
  /** Whether the values name the contrary of what the filter finds. */
  readonly isContrary?: (values: readonly string[]) => boolean
}

const EMPTY = '@empty'

/** Whole words of a list, each in the filter's spelling and in the dialect's. */
function words(stored: Spelling = same, shown: Spelling = same): Form {
  return {
    payload: ({ values, allowEmpty }) => [...values.map(stored), ...(allowEmpty ? [EMPTY] : [])],
    values: (payload) => {
      if (!isTextList(payload)) return null
      const plain = payload.filter((value) => value !== EMPTY)
      const allowEmpty = plain.length < payload.length
      return { values: plain.map(shown), exactMatch: true, allowEmpty }
    },
  }
}

type Spelling = (value: string) => string
const same: Spelling = (value) => value

/** Patterns of a text; without `exactMatch` a part of it is enough. */
const patterns: Form = {
  payload: ({ values, exactMatch, allowEmpty }) => [
    ...values.map((value) => pattern(value, exactMatch)),
    ...(allowEmpty ? [EMPTY] : []),
  ],
  values: (payload) => {
    if (!isTextList(payload)) return null
    const plain = payload.filter((value) => value !== EMPTY)
    return { ...unwrapped(plain), allowEmpty: plain.length < payload.length }
  },
}

/** Fields with their values, written with the separator: `name=value`. */
function fields(separator: string): Form {
  return {
    payload: ({ values, exactMatch, allowEmpty }) => {
      const read = values.map(fieldOf)
      if (read.includes(null)) return values
      const pairs = read.filter((pair) => pair !== null)
      const names = allowEmpty ? [...new Set(pairs.map(({ name }) => name))] : []
      return [
        ...pairs.map(({ name, value }) => `${name}=${pattern(value, exactMatch)}`),
        ...names.map((name) => `${name}=${EMPTY}`),
      ]
    },
    values: (payload) => fieldValues(fieldList(payload), separator),
  }
}

interface Field {
  readonly name: string
  readonly value: string
}

function fieldValues(found: readonly Field[] | null, separator: string): Values | null {
  if (found === null) return null
  const plain = found.filter(({ value }) => value !== EMPTY)
  const names = new Set(plain.map(({ name }) => name))
  const empty = new Set(found.filter(({ value }) => value === EMPTY).map(({ name }) => name))
  if (empty.size > 0 && (empty.size !== names.size || empty.difference(names).size > 0)) return null
  const { values, exactMatch } = unwrapped(plain.map(({ value }) => value))
  const texts = values.map((value, at) => `${plain[at]?.name}${separator}${value}`)
  return { values: texts, exactMatch, allowEmpty: empty.size > 0 }
}

/** Both shapes of the payload; null for others. */
function fieldList(payload: unknown): Field[] | null {
  if (isTextList(payload)) {
    const found = payload.map(fieldOf)
    return found.includes(null) ? null : found.filter((field) => field !== null)
  }
  if (typeof payload !== 'object' || payload === null) return null
  const { name, values } = payload as { name?: unknown; values?: unknown }
  if (typeof name !== 'string' || !isTextList(values)) return null
  return values.map((value) => ({ name, value }))
}

/** `name=value` or `Name: value`; null without a name or a value. */
function fieldOf(text: string): Field | null {
  const at = text.search(/[=:]/)
  const field = { name: text.slice(0, Math.max(at, 0)).trim(), value: text.slice(at + 1).trim() }
  return field.name === '' || field.value === '' ? null : field
}

/** Slots of a week in the tracker's zone. */
function times(
  slotsOf: (texts: readonly string[]) => readonly Slot[] | null,
  textsOf: (slots: readonly Slot[]) => string[] | null,
): Form {
  return {
    payload: ({ values }, timezone) => {
      const slots = slotsOf(values)
      return slots === null ? values : { timezone, slots }
    },
    values: (payload) => {
      const texts = isSchedule(payload) ? textsOf(payload.slots) : null
      return texts && { values: texts, exactMatch: false, allowEmpty: false }
    },
  }
}

const NO: ReadonlySet<string> = new Set(['0', 'no', 'false', 'off'])
const isNo = (value: string) => NO.has(value.trim().toLowerCase())

/** What is true or false of a visit. Values say which, if there are any. */
function flag(payload: unknown): Form {
  return {
    payload: ({ values }) => (values.some(isNo) && !values.every(isNo) ? values : payload),
    values: (stored) => {
      const isPlain = stored === undefined || JSON.stringify(stored) === '[]'
      if (!isPlain && JSON.stringify(stored) !== JSON.stringify(payload)) return null
      return { values: [], exactMatch: true, allowEmpty: false }
    },
    isContrary: (values) => values.length > 0 && values.every(isNo),
  }
}

const isFour = (value: string) => /^(?:ip)?v?4$/i.test(value.trim())
const isSix = (value: string) => /^(?:ip)?v?6$/i.test(value.trim())

const ipVersion: Form = {
  payload: ({ values }) =>
    values.length > 0 && (values.every(isFour) || values.every(isSix)) ? null : values,
  values: (payload) => {
    const isPlain = payload === null || payload === undefined || JSON.stringify(payload) === '[]'
    return isPlain ? { values: ['IPv6'], exactMatch: false, allowEmpty: false } : null
  },
  isContrary: (values) => values.length > 0 && values.every(isFour),
}

/** The dialect's words for where somebody is new. */
const scopes: Form = {
  payload: ({ values }) =>
    values.length === 0
      ? ['campaign']
      : values.map((value) => (/^tracker$/i.test(value) ? 'global' : value.toLowerCase())),
  values: words(same, (scope) => (scope === 'global' ? 'tracker' : scope)).values,
}

/** Criteria that there is no filter for are kept as they came. */
const kept: Form = {
  payload: ({ values, exactMatch, allowEmpty }) => ({ values, exactMatch, allowEmpty }),
  values: (payload) => (isKept(payload) ? payload : null),
}

const devices: ReadonlyMap<string, string> = new Map([
  ['smartphone', 'mobile'],
  ['feature phone', 'mobile'],
  ['smart tv', 'tv'],
])

export const FORMS = {
  words: words(),
  patterns,
  countries: words(countryNamed, (code) => countryName(code) || code),
  continents: words(continentNamed, (code) => CONTINENTS.get(code.toUpperCase()) ?? code),
  languages: words(languageNamed),
  devices: words((name) => devices.get(name.trim().toLowerCase()) ?? name),
  parameters: fields('='),
  headers: fields(': '),
  days: times(daySlots, dayNames),
  hours: times(hourSlots, hourTexts),
  scopes,
  flag: flag(null),
  corporate: flag(['corporate']),
  ipVersion,
  kept,
} as const satisfies Record<string, Form>

function pattern(value: string, exactMatch: boolean): string {
  return exactMatch ? value : `*${value}*`
}

/** Patterns that all look for a part of the text are shown without their stars. */
function unwrapped(texts: readonly string[]): Pick<Values, 'values' | 'exactMatch'> {
  const inside = texts.length > 0 && texts.every(isWrapped)
  return { values: inside ? texts.map((text) => text.slice(1, -1)) : texts, exactMatch: !inside }
}

/** `*text*` without a further pattern inside. */
function isWrapped(text: string): boolean {
  return text.length > 2 && /^\*[^*@/][^*]*\*$/.test(text)
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isSchedule(payload: unknown): payload is { slots: readonly Slot[] } {
  return (
    typeof payload === 'object' && payload !== null && 'slots' in payload && isSlots(payload.slots)
  )
}

/** What the filter has checked before it was stored; imported ones may be anything. */
function isSlots(slots: unknown): slots is Slot[] {
  return (
    Array.isArray(slots) && slots.length > 0 && slots.every((slot) => Array.isArray(slot?.days))
  )
}

function isKept(payload: unknown): payload is Values {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'values' in payload &&
    isTextList(payload.values)
  )
}
