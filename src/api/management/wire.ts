/** Small translations that several resources share: times, money, ids, words for "none". */
import { Type } from '@sinclair/typebox'

import { CURRENCIES } from '../../core/currencies.ts'
import { DAY_MS } from '../../lib/spans.ts'
import { anyCase, nullable } from './shape.ts'

export const Currency = anyCase(CURRENCIES)
export const Name = Type.String({ minLength: 1, maxLength: 1000 })
/** Of a replacement: none, or an empty one, keeps the stored name. */
export const KeptName = Type.Optional(nullable(Type.String({ maxLength: 1000 })))
export const NameOnly = Type.Object({ name: Name })
export const Amount = Type.Number({ minimum: 0, maximum: 1_000_000_000 })
export const Ids = Type.Array(Type.Integer(), { minItems: 1, maxItems: 10_000 })
export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })
export const CreatedId = Type.Object({ id: Type.Integer() })
export const FailedIds = Type.Object({ failedIds: Type.Array(Type.Integer()) })
export const Empty = Type.Object({})
/** `archived` is what a deletion makes of an object. */
export const State = Type.Optional(anyCase(['active', 'paused', 'archived']))
/** What a landing, an offer or a flow does instead of leading to an address. */
export const ActionWire = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 64 }),
  payload: Type.String({ maxLength: 100_000 }),
})

export function microsOf(amount: number): number {
  return Math.round(amount * 1_000_000)
}

export function amountOf(micros: number): number {
  return micros / 1_000_000
}

export const ClickId = Type.String({
  pattern: '^\\s*[0-9a-vA-V]{20}\\s*$',
  form: 'a click id: 20 of 0-9 and a-v',
})

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function timestamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

export function timestampOrNull(time: number | null): string | null {
  return time === null ? null : timestamp(time)
}

const DAY = '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?'

/** Sluice's own operations take ISO 8601 and the dialect's form, both UTC unless they say more. */
export const Time = Type.String({
  pattern: `^${DAY}([ T]${CLOCK}(Z|[+-](0\\d|1[0-4]):[0-5]\\d)?)?$`,
  form: 'a time like 2026-11-21 12:00:00',
})

/** Epoch milliseconds; null for none. The 31st of a shorter month is the 1st of the next one. */
export function readTime(text: string | null): number | null {
  if (text === null) return null
  const [day = '', clock = '00:00Z'] = text.split(/[ T]/)
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(clock) ? clock : `${clock}Z`
  const midnight = Date.parse(`${day.slice(0, 8)}01T${zoned}`)
  return midnight + (Number(day.slice(8)) - 1) * DAY_MS
}

/** Of a country; `''` for the dialect's word for all of them. */
export function countryOf(code: string): string {
  const country = code.trim().toUpperCase()
  return country === 'GLOBAL' ? '' : country
}

const CLEARING = new Set(['', 'none', 'erase', 'empty'])

/** Partial updates clear a reference by a word. */
export function clearable(value: string | null): string | null {
  return value === null || CLEARING.has(value.toLowerCase()) ? null : value
}

/** A name for people made of one for programs: `os_name` is "Os name". */
export function titleOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
