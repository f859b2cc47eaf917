/**
 * The OpenAPI document, made from the same operations that are mounted, so that it can't tell of
 * one that does not exist. What the dialect's answers look like stands in `answers.json`.
 */
import { PATHS } from '../../core/paths.ts'
import answers from './answers.json'
import { exampleOf, type Json, type OpenSchema, openSchema } from './open-schema.ts'
import type { Operation } from './operation.ts'

interface KnownAnswer {
  readonly answers: Readonly<Record<string, OpenSchema>>
  readonly errors: readonly number[]
}

const KNOWN = answers.operations as unknown as Readonly<Record<string, KnownAnswer>>
const SCHEMAS = answers.schemas as unknown as Readonly<Record<string, OpenSchema>>

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
  for (const operation of operations) {
    const path = PATHS.management + operation.path.replaceAll(/:(\w+)/g, '{$1}')
    const methods = (paths[path] ??= {})
    methods[operation.method.toLowerCase()] = operationOf(operation)
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Sluice',
      version,
      description:
        'Everything the tracker can do. Send your key in the header `api-key`: press Authorize.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'api-key' } },
      schemas: { ...SCHEMAS, Error: ERROR },
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

function operationOf(operation: Operation): Json {
  const { id, summary, tag, open } = operation
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(open === true ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...requestBodyOf(operation),
    responses: responsesOf(operation),
  } as Json
}

function parametersOf({ params, query, method, current }: Operation): Json[] {
  const inPath = fieldsOf(params).map(([name, schema]) => parameter('path', name, schema, true))
  const required = new Set((query?.['required'] as string[] | undefined) ?? [])
  const inQuery = fieldsOf(query).map(([name, schema]) =>
    parameter('query', name, schema, required.has(name)),
  )
  const takesTag = current !== undefined && method !== 'GET'
  const ifMatch = parameter('header', 'If-Match', { type: 'string', example: '"3kfa92"' }, false)
  return [...inPath, ...inQuery, ...(takesTag ? [ifMatch] : [])]
}

function fieldsOf(schema: Operation['params']): [string, OpenSchema][] {
  if (schema === undefined) return []
  return Object.entries((openSchema(schema)['properties'] ?? {}) as Record<string, OpenSchema>)
}

function parameter(place: string, name: string, schema: OpenSchema, required: boolean): Json {
  const example = exampleOf(schema, {}, name)
  return { name, in: place, required, schema, example }
}

function requestBodyOf({ body, method, upload }: Operation): OpenSchema {
  if (upload === true) return { requestBody: UPLOAD }
  if (body === undefined) return {}
  const schema = openSchema(body)
  const content = { 'application/json': { schema, example: exampleOf(schema) } }
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

function responsesOf(operation: Operation): OpenSchema {
  const known = KNOWN[`${operation.method} ${operation.path}`] ?? null
  const done = known === null ? answersOf(operation) : Object.entries(known.answers)
  const successes = done.map(([status, schema]) => [status, success(schema)])
  const errors = [...new Set([...(known?.errors ?? []), ...usualErrors(operation)])]
  const failures = errors.map((status) => [
    String(status),
    { $ref: `#/components/responses/Error${status}` },
  ])
  return Object.fromEntries([...successes, ...failures]) as OpenSchema
}

function answersOf({ answer, status = 200 }: Operation): [string, OpenSchema][] {
  return [[String(status), answer === undefined ? { type: 'object' } : openSchema(answer)]]
}

function success(schema: OpenSchema): OpenSchema {
  const example = exampleOf(schema, SCHEMAS)
  return { description: 'Done', content: { 'application/json': { schema, example } } }
}

function usualErrors({ open, params, current, method }: Operation): number[] {
  const closed = open === true ? [] : [401, 403]
  const missing = params === undefined ? [] : [404]
  const stale = current === undefined || method === 'GET' ? [] : [412]
  return [400, ...closed, ...missing, ...stale, 429]
}
