/** Hostile visits: whatever a visitor sends, the redirect is clean and the click is stored. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { admin, type Api, makeCampaign } from '../support/api.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { allCases, filled, type HostileCase, type HostileRequest, whyNotRun } from './cases.ts'
import { type Answer, exchange, headerIn, type Received } from './exchange.ts'
import { complaints } from './oracles.ts'

const TARGET = 'https://offer.test/?s1={sub_id_1}&k={keyword}&r={referrer}&ua={user_agent}'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36'

interface Installation {
  readonly server: Server
  readonly api: Api
  readonly variables: Record<string, string>
}

const cases = allCases.filter(
  (one) =>
    one.transport === 'http' &&
    ['click.redirect', 'any'].includes(one.surface) &&
    whyNotRun(one) === null,
)
let plain: Installation
let behindProxy: Installation

beforeAll(async () => {
  plain = await install([])
  behindProxy = await install(['--trusted-proxy', '127.0.0.1/32'])
}, 30_000)

afterAll(async () => {
  await Promise.all([plain.server.stop(), behindProxy.server.stop()])
  await cleanUp()
})

async function install(args: string[]): Promise<Installation> {
  const server = await startServer({ args })
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'hostile', target: TARGET })
  await makeCampaign(api, { alias: 'hostile-meta', target: TARGET, action: 'meta' })
  const variables = { SLUG: 'hostile', SLUG_META: 'hostile-meta', KEY_HEADER: 'api-key' }
  return { server, api, variables }
}

/** What a case demands in words beyond its oracle, by id. */
const alsoHolds: Record<string, (received: Answer, at: Installation) => Promise<void>> = {
  'FWD-001': (answer, at) => expectStoredIp(at, answer, '127.0.0.1'),
  'FWD-002': (answer, at) => expectStoredIp(at, answer, '8.8.8.8'),
  'FWD-003': (answer, at) => expectStoredIp(at, answer, '127.0.0.1'),
  'FWD-007': (answer, at) => expectStoredIp(at, answer, '127.0.0.1'),
  'FWD-008': (answer, at) => expectStoredIp(at, answer, '127.0.0.1'),
  // The rightmost address that is not the proxy's own.
  'FWD-010': (answer, at) => expectStoredIp(at, answer, '::1'),
  'RED-026': async (answer) => expect(answer.status).toBe(404),
  'RED-029': async (answer) => expect(scriptsIn(answer)).toBe(await templateScripts()),
  'RED-031': async (answer) => expect(answer).toMatchObject({ status: 302, body: '' }),
  'ISO-005': async (_, { server }) => expect(server.output()).not.toContain('canary'),
}

describe.each(cases.map((one) => [one.id, one.title, one] as const))('%s %s', (id, _, one) => {
  const at = () => (one.needs.some((need) => need.includes('PROXIES')) ? behindProxy : plain)

  test('holds', async () => {
    const received = await send(at(), one)
    expect(complaints(one.oracle, received)).toEqual([])
    const [answer] = received.answers
    if (!answer) throw new Error('no answer')
    await alsoHolds[id]?.(answer, at())
    if (isMacroCase(one)) expectTemplateKept(answer, one)
  })
})

test('a click whose values are hostile is stored', async () => {
  const [answer] = (await send(plain, caseOf('/hostile?sub1=a%0d%0aSet-Cookie:%20x=1%00%FF')))
    .answers
  const row = await storedClick(plain, answer!)
  expect(row['token_1']).toContain('Set-Cookie: x=1')
})

/** Odd visits that are no case of the file: each is answered once, and only a giant is turned away. */
test.each<[string, HostileRequest, number]>([
  ['a user agent of 100 KB', { headers: { 'User-Agent': 'x'.repeat(100_000) } }, 431],
  ['a user agent of 10 KB', { headers: { 'User-Agent': 'x'.repeat(10_000) } }, 302],
  ['2,000 parameters', { path: `/hostile?${'p=1&'.repeat(2000)}` }, 302],
  ['a lone surrogate', { path: '/hostile?sub1=%ED%A0%80' }, 302],
  ['a NUL in a sub id', { path: '/hostile?sub1=a%00b' }, 302],
  ['Cyrillic and emoji in the referrer', { headers: { Referer: 'https://пример.рф/😀' } }, 302],
  ['a broken percent code', { path: '/hostile?sub1=%&sub2=%zz&keyword=%E0%A4%A' }, 302],
])('%s is answered as documented', async (_, request, status) => {
  const one = { ...caseOf('/hostile'), request: { path: '/hostile', ...request } }
  const { answers } = await send(plain, one)
  expect(answers.map((answer) => answer.status)).toEqual([status])
})

function caseOf(path: string): HostileCase {
  return {
    id: 'own',
    surface: 'click.redirect',
    transport: 'http',
    title: '',
    needs: [],
    request: { path },
    oracle: {},
  }
}

function send({ server, variables }: Installation, { request }: HostileCase): Promise<Received> {
  const headers = { Host: `127.0.0.1:${server.port}`, 'User-Agent': BROWSER, ...request.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const path = request.path ?? '/'
  const first = `${request.method ?? 'GET'} ${path.startsWith('{') ? '/' : ''}${path} HTTP/1.1\r\n`
  const text = filled(`${first}${lines.join('')}Connection: close\r\n\r\n`, variables)
  return exchange({ port: server.port, text: Buffer.from(text).toString('latin1') })
}

const isMacroCase = (one: HostileCase) =>
  one.needs.some((need) => need.startsWith('offer URL template')) &&
  (one.request.path ?? '').startsWith('/{SLUG}?')

/** Location has the template's parameters, no more, and their values decode to what was sent. */
function expectTemplateKept(answer: Answer, one: HostileCase): void {
  const sent = new URLSearchParams(one.request.path?.split('?')[1])
  const location = new URL(headerIn(answer, 'location'))
  expect([...location.searchParams.keys()]).toEqual(['s1', 'k', 'r', 'ua'])
  expect(location.host).toBe('offer.test')
  expect(location.searchParams.get('s1')).toBe(kept(sent.get('sub1')))
  expect(location.searchParams.get('k')).toBe(kept(sent.get('keyword')))
}

/** What a click keeps of a parameter: no control characters, and nothing of a macro left as it is. */
function kept(value: string | null): string {
  // oxlint-disable-next-line no-control-regex
  const text = (value ?? '').replaceAll(/[\x00-\x1f]/g, '')
  return /^\{\w+\}$/.test(text) ? '' : text
}

async function expectStoredIp(at: Installation, answer: Answer, ip: string): Promise<void> {
  expect((await storedClick(at, answer))['ip']).toBe(ip)
}

/** The row of the click log that belongs to an answer. */
async function storedClick({ api }: Installation, answer: Answer): Promise<Record<string, string>> {
  const id = answer.headers
    .map(([name, value]) => (name === 'set-cookie' ? /^_subid=(\w+)/.exec(value)?.[1] : undefined))
    .find((found) => found !== undefined)
  const path = `/clicklog/click/${id}`
  await until(`${path} is found`, async () => (await api('GET', path)).status === 200)
  return (await api<[Record<string, string>]>('GET', path)).body[0]
}

const scriptsIn = ({ body }: Answer) => body.split('<script').length - 1

async function templateScripts(): Promise<number> {
  const [answer] = (await send(plain, caseOf('/hostile-meta?sub1=harmless'))).answers
  return scriptsIn(answer!)
}
