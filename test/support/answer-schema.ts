/** Whether an answer is what the document says it is: OpenAPI 3.0 schemas, as far as we write them. */
export interface AnswerSchema {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, AnswerSchema>>
  readonly additionalProperties?: unknown
  readonly items?: AnswerSchema
  readonly allOf?: readonly AnswerSchema[]
  readonly anyOf?: readonly AnswerSchema[]
  readonly oneOf?: readonly AnswerSchema[]
}
export type Definitions = Readonly<Record<string, AnswerSchema>>

/** Places where the value is another than the schema says, as `rows.0.id: …`; empty when it fits. */
export function misfits(
  value: unknown,
  schema: AnswerSchema,
  definitions: Definitions,
  at = '',
): string[] {
  const next = (item: unknown, part: AnswerSchema, place = at) =>
    misfits(item, part, definitions, place)
  if (schema.$ref !== undefined) {
    const definition = definitions[schema.$ref.split('/').at(-1) ?? '']
    return definition === undefined
      ? [`${at}: ${schema.$ref} is not there`]
      : next(value, definition)
  }
  if (value === null && schema.nullable === true) return []
  const variants = schema.anyOf ?? schema.oneOf
  if (variants !== undefined) {
    const found = variants.map((variant) => next(value, variant))
    return found.some(({ length }) => length === 0) ? [] : (found[0] ?? [])
  }
  if (schema.allOf !== undefined) return schema.allOf.flatMap((part) => next(value, part))
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at}: not in the enum`]
  if (!isOfType(value, schema.type))
    return [`${at}: ${JSON.stringify(value)?.slice(0, 80)} is no ${schema.type}`]
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => next(item, schema.items ?? {}, `${at}.${index}`))
  }
  if (typeof value !== 'object' || value === null) return []
  return inObject(value as Readonly<Record<string, unknown>>, schema, at, next)
}

type Next = (item: unknown, part: AnswerSchema, place?: string) => string[]

function inObject(
  value: Readonly<Record<string, unknown>>,
  { required = [], properties = {} }: AnswerSchema,
  at: string,
  next: Next,
): string[] {
  const missing = required
    .filter((name) => !(name in value))
    .map((name) => `${at}.${name}: missing`)
  const wrong = Object.entries(value).flatMap(([name, item]) =>
    properties[name] === undefined ? [] : next(item, properties[name], `${at}.${name}`),
  )
  return [...missing, ...wrong]
}

function isOfType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case undefined:
      return true
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

/** Places of properties that the schema does not name, where it names any; each once. */
export function unnamed(
  value: unknown,
  schema: AnswerSchema,
  definitions: Definitions,
  at = '',
): string[] {
  const { $ref, items = {} } = schema
  const known = $ref === undefined ? schema : (definitions[$ref.split('/').at(-1) ?? ''] ?? {})
  if ($ref !== undefined) return unnamed(value, known, definitions, at)
  if (Array.isArray(value)) {
    const found = value.flatMap((item) => unnamed(item, items, definitions, `${at}[]`))
    return [...new Set(found)]
  }
  if (typeof value !== 'object' || value === null) return []
  const names = namesIn(schema, definitions)
  if (names === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const property = names.get(name)
    const place = `${at}.${name}`
    return property === undefined ? [place] : unnamed(item, property, definitions, place)
  })
}

/** Null: it may have any. */
function namesIn(
  { $ref, properties, allOf, anyOf, oneOf, additionalProperties }: AnswerSchema,
  definitions: Definitions,
): ReadonlyMap<string, AnswerSchema> | null {
  if ($ref !== undefined)
    return namesIn(definitions[$ref.split('/').at(-1) ?? ''] ?? {}, definitions)
  const parts = (allOf ?? []).map((part) => namesIn(part, definitions))
  const isOpen = anyOf ?? oneOf ?? additionalProperties ?? parts.find((part) => part === null)
  if (isOpen !== undefined || (properties === undefined && parts.length === 0)) return null
  return new Map([...Object.entries(properties ?? {}), ...parts.flatMap((part) => [...part!])])
}
