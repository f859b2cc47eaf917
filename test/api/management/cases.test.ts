/** The black-box cases of the management API, all of them in their order, against a whole server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import cases from '../../cases/management-api.json'
import { admin } from '../../support/api.ts'
import { misses, type Predicate, valueAt } from '../../support/expectation.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36'
const WRONG_KEY = 'slc_wrong'

interface Step {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly auth: string
    readonly headers?: Record<string, string>
    readonly query?: readonly (readonly [name: string, value: string])[]
    readonly json?: unknown
    /** Sent as it is, under its type. */
    readonly raw?: string
    readonly content_type?: string
    /** Field to file. */
    readonly multipart?: Record<string, readonly [name: string, base64: string, type: string]>
    readonly cookie_jar?: string
  }
  readonly expect: {
    readonly status: number[]
    readonly headers?: Record<string, string>
    readonly body?: readonly Predicate[]
  }
  readonly save?: Record<string, string>
  readonly retry_seconds?: number
}
type Request = Step['request']

let server: Server
const variables = new Map<string, unknown>([['rand', 'wombat']])
const jars = new Map<string, Map<string, string>>()

beforeAll(async () => {
  server = await startServer()
  variables.set('admin_key', (await admin(server)).key)
}, 30_000)

afterAll(cleanUp)

function filled<T>(value: T): T {
  if (typeof value === 'string') return filledText(value) as T
  if (Array.isArray(value)) return value.map(filled) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)])) as T
}

function filledText(text: string): unknown {
  const made = text.replaceAll(/\{\{uuid4:(\w+)\}\}/g, (_whole, name: string) => {
    variables.set(name, crypto.randomUUID())
    return String(variables.get(name))
  })
  const alone = /^\{\{(\w+)\}\}$/.exec(made)?.[1]
  if (alone !== undefined) return variables.get(alone)
  return made.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(variables.get(name)))
}

async function send(request: Request) {
  const { method, path, query = [], cookie_jar: name } = request
  const jar = jars.get(name ?? '') ?? new Map<string, string>()
  if (name !== undefined) jars.set(name, jar)
  const search = query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  const response = await fetch(`${server.url}${path}${path.includes('?') ? '&' : '?'}${search}`, {
    method,
    redirect: 'manual',
    headers: headersOf(request, jar),
    ...contentOf(request),
  })
  for (const line of response.headers.getSetCookie()) {
    const [key = '', value = ''] = line.split(';', 1)[0]!.split('=', 2)
    jar.set(key, value)
  }
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: parsed(text) }
}

function headersOf(request: Request, jar: ReadonlyMap<string, string>): Record<string, string> {
  const { path, json, content_type: type, cookie_jar: name, headers } = request
  return {
    ...keyOf(request.auth),
    'user-agent': AGENT,
    // Visitors come to the tracking domain of the cases.
    ...(path.startsWith('/click')
      ? { host: `t${String(variables.get('rand'))}.example.test` }
      : {}),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(name === undefined ? {} : { cookie: [...jar].map((pair) => pair.join('=')).join('; ') }),
    ...headers,
  }
}

function keyOf(auth: string): Record<string, string> {
  if (auth === 'none') return {}
  return { 'api-key': auth === 'wrong' ? WRONG_KEY : String(variables.get(`${auth}_key`)) }
}

function contentOf({ json, raw, multipart }: Request): { body?: string | FormData } {
  if (multipart !== undefined) return { body: formOf(multipart) }
  const body = raw ?? (json === undefined ? undefined : JSON.stringify(json))
  return body === undefined ? {} : { body }
}

function formOf(files: NonNullable<Request['multipart']>): FormData {
  const form = new FormData()
  for (const [field, [name, base64, type]] of Object.entries(files)) {
    form.append(field, new File([Buffer.from(base64, 'base64')], name, { type }))
  }
  return form
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function once(step: Step): Promise<string[]> {
  const asked = filled(step.request)
  const { status, headers, body } = await send(asked)
  const wanted = filled(step.expect)
  if (!wanted.status.includes(status)) return [`${asked.path}: ${status} ${JSON.stringify(body)}`]
  for (const [name, pattern] of Object.entries(wanted.headers ?? {})) {
    const value = headers.get(name) ?? ''
    if (!new RegExp(pattern).test(value)) return [`${name}: ${value}`]
  }
  for (const [name, path] of Object.entries(step.save ?? {})) {
    const [, header = '', pattern = ''] = /^header:([^~]+)~(.+)$/.exec(path) ?? []
    const ofHeader = () => new RegExp(pattern).exec(headers.get(header) ?? '')?.[1]
    variables.set(name, header === '' ? valueAt(body, path) : ofHeader())
  }
  return misses(body, wanted.body ?? [])
}

async function run(step: Step): Promise<string[]> {
  let problems = await once(step)
  if (problems.length === 0 || step.retry_seconds === undefined) return problems
  await until('the answer is as it should be', async () => {
    problems = await once(step)
    return problems.length === 0
  }).catch(() => {})
  return problems
}

test('the installation of the cases can be made', async () => {
  for (const step of cases.setup as unknown as Step[]) expect(await run(step)).toEqual([])
})

test.each(cases.cases.map((entry) => [`${entry.id}: ${entry.title}`, entry] as const))(
  '%s',
  async (_name, entry) => {
    for (const step of entry.steps as unknown as Step[]) expect(await run(step)).toEqual([])
  },
  20_000,
)
