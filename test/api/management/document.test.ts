import { afterAll, describe, expect, test } from 'bun:test'

import { Validator } from '@seriousme/openapi-schema-validator'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { documentOf } from '../../../src/api/management/document.ts'
import { shaped } from '../../../src/api/management/shape.ts'
import { openManagement } from '../../support/management.ts'

/** The document is made from the operations; the contract of the dialect is a file of its own. */
interface Schema {
  readonly $ref?: string
  readonly required?: readonly string[]
  readonly properties?: Record<string, Schema>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}
interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
}
interface OpenOperation {
  readonly operationId: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly content: Record<string, { schema?: Schema; example?: unknown }>
  }
  readonly responses: Record<string, { content?: Record<string, { example?: unknown }> }>
}
interface OpenApi {
  readonly paths: Record<string, Record<string, OpenOperation>>
  readonly components: {
    readonly schemas: Record<string, Schema>
    readonly parameters: Record<string, Parameter>
  }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const contractText = await Bun.file('test/cases/management-openapi.yaml').text()
const contract = Bun.YAML.parse(contractText) as OpenApi
const document = JSON.parse(JSON.stringify(documentOf(OPERATIONS, '1.0.0'))) as OpenApi

const management = openManagement()
afterAll(() => management.close())

function operationsOf({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method]
      return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }]
    }),
  )
}

/** Are to come. */
const NOT_YET = new Set<string>()

/**
 * Bodies where the prose of the contract asks for less than its schemas: what a PUT leaves out stays,
 * and a network or source without a name can't be created though its PUT may leave the name out.
 */
const NEEDS_ELSE: Readonly<Record<string, string[]>> = {
  'PUT /public/api/v1/campaign/{id}': [],
  'PUT /public/api/v1/rotation/{id}': [],
  'POST /public/api/v1/rotation': ['name'],
  'POST /public/api/v1/affiliate_network': ['name'],
  'POST /public/api/v1/traffic_source': ['name'],
}

const ours = new Map(operationsOf(document).map(({ name, operation }) => [name, operation]))
const promised = operationsOf(contract)

test('the document tells how short a password of a program may be', () => {
  for (const [name, field] of [
    ['POST /public/api/v1/user/create', 'password'],
    ['PUT /public/api/v1/user/{userId}/edit', 'password'],
    ['PUT /public/api/v1/user/change_password', 'newPassword'],
  ] as const) {
    const body = ours.get(name)?.requestBody?.content['application/json']?.schema
    expect(body?.properties?.[field]).toMatchObject({ minLength: 8, maxLength: 256 })
  }
})

test('what the example of an answer shows with a value may be null in another one', () => {
  const link = ours.get('GET /public/api/v1/links/{id}')?.responses['200']?.content
  const { properties } = (Object.values(link ?? {})[0] as { schema?: Schema }).schema ?? {}
  for (const name of ['iosUrl', 'expiresAt', 'clickLimit']) {
    expect(properties?.[name]).toMatchObject({ nullable: true })
  }
})

test('where properties are skipped, the document says so, and where the object takes more', () => {
  const told = (name: string) => ours.get(`${name.replace(' ', ' /public/api/v1')}`)?.description
  for (const name of ['POST /campaign', 'PUT /campaign/{id}', 'PATCH /campaign/modify/{id}']) {
    expect(told(name)).toContain(
      'are ignored. `PATCH /public/api/v1/campaign/{id}/full` takes `alias`,',
    )
    expect(told(name)).not.toContain('`name`')
  }
  expect(told('POST /offer')).toContain(
    '`PATCH /public/api/v1/offer/{id}/full` takes `action`, `cap`,',
  )
  expect(told('POST /offer')).not.toContain('`url`')
  expect(told('POST /campaign/change_cost')).toBe('Properties that are not named here are ignored.')
  expect(told('PATCH /campaign/{id}/full')).toBeUndefined()
  expect(told('GET /campaign/{id}')).toBeUndefined()
})

test('the document has every operation that is mounted, and no other', async () => {
  const mounted = OPERATIONS.map(
    ({ method, path }) => `${method} /public/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`,
  )
  expect([...ours.keys()].toSorted()).toEqual(mounted.toSorted())
  for (const { method, path } of OPERATIONS) {
    const at = path.replaceAll(/:\w+/g, 'x')
    const { status } = await management.call(method, at, undefined, 'slc_wrong')
    expect([200, 400, 401, 403, 404]).toContain(status)
  }
})

test('the document is valid OpenAPI 3.0', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

test('operation ids are unique', () => {
  const ids = OPERATIONS.map(({ id }) => id)
  expect(ids.length).toBe(new Set(ids).size)
})

test('the list of what is not there yet is true', () => {
  expect([...NOT_YET].filter((name) => ours.has(name))).toEqual([])
})

const resolved = (parameter: Parameter) =>
  parameter.$ref === undefined
    ? parameter
    : (contract.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] ?? parameter)

/** Properties a body must have; of a choice those of the first variant. */
function required(api: OpenApi, schema: Schema | undefined): string[] {
  if (schema === undefined) return []
  if (schema.$ref !== undefined)
    return required(api, api.components.schemas[schema.$ref.split('/').at(-1) ?? ''])
  const [variant] = schema.anyOf ?? schema.oneOf ?? []
  if (variant !== undefined) return required(api, variant)
  return [
    ...(schema.required ?? []),
    ...(schema.allOf ?? []).flatMap((part) => required(api, part)),
  ]
}

const present = promised.filter(({ name }) => !NOT_YET.has(name))

describe.each(present.map(({ name, operation }) => [name, operation] as const))(
  '%s',
  (name, wanted) => {
    const own = ours.get(name)

    test('is there, with every parameter', () => {
      expect(own).toBeDefined()
      const read = (own?.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`)
      const needed = (wanted.parameters ?? []).map(resolved)
      // A header that only repeats what HTTP says, and arrays, whose brackets are one spelling of many.
      const names = needed.map((parameter) => `${parameter.in} ${parameter.name.replace('[]', '')}`)
      expect(names.filter((parameter) => !read.includes(parameter))).toEqual([])
    })

    test('has the statuses and needs what the contract says', () => {
      expect(Object.keys(own?.responses ?? {})).toEqual(
        expect.arrayContaining(Object.keys(wanted.responses)),
      )
      const schemaOf = (operation?: OpenOperation) =>
        Object.values(operation?.requestBody?.content ?? {})[0]?.schema
      expect(required(document, schemaOf(own)).toSorted()).toEqual(
        NEEDS_ELSE[name] ?? required(contract, schemaOf(wanted)).toSorted(),
      )
    })
  },
)

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
  '%s',
  (id, operation) => {
    const open = operationsOf(document).find(
      (entry) => entry.operation.operationId === id,
    )?.operation

    test('has an example of its answer', () => {
      const [, answer] = Object.entries(open?.responses ?? {}).find(([status]) => status < '3')!
      expect(Object.values(answer.content ?? {})[0]).toHaveProperty('example')
    })

    test('takes its own example', () => {
      const example = open?.requestBody?.content['application/json']?.example
      if (operation.body === undefined) return
      expect(shaped(operation.body, example, 'refuse_unknown')).not.toHaveProperty('fields')
    })
  },
)
