/**
 * Schemas of operations as OpenAPI 3.0 writes them, and an example of what fits one. TypeBox makes
 * JSON Schema, which the 3.0 version of OpenAPI knows in a dialect of its own.
 */
import type { TSchema } from '@sinclair/typebox'

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type OpenSchema = { readonly [key: string]: Json }

const KEPT = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern']

export function openSchema(schema: TSchema): OpenSchema {
  const plain = JSON.parse(JSON.stringify(schema)) as Plain
  return converted(plain)
}

interface Plain {
  readonly type?: string
  readonly enum?: readonly Json[]
  readonly const?: Json
  readonly anyOf?: readonly Plain[]
  readonly items?: Plain
  readonly properties?: Readonly<Record<string, Plain>>
  readonly required?: readonly string[]
  readonly patternProperties?: unknown
  readonly [limit: string]: unknown
}

function converted(schema: Plain): OpenSchema {
  if (schema.anyOf !== undefined) return unionOf(schema.anyOf)
  if (schema.const !== undefined) return { type: typeof schema.const, enum: [schema.const] }
  if (schema.enum !== undefined) return { type: 'string', enum: schema.enum }
  switch (schema.type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return { type: 'array', items: converted(schema.items ?? {}), ...limitsOf(schema) }
    case undefined:
      return {}
    default:
      return { type: schema.type, ...limitsOf(schema) }
  }
}

/** `null` is no type of its own: it is a property of the others. */
function unionOf(variants: readonly Plain[]): OpenSchema {
  const rest = variants.filter(({ type }) => type !== 'null')
  const isNullable = rest.length < variants.length
  const literals = rest.flatMap((variant) => (variant.const === undefined ? [] : [variant.const]))
  const [first] = rest
  const schema =
    literals.length === rest.length && literals.length > 0
      ? { type: typeof literals[0], enum: literals }
      : rest.length === 1 && first !== undefined
        ? converted(first)
        : { anyOf: rest.map(converted) }
  return isNullable ? { ...schema, nullable: true } : schema
}

function objectOf({ properties = {}, required = [], patternProperties }: Plain): OpenSchema {
  const entries = Object.entries(properties).map(([name, property]) => [name, converted(property)])
  return {
    type: 'object',
    properties: Object.fromEntries(entries) as OpenSchema,
    ...(required.length === 0 ? {} : { required }),
    ...(patternProperties === undefined ? {} : { additionalProperties: true }),
  }
}

/** `told`: limits that `manage` looks after, because they are not the same for everybody. */
function limitsOf({ told, ...own }: Plain): OpenSchema {
  const schema: Plain = { ...own, ...(told as Plain | undefined) }
  const found = KEPT.filter(
    (name) =>
      (schema[name] !== undefined && Number.isFinite(Number(schema[name]))) ||
      typeof schema[name] === 'string',
  )
  return Object.fromEntries(found.map((name) => [name, schema[name] as Json]))
}

/**
 * What examples of one thing show of its shape: names and types. Of `null`, of empty lists and of
 * what is now this and now that they show nothing.
 */
export function schemaLike(examples: readonly Json[]): OpenSchema {
  const given = examples.filter((example) => example !== null)
  const types = [...new Set(given.map(typeOf))]
  const [type] = types
  const shape = type === undefined || types.length > 1 ? {} : shapeOf(type, given)
  return given.length < examples.length ? { ...shape, nullable: true } : shape
}

/** Properties that examples show with a value, and that other answers have without one. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(
  (
    'iosUrl androidUrl expiredUrl startsAt expiresAt clickLimit offerId conversionId ' +
    'groupUuid groupName m cursor to lastAt'
  ).split(' '),
)

const typeOf = (example: Json) => (Array.isArray(example) ? 'array' : typeof example)

function shapeOf(type: string, given: readonly Json[]): OpenSchema {
  if (type === 'array') return { type, items: schemaLike((given as Json[][]).flat()) }
  if (type !== 'object') return { type }
  const objects = given as readonly Readonly<Record<string, Json>>[]
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))]
  const valuesOf = (name: string) =>
    objects.flatMap((one) => (Object.hasOwn(one, name) ? [one[name] ?? null] : []))
  const properties = names.map((name) => {
    const schema = schemaLike(valuesOf(name))
    return [name, MAY_BE_NULL.has(name) ? { ...schema, nullable: true } : schema]
  })
  return { type, properties: Object.fromEntries(properties) as OpenSchema }
}

/** Examples that say more than "text", by the name of the property. */
const TELLING: Readonly<Record<string, Json>> = {
  id: 1,
  name: 'Push DE',
  key: 'push-de',
  text: 'Zone 7 is bots',
  login: 'anna@example.com',
  password: 'a long password',
  newPassword: 'a longer password',
  token: 'of the link',
  host: 'trk.example.com',
  domain: 'trk.example.com',
  url: 'https://offer.example.com/?click={clickid}',
  offerUrlTemplate: '{offer_url}&s2={clickid}',
  postbackUrl: 'https://source.example.com/pb?id={external_id}',
  link: 'https://trk.example.com/click?key=push-de&zone={zoneid}',
  timezone: 'Europe/Berlin',
  timeZone: 'Europe/Berlin',
  currency: 'USD',
  countryCode: 'DE',
  languageCode: 'EN',
  alias: 'push-de',
  parameter: 'zone',
  placeholder: '{zoneid}',
  datePreset: 'today',
  dateFrom: '2026-11-01 00:00:00',
  dateTo: '2026-11-21 23:59:59',
  createdAt: '2026-11-21 12:00:00',
  deletedAt: null,
  groupings: ['campaign'],
  language: 'en',
  amount: 0.5,
  weight: 100,
  reason: 'reported as spam',
  formula: 'revenue / leads',
  cursor: '00000000100000000abc',
  clickId: '00000000100000000abc',
}
const UUID = '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d1'
const TIME = '2026-11-21 12:00:00'
const DEPTH_MAX = 12

/** What a property or parameter of this name may be; null for names that say nothing. */
export function tellingValue(name: string): Json {
  return Object.hasOwn(TELLING, name) ? (TELLING[name] ?? null) : null
}

/** `definitions` resolves references. What has no schema is an empty object. */
export function exampleOf(
  schema: OpenSchema,
  definitions: Readonly<Record<string, OpenSchema>> = {},
  name = '',
  depth = 0,
): Json {
  const next = (part: Json | undefined, of = name) =>
    exampleOf((part ?? {}) as OpenSchema, definitions, of, depth + 1)
  if (typeof schema['$ref'] === 'string') {
    return next(definitions[schema['$ref'].split('/').at(-1) ?? ''])
  }
  if (schema['example'] !== undefined) return schema['example']
  const list = (key: string) => schema[key] as readonly OpenSchema[] | undefined
  const parts = list('allOf')
  if (parts !== undefined) return Object.assign({}, ...parts.map((part) => next(part))) as Json
  const [variant] = list('anyOf') ?? list('oneOf') ?? []
  if (variant !== undefined) return next(variant)
  const telling = fitting(schema, TELLING[name])
  if (telling !== undefined) return telling
  if (Array.isArray(schema['enum'])) return (schema['enum'] as Json[])[0] ?? null
  return plainExample(schema, next, depth)
}

/** The telling value if it is of the schema's kind. */
function fitting(schema: OpenSchema, value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined
  if (value === null) return schema['nullable'] === true ? null : undefined
  if (schema['pattern'] !== undefined || schema['enum'] !== undefined) {
    const words = schema['enum'] as Json[] | undefined
    const matches = typeof value === 'string' && new RegExp(textOf(schema['pattern'])).test(value)
    return (words === undefined ? matches : words.includes(value)) ? value : undefined
  }
  const kind = Array.isArray(value) ? 'array' : typeof value
  const type = schema['type'] === 'integer' ? 'number' : schema['type']
  if (kind !== type || (schema['type'] === 'integer' && !Number.isInteger(value))) return undefined
  return value
}

type Next = (part: Json | undefined, of?: string) => Json

function plainExample(schema: OpenSchema, next: Next, depth: number): Json {
  const type = textOf(schema['type'])
  switch (type) {
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
      if (depth > DEPTH_MAX) return {}
      return Object.fromEntries(properties.map(([name, property]) => [name, next(property, name)]))
    }
    case 'array':
      return depth > DEPTH_MAX ? [] : [next(schema['items'])]
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? 1), 1)
    case 'boolean':
      return true
    case 'string':
      return textExample(schema)
    default:
      return {}
  }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : '')

function textExample({ format, pattern, minLength }: OpenSchema): string {
  if (format === 'uuid' || textOf(pattern).includes('[0-9a-fA-F]{8}-')) return UUID
  if (format === 'binary') return ''
  if (typeof pattern === 'string') {
    const fits = [
      TIME,
      '1',
      'USD',
      'sub_id_1',
      '2026-11-21',
      '00000000100000000abc',
      'trk.example.com',
    ]
    return fits.find((text) => new RegExp(pattern).test(text)) ?? '0'
  }
  return 'text'.padEnd(Number(minLength ?? 0), 't')
}
