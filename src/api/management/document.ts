/**
 * The OpenAPI document, made from the same operations that are mounted, so that it can't tell of
 * one that does not exist. What they do not know stands beside them (`document-told.ts`).
 */
import { documentPath, skippedProperties } from './document-skipped.ts'
import { readTold, type Told, type ToldAnswer } from './document-told.ts'
import type { RequestExample } from './examples/example.ts'
import { REQUEST_EXAMPLES } from './examples/index.ts'
import {
  exampleOf,
  type Json,
  type OpenSchema,
  openSchema,
  schemaLike,
  tellingValue,
} from './open-schema.ts'
import type { Operation } from './operation.ts'
import { isOnce } from './repeats.ts'

const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'Something is wrong with the input; `fields` says what',
  401: 'No key, a wrong one, or a blocked one',
  403: 'Known to the caller, but not permitted; or not to be told apart from that',
  404: 'There is no such object',
  409: 'Taken, or in use',
  412: 'The object was changed since it was read',
  413: 'Too large',
  418: 'More than 100 ids',
  429: 'Too many requests; `Retry-After` says when to come back',
  503: 'Too much work at the moment; nothing was changed',
}

const ERROR: OpenSchema = {
  type: 'object',
  required: ['errors'],
  properties: {
    errors: {
      type: 'object',
      required: ['title', 'detail', 'message', 'code', 'status'],
      properties: {
        title: { type: 'string' },
        detail: { description: 'The message, or an object where an operation says so' },
        message: { type: 'string' },
        code: { type: 'integer' },
        status: { type: 'integer' },
        fields: {
          type: 'object',
          additionalProperties: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
}

/** The whole document as JSON text. */
export function documentText(operations: readonly Operation[], version: string): string {
  return JSON.stringify(documentOf(operations, version))
}

export function documentOf(operations: readonly Operation[], version: string) {
  const paths: Record<string, Record<string, Json>> = {}
  const told = readTold()
  const skipped = skippedProperties(operations)
  for (const operation of operations) {
    const description = skipped.get(operation.id)
    const methods = (paths[documentPath(operation)] ??= {})
    methods[operation.method.toLowerCase()] = {
      ...(description === undefined ? {} : { description }),
      ...operationOf(operation, told),
    }
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Sluice',
      version,
      description:
        'Everything the tracker can do. Send your key in the header `api-key`: press Authorize. ' +
        'Whatever makes something takes an `Idempotency-Key`, so that it can be sent again safely.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'api-key' } },
      schemas: { ...told.schemas, Error: ERROR },
      responses: Object.fromEntries(
        Object.entries(ERROR_TEXTS).map(([status, text]) => [
          `Error${status}`,
          errorOf(Number(status), text),
        ]),
      ),
    },
  }
}

function errorOf(status: number, text: string) {
  const errors = { title: 'Error', detail: text, message: text, code: 0, status }
  const schema = { $ref: '#/components/schemas/Error' }
  return {
    description: text,
    content: { 'application/vnd.api+json': { schema, example: { errors } } },
  }
}

function operationOf(operation: Operation, told: Told): OpenSchema {
  const { id, summary, tag, open } = operation
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(open === true ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...requestBodyOf(operation),
    responses: responsesOf(operation, told),
  }
}

function parametersOf(operation: Operation): Json[] {
  const { params, query, method, current } = operation
  const { params: places, query: asked } = exampleFor(operation)
  const inPath = fieldsOf(params).map(([name, schema]) => {
    const example = places?.[name] ?? exampleOf(schema, {}, name)
    return { name, in: 'path', required: true, schema, example }
  })
  const required = new Set((query?.['required'] as string[] | undefined) ?? [])
  const inQuery = fieldsOf(query).map(([name, schema]) =>
    inQueryOf(name, schema, { isRequired: required.has(name), example: asked?.[name] }),
  )
  const takesTag = current !== undefined && method !== 'GET'
  const headers = [...(takesTag ? [IF_MATCH] : []), ...(takesKey(operation) ? [KEY] : [])]
  return [...inPath, ...inQuery, ...headers]
}

const IF_MATCH: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` that GET gave: refused with 412 if the object is another by now',
  schema: { type: 'string' },
}

function takesKey(operation: Operation): boolean {
  return isOnce(operation) && operation.open !== true
}

const KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For a request that may have to be sent again because its answer was lost: up to 200 characters of your ' +
    'choice. For a day the same request under the same key gets the first answer and is not done twice, ' +
    'after a restart too. 409: it was begun, and nobody knows whether it was done',
  schema: { type: 'string', maxLength: 200 },
}

interface Asked {
  readonly isRequired: boolean
  readonly example: Json | undefined
}

/**
 * Pages that try operations out fill examples in, so what may be left out has one only where it
 * helps: a filter nobody asked for shows an empty list.
 */
function inQueryOf(name: string, schema: OpenSchema, { isRequired, example }: Asked): Json {
  const field = { name, in: 'query', required: isRequired, schema }
  if (example !== undefined) return { ...field, example }
  if (isRequired) return { ...field, example: exampleOf(schema, {}, name) }
  const telling = tellingValue(name)
  const words = typeof telling === 'string' ? telling : JSON.stringify(telling)
  return telling === null ? field : { ...field, description: `For example ${words}` }
}

function exampleFor({ id }: Operation): RequestExample {
  return Object.hasOwn(REQUEST_EXAMPLES, id) ? (REQUEST_EXAMPLES[id] ?? {}) : {}
}

function fieldsOf(schema: Operation['params']): [string, OpenSchema][] {
  if (schema === undefined) return []
  return Object.entries((openSchema(schema)['properties'] ?? {}) as Record<string, OpenSchema>)
}

function requestBodyOf(operation: Operation): OpenSchema {
  const { body, method, upload } = operation
  if (upload === true) return { requestBody: UPLOAD }
  if (body === undefined) return {}
  const schema = openSchema(body)
  const example = exampleFor(operation).body ?? exampleOf(schema)
  const content = { 'application/json': { schema, example } }
  const required = method !== 'DELETE' || schema['required'] !== undefined
  return { requestBody: { required, content } }
}

const UPLOAD: OpenSchema = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary' } },
      },
    },
  },
}

function responsesOf(operation: Operation, told: Told): OpenSchema {
  const known = told.dialect[`${operation.method} ${operation.path}`] ?? null
  const answer = told.answers.get(operation.id) ?? null
  const done = known === null ? answersOf(operation, answer) : Object.entries(known.answers)
  const successes = done.map(([status, schema], index) => [
    status,
    success(schema, index === 0 ? answer : null, told),
  ])
  const errors = [...new Set([...(known?.errors ?? []), ...usualErrors(operation)])]
  const failures = errors.map((status) => [
    String(status),
    { $ref: `#/components/responses/Error${status}` },
  ])
  return Object.fromEntries([...successes, ...failures]) as OpenSchema
}

/** What an operation without a schema answers is described by what it once answered. */
function answersOf(
  { answer, status = 200 }: Operation,
  told: ToldAnswer | null,
): [string, OpenSchema][] {
  const { example = {}, schema: like = schemaLike([example]) } = told ?? {}
  const schema = answer === undefined ? like : openSchema(answer)
  return [[String(status), schema]]
}

function success(schema: OpenSchema, answer: ToldAnswer | null, { schemas }: Told): OpenSchema {
  const example = answer?.example ?? exampleOf(schema, schemas)
  const [type = ''] = (answer?.type ?? 'application/json').split(';')
  return { description: 'Done', content: { [type]: { schema, example } } }
}

function usualErrors(operation: Operation): number[] {
  const { open, params, current, method } = operation
  const closed = open === true ? [] : [401, 403]
  const missing = params === undefined ? [] : [404]
  const stale = current === undefined || method === 'GET' ? [] : [412]
  const unknown = takesKey(operation) ? [409] : []
  return [400, ...closed, ...missing, ...unknown, ...stale, 429]
}
