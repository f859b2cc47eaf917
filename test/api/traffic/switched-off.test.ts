/** On a domain that is switched off whoever comes is stored, and led nowhere by any way. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type MadeCampaign, makeCampaign } from '../../support/api.ts'
import { type LinkInstallation, openLinks, type SendOptions } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 'off.example.test'
const TARGET = 'offer.test'

let made: LinkInstallation
let camp: MadeCampaign
let root: MadeCampaign
let word = ''

beforeAll(async () => {
  made = await openLinks()
  camp = await makeCampaign(made.api, { alias: 'camp' })
  root = await makeCampaign(made.api, { alias: 'rooted' })
  await made.need('PATCH', '/settings', { abuse_contact: 'abuse@example.com' })
  const domainUuid = await made.domain(HOST)
  word = (await made.link({ domainUuid })).word
  const paths = { indexPage: String(root.id), notFound: 'root_campaign' }
  await made.need('PATCH', `/domain/${domainUuid}/full`, paths)
  await made.need('PUT', `/kill_switch/domain/${domainUuid}`, { blocked: true, reason: 'test' })
}, 30_000)

afterAll(cleanUp)

interface Report {
  readonly rows: readonly { readonly path: [{ value: string }]; readonly m: { clicks: number } }[]
}

/** Stored visits to the two campaigns, and to links. */
async function stored(): Promise<readonly number[]> {
  const query = { period: { preset: 'all_time' }, groupings: ['campaign'], measures: ['clicks'] }
  const { rows } = await made.need<Report>('POST', '/report/query', query)
  const of = (value: string | null) => rows.find(({ path }) => path[0].value === value)
  const found = [of(String(camp.id)), of(String(root.id)), of(null)]
  return found.map((row) => row?.m.clicks ?? 0)
}

test.each<[string, () => string, readonly number[], SendOptions]>([
  ['an alias', () => '/camp', [1, 0, 0], {}],
  ['an alias in other letters', () => '/CAMP/', [1, 0, 0], {}],
  ['a key', () => '/click?key=camp', [1, 0, 0], {}],
  ['a form', () => '/camp', [1, 0, 0], { method: 'POST', body: 'keyword=a' }],
  ['the root', () => '/', [0, 1, 0], {}],
  ['a path that there is not', () => '/nothing/here', [0, 1, 0], {}],
  ['a link', () => `/${word}`, [0, 0, 1], {}],
  ['a link to an offer', () => '/?_lp=1', [0, 0, 0], {}],
  ['a key that nobody has', () => '/click?key=nobody', [0, 0, 0], {}],
  ['another verb', () => '/camp', [0, 0, 0], { method: 'PUT' }],
])('a visit by %s is told the notice', async (_name, path, counted, options) => {
  const before = await stored()
  const { status, headers, text } = await made.visit(HOST, path(), options)
  expect(status).toBe(410)
  expect([headers.get('location'), headers.getSetCookie()]).toEqual([null, []])
  expect(text).toContain('abuse@example.com')
  const after = before.map((clicks, at) => clicks + counted[at]!)
  await until('it is counted', async () => Bun.deepEquals(await stored(), after))
})

test('scripts of pages and the Click API lead nowhere either', async () => {
  const script = await made.visit(HOST, '/camp?return=js.client')
  expect(script.text).toContain('"status":410')
  expect(script.text).not.toContain(TARGET)
  const { token } = await made.need<{ token: string }>('GET', `/campaign/${camp.id}/click_api`)
  const path = `/click_api/v3?token=${token}&force_redirect_offer=1`
  const { json } = await made.visit(HOST, path)
  expect(json).toMatchObject({ status: 410, headers: [] })
})

test('to whom abuse is reported can be read there', async () => {
  const { status, text } = await made.visit(HOST, '/.well-known/security.txt')
  expect([status, text.startsWith('Contact: mailto:abuse@example.com')]).toEqual([200, true])
})
