/** Payloads that are objects, as forms take them: what is asked for, what is there at first, what lacks. */
import type { PayloadInput } from '../../../src/core/filters/define.ts'
import type { FilterEntry, JsonSchema } from '../../api/types.ts'
import { HALF_TIME } from '../../parts/time-field.tsx'
import { payloadsOf } from './filter-text.ts'

/** `09:00` to `24:00`. */
export const TIME_OF_DAY = /^(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/

export type Payload = Readonly<Record<string, unknown>>

/** How a part is asked for. */
export type PartInput = PayloadInput | 'number' | 'choice' | 'values' | 'groups' | 'text'

type Payloads = Pick<FilterEntry, 'payloadSchema'>

/** The schema of an object that the filter takes, which can be asked for part by part. */
export function objectSchemaOf(entry: Payloads): JsonSchema | null {
  return payloadsOf(entry).find(({ properties }) => properties !== undefined) ?? null
}

/** Whether a form can show it without losing anything. */
export function fitsForm(value: unknown, schema: JsonSchema): value is Payload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(([name, part]) => {
    const asked = schema.properties?.[name]
    return asked !== undefined && fitsPart(part, asked)
  })
}

function fitsPart(part: unknown, asked: JsonSchema): boolean {
  const input = inputOf(asked)
  if (input === 'number') return typeof part === 'number'
  if (input === 'groups') {
    return Array.isArray(part) && part.every((one) => fitsForm(one, asked.items ?? {}))
  }
  if (input !== 'weekdays' && input !== 'values') return typeof part === 'string'
  return Array.isArray(part) && part.every((one) => typeof one !== 'object')
}

export function inputOf(part: JsonSchema): PartInput {
  const said = part['x-input']
  if (said !== undefined) return said
  if (part.anyOf !== undefined) return 'choice'
  if (part.type === 'integer') return 'number'
  if (part.type !== 'array') return 'text'
  return part.items?.properties === undefined ? 'values' : 'groups'
}

/** What a new filter starts with; nothing for those that take lists. */
export function blankPayload(entry: Payloads, zone: string): unknown {
  const schema = objectSchemaOf(entry)
  return schema === null ? [] : blankParts(schema, zone)
}

export function blankParts(schema: JsonSchema, zone: string): Payload {
  const parts = Object.entries(schema.properties ?? {})
  const required = parts.filter(([name]) => isRequired(schema, name))
  return Object.fromEntries(required.map(([name, part]) => [name, blankPart(part, zone)]))
}

function blankPart(part: JsonSchema, zone: string): unknown {
  if (part.default !== undefined) return part.default
  const input = inputOf(part)
  if (input === 'time_zone') return zone
  if (input === 'choice') return part.anyOf?.[0]?.const ?? ''
  if (input === 'groups') return [blankParts(part.items ?? {}, zone)]
  return part.type === 'array' ? [] : ''
}

/** The payload with a part changed; what is not required and empty is left out. */
export function withPart(schema: JsonSchema, payload: Payload, name: string, part: unknown) {
  const { [name]: _old, ...others } = payload
  if (isVoid(part) && !isRequired(schema, name)) return others
  return { ...others, [name]: part }
}

function isRequired({ required = [] }: JsonSchema, name: string): boolean {
  return required.includes(name)
}

const isVoid = (part: unknown) =>
  part === undefined || part === '' || (Array.isArray(part) && part.length === 0)

/** Whether there is enough of it for the server to read; that it makes sense only the server can say. */
export function isWhole(entry: Payloads, payload: unknown): boolean {
  if (Array.isArray(payload)) return payload.length > 0 || takesNothing(entry)
  const schema = objectSchemaOf(entry)
  if (schema === null || !fitsForm(payload, schema)) return true
  // A zone alone, or nothing at all, says nothing of a visit.
  const said = Object.keys(payload).filter(
    (name) => schema.properties?.[name] && !isZone(schema, name),
  )
  return said.length > 0 && areWhole(schema, payload)
}

const takesNothing = (entry: Payloads) => payloadsOf(entry).some(({ type }) => type === 'null')

const isZone = (schema: JsonSchema, name: string) =>
  inputOf(schema.properties?.[name] ?? {}) === 'time_zone'

function areWhole(schema: JsonSchema, payload: Payload): boolean {
  return Object.entries(schema.properties ?? {}).every(([name, asked]) => {
    const part = payload[name]
    return isVoid(part) ? !isRequired(schema, name) : isPartWhole(asked, part)
  })
}

function isPartWhole(asked: JsonSchema, part: unknown): boolean {
  const input = inputOf(asked)
  if (input === 'number') return Number.isInteger(part) && Number(part) >= (asked.minimum ?? 0)
  if (input === 'time_of_day') return TIME_OF_DAY.test(part as string)
  if (input === 'local_time') return part !== HALF_TIME
  if (input !== 'groups') return true
  return (part as readonly Payload[]).every((one) => areWhole(asked.items ?? {}, one))
}
