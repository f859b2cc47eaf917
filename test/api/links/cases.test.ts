/** The black-box cases of the links API (`test/cases/links-api.json`) against a running server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import file from '../../cases/links-api.json'
import { type Expectation, misses } from '../../support/link-expect.ts'
import { type LinkInstallation, openLinks, type Received } from '../../support/links.ts'
import { cleanUp, newFolder, runSluice } from '../../support/server.ts'
import { until } from '../../support/until.ts'

interface Request {
  readonly surface?: 'public'
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly json?: unknown
  readonly raw?: string
  readonly json_generator?: string
  readonly raw_generator?: string
}

interface Case {
  readonly id: string
  readonly title: string
  readonly setup?: readonly Record<string, unknown>[]
  readonly request: Request
  readonly expect: Expectation
}

const HOST = 'one.example.test'
const ROOT_PAGE = 'https://root.example.com/start'
const NOT_FOUND_PAGE = 'https://root.example.com/lost'

let installation: LinkInstallation
const common = new Map<string, string>()
let links = 0

beforeAll(async () => {
  installation = await openLinks()
  const settings = { rootPage: ROOT_PAGE, notFoundPage: NOT_FOUND_PAGE, isLinkDefault: true }
  await installation.domain(HOST, settings)
  await installation.domain('two.example.test')
  common.set('TOKEN', await installation.token({ rate: 0 }))
  common.set('TOKEN_EXPIRED', await installation.token({ expiresAt: '2020-01-01T00:00:00Z' }))
  common.set('TOKEN_LIMITED', await installation.token({ rate: 0.001, burst: 2 }))
  common.set('TOKEN_REVOKED', await installation.token())
  const tokens = await installation.need<{ total: number }>('GET', '/link_tokens')
  await installation.need('DELETE', `/link_tokens/${tokens.total}`)
  const { data } = (await call('GET', '/domains')).json
  common.set('DOMAIN_ID', data[0].id)
  common.set('DOMAIN2_ID', data[1].id)
  common.set('DOMAIN_FULL_NAME', data[0].attributes.full_name)
  common.set('DOMAIN_HOST', HOST)
  common.set('ROOT_PAGE', ROOT_PAGE)
  common.set('NOT_FOUND_PAGE', NOT_FOUND_PAGE)
  const foreigner = await installation.token({ userId: await installation.user('b@example.test') })
  const foreign = await create({ web_url: 'https://example.com/foreign' }, foreigner)
  common.set('FOREIGN_LINK_ID', foreign.id)
}, 60_000)

afterAll(cleanUp)

interface Made {
  readonly id: string
  readonly attributes: Record<string, string>
}

function call(method: string, path: string, attributes?: object, token = common.get('TOKEN')!) {
  const body = attributes && JSON.stringify({ data: { attributes } })
  const headers = { 'X-Auth-Token': token }
  return installation.send(`/api/v1${path}`, { method, headers, ...(body ? { body } : {}) })
}

async function make(path: string, attributes: object, token?: string): Promise<Made> {
  const answer = await call('POST', path, attributes, token)
  if (answer.json?.data === undefined) throw new Error(answer.text)
  return answer.json.data
}

const create = (attributes: object, token?: string) => make('/links', attributes, token)

/** A link of its own for whoever asks, so that cases do not see each other's changes. */
const FRESH: Readonly<Record<string, (variables: Map<string, string>) => Promise<void>>> = {
  LINK_: async (variables) => {
    const made = await create({
      web_url: 'https://example.com/link',
      short_url: `fresh-${++links}`,
    })
    variables.set('LINK_ID', made.id)
    variables.set('LINK_SHORT_URL', made.attributes['short_url']!)
    variables.set('LINK_WEB_URL', 'https://example.com/link')
  },
  TARGET_LINK_ID: async (variables) => {
    const attributes = { web_url: 'e.com/w', ios_url: 'e.com/i', android_url: 'e.com/a' }
    variables.set('TARGET_LINK_ID', (await create({ ...attributes, kind_of: 'target' })).id)
  },
  PIXEL_: async (variables) => {
    const pixel = await make('/pixels', { name: 'Known', pixel_text: '<i></i>' })
    variables.set('PIXEL_ID', pixel.id)
    variables.set('PIXEL_NAME', 'Known')
    const link = await create({ web_url: 'e.com/pixel', pixel_ids: [pixel.id] })
    variables.set('LINK_WITH_PIXEL_ID', link.id)
  },
  DISPOSABLE_: async (variables) => {
    variables.set('DISPOSABLE_LINK_ID', (await create({ web_url: 'e.com/x' })).id)
  },
  BLOCKED_: async (variables) => {
    const { id, attributes } = await create({ web_url: 'e.com/blocked' })
    await installation.need('PATCH', `/links/${id}`, { blocked: true })
    variables.set('BLOCKED_LINK_ID', id)
    variables.set('BLOCKED_SHORT_URL', attributes['short_url']!)
  },
  STAT: async (variables) => {
    variables.set('STAT_LINK_ID', (await create({ web_url: 'e.com/s' })).id)
    variables.set('STAT2_LINK_ID', (await create({ web_url: 'e.com/s2' })).id)
  },
}

async function variablesOf(one: Case): Promise<Map<string, string>> {
  const variables = new Map(common)
  const text = JSON.stringify(one)
  for (const [part, add] of Object.entries(FRESH)) {
    if (text.includes(`\${${part}`) || text.includes(`_${part}`)) await add(variables)
  }
  return variables
}

function filled<T>(value: T, variables: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(value).replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) =>
    JSON.stringify(variables.get(name)!).slice(1, -1),
  )
  return JSON.parse(text) as T
}

/** `"$int:7"` is sent as 7. */
function withIntegers(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"\$int:(\d+)"/g, '$1')
}

function bodyOf({ json, raw, json_generator: generator, raw_generator: rawGenerator }: Request) {
  if (generator) {
    const web_url = `https://example.com/?q=${'a'.repeat(8000)}`
    return JSON.stringify({ data: { type: 'link', attributes: { web_url } } })
  }
  if (rawGenerator) return '['.repeat(200_000)
  return raw ?? (json === undefined ? undefined : withIntegers(json))
}

function send(request: Request): Promise<Received> {
  const { method, path, headers } = request
  // A client that can't send a body with GET: nothing of it is looked at anyway.
  const body = method === 'GET' ? undefined : bodyOf(request)
  return installation.send(path, { method, headers, ...(body === undefined ? {} : { body }) })
}

async function freeWord(word: unknown): Promise<void> {
  const { data } = (await call('GET', '/links?perpage=1000')).json
  const holder = data.find((one: Made) => one.attributes['short_url'] === word)
  if (word && holder) await call('DELETE', `/links/${holder.id}`)
}

type Attributes = Record<string, string>

async function setUp(step: Record<string, unknown>, made: Map<string, string>): Promise<void> {
  const [[name, value]] = Object.entries(step) as [[string, never]]
  const attributes = value as Attributes
  switch (name) {
    case 'link': {
      await freeWord(attributes['short_url'])
      made.set(attributes['short_url'] ?? '', (await create(attributes)).id)
      return
    }
    case 'links':
      for (let n = 0; n < Number(value); n++) await create({ web_url: 'e.com/many' })
      return
    case 'pixels':
      for (let n = 0; n < Number(value); n++) {
        await make('/pixels', { name: 'One of many', pixel_text: '<i></i>' })
      }
      return
    case 'deleted_link':
      await call('DELETE', `/links/${(await create(attributes)).id}`)
      return
    case 'link_with_pixel': {
      await freeWord(attributes['short_url'])
      const { pixel_text, ...link } = attributes
      const pixel = await make('/pixels', { name: 'Probe', pixel_text })
      await create({ ...link, pixel_ids: [pixel.id] })
      return
    }
    case 'link_with_pixel_then_delete_pixel': {
      const pixel = await make('/pixels', { name: 'Gone', pixel_text: 'x' })
      await call('PUT', `/links/${String(value)}`, { pixel_ids: [pixel.id] })
      await call('DELETE', `/pixels/${pixel.id}`)
      return
    }
    case 'api_put': {
      const { short_url: word = '', ...change } = attributes
      await call('PUT', `/links/${made.get(word)}`, change)
      return
    }
    case 'clicks_on':
      return loadVisits(value, step['rows'] as Row[] | string)
    case 'exhaust_rate_limit':
      for (let n = 0; n < 3; n++) await call('GET', '/health', undefined, value)
      return
    default:
      throw new Error(`no step ${name}`)
  }
}

interface Row {
  readonly at: string
  readonly n: number
  readonly country?: string
  readonly referer?: string | null
  readonly ua: string
  readonly accept_language?: string | null
}

async function loadVisits(linkId: string, rows: readonly Row[] | string): Promise<void> {
  const list = typeof rows === 'string' ? file.fixtures.stat_rows : rows
  const agents: Record<string, string> = file.user_agents
  const cell = (text: string | null | undefined) => `"${(text ?? '').replaceAll('"', '""')}"`
  const lines = (list as readonly Row[]).map((row) =>
    [row.at, linkId, row.country, row.referer, agents[row.ua] ?? row.ua, row.accept_language]
      .map(cell)
      .concat(`${row.n}`)
      .join(','),
  )
  const csv = join(newFolder(), 'visits.csv')
  const head = 'time,link,country,referer,ua,language,count'
  writeFileSync(csv, `${[head, ...lines].join('\n')}\n`)
  const { dataDir } = installation.server
  const done = await runSluice(['links', 'visits', '--file', csv, '--data', dataDir])
  if (done.code !== 0) throw new Error(done.stderr)
}

/** What a case asks for after the answer. */
async function follow(one: Case, received: Received, made: ReadonlyMap<string, string>) {
  const { then_redirect: redirect, then_stat: stat } = one.expect
  if (redirect) {
    const word: string = received.json.data.attributes.short_url
    const visited = await installation.visit(HOST, `/${word}`)
    expect(misses(visited, redirect as Expectation, file.key_sets)).toEqual([])
  }
  if (stat) {
    const { link, ...wanted } = stat as { link: string }
    await until('the statistics are as wanted', async () => {
      const { data } = (await call('GET', `/links/${made.get(link)}/stat`)).json
      return Object.entries(wanted).every(([key, count]) => data[key] === count)
    })
  }
}

const FOLLOWING = new Set(['then', 'then_redirect', 'then_stat'])

function direct(expected: Expectation): Expectation {
  return Object.fromEntries(Object.entries(expected).filter(([name]) => !FOLLOWING.has(name)))
}

interface Race {
  readonly parallel: number
  readonly exactly_one: Expectation
  readonly others: Expectation
}

async function race(request: Request, { parallel, exactly_one: won, others }: Race) {
  const all = await Promise.all(Array.from({ length: parallel }, () => send(request)))
  const losers = all.filter((one) => misses(one, won, file.key_sets).length > 0)
  expect(losers.length).toBe(parallel - 1)
  for (const one of losers) expect(misses(one, others, file.key_sets)).toEqual([])
}

const cases = file.cases as unknown as Case[]

test('every case is here', () => {
  expect(cases.length).toBeGreaterThan(100)
})

test.each(cases.map((one) => [`${one.id}: ${one.title}`, one] as const))(
  '%s',
  async (_name, raw) => {
    const one = filled(raw, await variablesOf(raw))
    const made = new Map<string, string>()
    for (const step of one.setup ?? []) await setUp(step, made)
    if ('parallel' in one.expect) return race(one.request, one.expect as unknown as Race)
    const received = await send(one.request)
    expect(misses(received, direct(one.expect), file.key_sets)).toEqual([])
    await follow(one, received, made)
  },
  20_000,
)
