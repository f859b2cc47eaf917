/** No JSON value in any property of a body, and no text in a query or an id, may end in an error of ours. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { TSchema } from '@sinclair/typebox'
import fc from 'fast-check'

import { OPERATIONS } from '../../src/api/management/api.ts'
import { exampleOf, openSchema } from '../../src/api/management/open-schema.ts'
import type { Operation } from '../../src/api/management/operation.ts'
import { openManagement } from '../support/management.ts'

const management = openManagement()
afterAll(() => management.close())

const HOSTILE: unknown[] = [
  null,
  '',
  0,
  -1,
  Number.POSITIVE_INFINITY,
  1.5,
  Number.MAX_SAFE_INTEGER + 2,
  true,
  'x'.repeat(10_000),
  '\ud800',
  '\u0000',
  '🐙{subid}',
  '1e5',
  [],
  [[]],
  [null],
  {},
  { a: { b: {} } },
  [{ id: {}, type: [], values: 7 }],
]

/** Of the examples, and of a domain. */
const UUID = '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d1'

/** What fits by more than its schema, so that a body comes further than its first check. */
const FITTING: Readonly<Record<string, unknown>> = {
  timezone: 'UTC',
  countryCode: 'DE',
  country: 'DE',
  languageCode: 'EN',
  language: 'EN',
  key: 'fresh-key',
  alias: 'fresh-alias',
  domain: 'other.test',
  groupUuid: null,
  groupId: null,
  startingFrom: null,
  alternativeOfferId: null,
  customRotation: null,
  networkId: null,
  headers: [],
  preset: 'today',
  word: 'fresh-word',
  postbackIpWhitelist: [],
  // Hashing takes its time.
  password: null,
  path: 'landers/l/index.html',
}

/** A value that fits the schema, as the ground that one property is spoilt on. */
function sample(schema: TSchema): unknown {
  return fitted(exampleOf(openSchema(schema)), '')
}

function fitted(value: unknown, name: string): unknown {
  if (Object.hasOwn(FITTING, name)) return FITTING[name]
  if (name === 'id' && typeof value === 'number') return 1
  if (typeof value === 'string' && /(url|page|postback)$/i.test(name)) return 'https://x.example/'
  if (Array.isArray(value)) return value.map((item) => fitted(item, ''))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, item]) => [key, fitted(item, key)]))
}

/** Every copy of the value with one property, at any depth, replaced. */
function* spoilt(value: unknown, by: unknown): Generator<unknown> {
  yield by
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const bad of spoilt(item, by)) yield value.with(index, bad)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      for (const bad of spoilt(item, by)) yield { ...value, [name]: bad }
    }
  }
}

/** Of large bodies a part, spread over all of their properties and values. */
const BODIES_MAX = 1200

function bodiesOf(ground: unknown): unknown[] {
  const all = HOSTILE.flatMap((hostile) => [...spoilt(ground, hostile)])
  const step = Math.ceil(all.length / BODIES_MAX)
  return all.filter((_, at) => at % step === 0)
}

/** JSON that says 1e309 where JavaScript would say Infinity. */
function raw(body: unknown): string {
  const marked = JSON.stringify(body, (_key, value) =>
    value === Number.POSITIVE_INFINITY ? '1e309!' : value,
  )
  return marked.replaceAll('"1e309!"', '1e309')
}

beforeAll(async () => {
  const post = (path: string, body: object) => management.call('POST', path, body)
  await post('/traffic_source', { name: 'TS' })
  await post('/affiliate_network', { name: 'AN' })
  await post('/offer', { name: 'O', url: 'https://o.example/' })
  mkdirSync(join(management.folder, 'landers/l'), { recursive: true })
  writeFileSync(join(management.folder, 'landers/l/index.html'), 'L')
  await post('/landing/integrated', { name: 'L', path: 'landers/l/index.html' })
  await post(`/domain/${UUID}`, { host: 'hostile.test' })
  const paths = [{ name: 'P', landings: [{ id: 1 }], offers: [{ offerId: 1 }] }]
  await post('/rotation', { name: 'R', rules: [{ name: 'F', paths }], defaultPaths: paths })
  await post('/campaign', { name: 'C', trafficSourceId: 1, rotationId: 1 })
})

async function statusOf(method: string, path: string, body: string): Promise<number> {
  const headers = { 'api-key': management.key }
  const url = `http://localhost/public/api/v1${path}`
  const content = method === 'GET' ? {} : { body }
  return (await management.send(new Request(url, { method, headers, ...content }))).status
}

/** 503 is the answer of the reports, which are busy here. */
const isFault = (status: number) => status >= 500 && status !== 503

/** Objects by number are the first of their kind. */
function concrete({ path, params }: Operation): string {
  const example = params === undefined ? {} : (sample(params) as Record<string, unknown>)
  return path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    const value = example[name]
    return typeof value === 'number' ? '1' : String(value)
  })
}

/** Hashing passwords is slow, and its body is as simple as the others. */
const HASHING = new Set(['createUser', 'editUser', 'logIn', 'changeOwnPassword', 'changeOwnLogin'])
const writing = OPERATIONS.filter(({ body, id }) => body !== undefined && !HASHING.has(id))

test.each(writing.map((operation) => [operation.id, operation] as const))(
  '%s answers every hostile value with less than 500',
  async (_id, operation) => {
    const { method, body } = operation
    const ground = sample(body!)
    const target = concrete(operation) + queryOf(operation, {})
    for (const bad of bodiesOf(ground)) {
      const status = await statusOf(method, target, raw(bad))
      if (isFault(status)) throw new Error(`${status} for ${raw(bad).slice(0, 500)}`)
    }
    expect(management.failures).toEqual([])
  },
)

/** What the operation needs in its query, with some of it replaced. */
function queryOf({ query }: Operation, replaced: Readonly<Record<string, string>>): string {
  const needed = (query?.['required'] ?? []) as readonly string[]
  const example = query === undefined ? {} : (sample(query) as Record<string, unknown>)
  const given = needed.map((name) => [name, String(example[name])] as const)
  const values = Object.entries({ ...Object.fromEntries(given), ...replaced })
  return values.length === 0 ? '' : `?${values.map((pair) => pair.join('=')).join('&')}`
}

const reading = OPERATIONS.filter(({ query }) => query !== undefined)

test.each(reading.map((operation) => [operation.id, operation] as const))(
  '%s answers every hostile query with less than 500',
  async (_id, operation) => {
    const { method, query } = operation
    const names = Object.keys(query?.['properties'] ?? {})
    for (const name of names) {
      for (const value of ['', '-1', '1e309', 'x'.repeat(5000), '%00', '%ff', '[]', "';--", '🐙']) {
        const headers = { 'api-key': management.key }
        const search = queryOf(operation, { [name]: value })
        const url = `http://localhost/public/api/v1${concrete(operation)}${search}`
        const body = method === 'GET' ? {} : { body: '{"flows":[]}' }
        const { status } = await management.send(new Request(url, { method, headers, ...body }))
        if (isFault(status)) throw new Error(`${status} for ${url}`)
      }
    }
    expect(management.failures).toEqual([])
  },
)

const addressed = OPERATIONS.filter(({ path, upload }) => path.includes(':') && upload !== true)

test.each(addressed.map((operation) => [operation.id, operation] as const))(
  '%s answers every hostile id with less than 500',
  async (_id, operation) => {
    const { method, path, body } = operation
    const content = body === undefined ? '' : raw(sample(body))
    for (const value of ['0', '-1', '1e309', '9'.repeat(30), '%00', '%ff', "'", 'x'.repeat(3000)]) {
      const target = path.replaceAll(/:\w+/g, value) + queryOf(operation, {})
      const status = await statusOf(method, target, content)
      if (isFault(status)) throw new Error(`${status} for ${target.slice(0, 200)}`)
    }
    expect(management.failures).toEqual([])
  },
)

test('any JSON value as a flow set is answered with less than 500', async () => {
  const json = fc.json({ maxDepth: 5 })
  await fc.assert(
    fc.asyncProperty(json, json, async (flows, paths) => {
      const body = `{"flows":[{"type":"forced","paths":[${paths}],"filters":${flows}}]}`
      expect(await statusOf('PUT', '/campaign/1/flows', body)).toBeLessThan(500)
    }),
    { numRuns: 200 },
  )
})
