import { afterAll, expect, test } from 'bun:test'

import cases from '../../cases/management-api.json'
import { misses, type Predicate, valueAt } from '../../support/expectation.ts'
import { answerOf, openManagement } from '../../support/management.ts'

/**
 * The black-box cases that need nothing but this API. Those of the groups left out need visits,
 * postbacks or reports, and run against a whole server.
 */
const GROUPS = new Set([
  'auth',
  'campaign link',
  'permissions',
  'campaign',
  'rotation',
  'offer',
  'landing',
  'affiliate network',
  'traffic source',
  'domain',
  'group',
  'dictionaries',
  'misc',
])

/** Served outside of this API (`auth-07`), or uploads. */
const ELSEWHERE = ['auth-07']
const UPLOAD = '/landing/upload'

interface Step {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly auth: string
    readonly headers?: Record<string, string>
    readonly query?: [string, string][]
    readonly json?: unknown
    readonly raw?: string
    readonly content_type?: string
  }
  readonly expect: { readonly status: number[]; readonly body?: readonly Predicate[] }
  readonly save?: Record<string, string>
}

const management = openManagement()
afterAll(() => management.close())
const variables = new Map<string, unknown>([
  ['rand', 'quokka'],
  ['admin_key', management.key],
])

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

async function run(step: Step): Promise<string[]> {
  const { request, save = {} } = step
  const asked = filled(request)
  const { status, body } = await answerOf(await management.send(requestOf(asked)))
  const wanted = filled(step.expect)
  if (!wanted.status.includes(status)) return [`${asked.path}: ${status} ${JSON.stringify(body)}`]
  for (const [name, path] of Object.entries(save)) variables.set(name, valueAt(body, path))
  return misses(body, wanted.body ?? [])
}

const text = (name: string) => variables.get(name) as string

function requestOf({ method, path, auth, headers = {}, query = [], ...content }: Step['request']) {
  const keys = new Map([
    ['admin', management.key],
    ['limited', text('limited_key')],
  ])
  const key = auth === 'none' ? {} : { 'api-key': keys.get(auth) ?? 'slc_wrong' }
  const search = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const body = content.raw ?? (content.json === undefined ? null : JSON.stringify(content.json))
  return new Request(`http://localhost${path}?${search}`, {
    method,
    headers: { ...key, ...headers },
    body,
  })
}

test('the installation of the cases can be made', async () => {
  for (const step of cases.setup as unknown as Step[]) expect(await run(step)).toEqual([])
})

const wanted = cases.cases.filter(({ id, group }) => GROUPS.has(group) && !ELSEWHERE.includes(id))

test.each(wanted.map((entry) => [`${entry.id}: ${entry.title}`, entry] as const))(
  '%s',
  async (_name, entry) => {
    for (const step of entry.steps as unknown as Step[]) {
      if (step.request.path.endsWith(UPLOAD)) continue
      expect(await run(step)).toEqual([])
    }
  },
)

test('no case met an unexpected error', () => {
  expect(management.failures).toEqual([])
})
