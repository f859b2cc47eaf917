/**
 * Reads what came over the wire by a TypeBox schema, with the tolerance of the dialect: numbers also
 * as text, words in any letter case, unknown properties skipped. Tells every problem with its place.
 */
import { Kind, type Static, type TSchema, Type } from '@sinclair/typebox'

import { HOLDS_NUL, holdsNul } from '../../lib/nul.ts'
import { type Fields, type Problems, problems } from '../../manage/refusal.ts'

/** What happens to properties the schema does not name. */
export type Strictness = 'skip_unknown' | 'refuse_unknown'

export type Shaped<T> = { readonly value: T } | { readonly fields: Fields }

export function shaped<S extends TSchema>(
  schema: S,
  value: unknown,
  strictness: Strictness,
): Shaped<Static<S>> {
  const found = problems()
  const read = readAs({ found, strictness }, schema, value, '')
  const refusal = found.refusal()
  if (refusal?.refused === 'invalid') return { fields: refusal.fields }
  return { value: read as Static<S> }
}

/** One of the words, whatever their letter case; answers the word as written here. */
export function anyCase<const W extends string>(words: readonly W[]) {
  return Type.Unsafe<W>({ type: 'string', enum: words, anyCase: true })
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()])
}

/**
 * Of an object whose name the dialect does not know in this place: what else is written there is skipped, as
 * other unknown properties are.
 */
export const ELSE_SKIPPED = { elseSkipped: true }

/**
 * Of an object that may also come within one property of another: where there is such a property, what is
 * wrong in it is not skipped with it.
 */
export const unlessWithin = (name: string) => ({ unlessWithin: name })

export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  form: 'a UUID',
})

interface Reading {
  readonly found: Problems
  readonly strictness: Strictness
}

const MISFIT = Symbol('misfit')

function readAs(reading: Reading, schema: TSchema, value: unknown, at: string): unknown {
  const read = readKind(reading, schema, value, at)
  if (read === MISFIT) reading.found.add(at || 'body', problemOf(schema, value))
  return read
}

/** Of a text with NUL its length, or its form, may be right; of a list that may be one value, too, its own form is meant. */
function problemOf(schema: TSchema, value: unknown): string {
  if (holdsNul(value) && wantsText(schema)) return HOLDS_NUL
  const variants = schema[Kind] === 'Union' ? (schema['anyOf'] as TSchema[]) : []
  const list = Array.isArray(value) ? variants.find((one) => one[Kind] === 'Array') : undefined
  return expectation(list ?? schema)
}

function wantsText(schema: TSchema): boolean {
  if (schema[Kind] === 'Union') return (schema['anyOf'] as TSchema[]).some(wantsText)
  return schema[Kind] === 'String'
}

function readKind(reading: Reading, schema: TSchema, value: unknown, at: string): unknown {
  if (schema['anyCase'] === true) return readWord(schema['enum'] as string[], value)
  switch (schema[Kind]) {
    case 'Object':
      return readObject(reading, schema, value, at)
    case 'Array':
      return readArray(reading, schema, value, at)
    case 'Union':
      return readUnion(reading, schema['anyOf'] as TSchema[], value, at)
    case 'String':
      return readText(schema, value)
    case 'Integer':
    case 'Number':
      return readNumber(schema, value)
    case 'Boolean':
      return readBoolean(value)
    case 'Null':
      return value === null ? null : MISFIT
    case 'Literal':
      return value === schema['const'] ? value : MISFIT
    case 'Unknown':
      return value
    case 'Record':
      return typeof value === 'object' && !Array.isArray(value) ? (value ?? MISFIT) : MISFIT
    default:
      throw new Error(`schema kind ${schema[Kind]} is not read`)
  }
}

function readObject(reading: Reading, schema: TSchema, value: unknown, at: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return schema['elseSkipped'] === true ? undefined : MISFIT
  }
  if (isWithin(schema, value)) return MISFIT
  const properties = schema['properties'] as Record<string, TSchema>
  const required = new Set((schema['required'] as string[] | undefined) ?? [])
  const given = new Map<string, unknown>(Object.entries(value))
  const result: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties)) {
    const place = at === '' ? name : `${at}.${name}`
    if (given.has(name)) result[name] = readAs(reading, property, given.get(name), place)
    else if (required.has(name)) reading.found.add(place, 'is missing')
  }
  if (reading.strictness === 'refuse_unknown') {
    for (const name of given.keys()) {
      if (!Object.hasOwn(properties, name)) reading.found.add(place(at, name), 'is unknown')
    }
  }
  return result
}

function isWithin({ unlessWithin: name }: TSchema, value: object): boolean {
  return typeof name === 'string' && Object.hasOwn(value, name)
}

const place = (at: string, name: string) => (at === '' ? name : `${at}.${name}`).slice(0, 200)

function readArray(reading: Reading, schema: TSchema, value: unknown, at: string): unknown {
  if (!Array.isArray(value)) return MISFIT
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems || value.length > maxItems) return MISFIT
  const items = schema['items'] as TSchema
  return value.map((item, index) => readAs(reading, items, item, `${at}.${index}`))
}

/** The first variant that fits; if none does, the problems of the nearest are told. */
function readUnion(reading: Reading, variants: TSchema[], value: unknown, at: string): unknown {
  if (value === null && variants.some((variant) => variant[Kind] === 'Null')) return null
  for (const variant of variants) {
    const found = problems()
    const read = readKind({ ...reading, found }, variant, value, at)
    if (read !== MISFIT && found.refusal() === null) return read
  }
  const nearest = nearestOf(variants, value)
  return nearest === undefined ? MISFIT : readKind(reading, nearest, value, at)
}

/** Of objects the one with the most of the names that are given, else the first. */
function nearestOf(variants: readonly TSchema[], value: unknown): TSchema | undefined {
  if (typeof value !== 'object' || value === null) return variants[0]
  const shared = ({ properties = {} }: TSchema) =>
    Object.keys(value).filter((name) => Object.hasOwn(properties, name)).length
  const fitting = variants.filter((variant) => !isWithin(variant, value))
  return fitting.toSorted((a, b) => shared(b) - shared(a))[0]
}

/** Text is stored as Unicode: lone surrogates become U+FFFD, NUL is refused. */
function readText(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'string' || holdsNul(value)) return MISFIT
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema
  if (value.length < minLength || value.length > maxLength) return MISFIT
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value)) return MISFIT
  return value.toWellFormed()
}

function readNumber(schema: TSchema, value: unknown): unknown {
  const isDecimal = typeof value === 'string' && /^[+-]?\d{1,18}(\.\d{1,18})?$/.test(value.trim())
  const number = isDecimal ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return MISFIT
  if (schema[Kind] === 'Integer' && !Number.isSafeInteger(number)) return MISFIT
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
  return number < minimum || number > maximum ? MISFIT : number
}

function readBoolean(value: unknown): unknown {
  if (value === true || value === 'true' || value === 1 || value === '1') return true
  return value === false || value === 'false' || value === 0 || value === '0' ? false : MISFIT
}

function readWord(words: readonly string[], value: unknown): unknown {
  if (typeof value !== 'string') return MISFIT
  const folded = value.toLowerCase()
  return words.find((word) => word.toLowerCase() === folded) ?? MISFIT
}

/** What was wanted, as a sentence without a subject. */
function expectation(schema: TSchema): string {
  if (schema['anyCase'] === true) return `must be one of ${(schema['enum'] as string[]).join(', ')}`
  if (typeof schema['form'] === 'string') return `must be ${schema['form']}`
  switch (schema[Kind]) {
    case 'Object':
    case 'Record':
      return 'must be an object'
    case 'Array':
      return `must be a list${spanOf(schema['minItems'], schema['maxItems']).replace('from', 'of')}`
    case 'String':
      return textWanted(schema)
    case 'Integer':
      return `must be a whole number${spanOf(schema['minimum'], schema['maximum'])}`
    case 'Number':
      return `must be a number${spanOf(schema['minimum'], schema['maximum'])}`
    case 'Boolean':
      return 'must be true or false'
    case 'Literal':
      return `must be ${JSON.stringify(schema['const'])}`
    case 'Union':
      return variantWanted(schema['anyOf'] as TSchema[])
    default:
      return 'has the wrong type'
  }
}

/** Of other variants than values the first is the one that people mean. */
function variantWanted(variants: readonly TSchema[]): string {
  const isValue = (variant: TSchema) => variant[Kind] === 'Literal'
  const words = variants.filter(isValue).map((variant) => String(variant['const']))
  if (words.length < 2) return expectation(variants[0]!)
  const other = variants.find((variant) => !isValue(variant) && variant[Kind] !== 'Null')
  const rest = other === undefined ? '' : `, or it ${expectation(other)}`
  return `must be one of ${words.join(', ')}${rest}`
}

/** A pattern says more to a program than "of the right form" says to a person. */
function textWanted({ minLength = 0, maxLength, pattern }: TSchema): string {
  if (maxLength !== undefined) return `${minLength} to ${maxLength} characters`
  return pattern === undefined ? 'must be text' : `must be text like ${pattern}`
}

function spanOf(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` of at least ${least}`
  return most === undefined ? '' : ` of at most ${most}`
}
