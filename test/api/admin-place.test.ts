/** The admin on a socket of its own, and for some addresses only: elsewhere its paths are unknown ones. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { admin, apiOf } from '../support/api.ts'
import { cleanUp, freePort, type Server, startServer } from '../support/server.ts'

const HIDDEN = [
  '/admin',
  '/admin/setup',
  '/public/api/v1/user/role',
  '/api/doc',
  '/healthz',
  '/metrics',
]
const NEAR = '192.0.2.1'
const FAR = '198.51.100.1'

afterAll(cleanUp)

interface Shown {
  readonly status: number
  readonly text: string
}

async function at(url: string, headers: Record<string, string> = {}): Promise<Shown> {
  const answer = await fetch(url, { headers, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}

describe('on a socket of its own', () => {
  let server: Server
  let adminUrl = ''
  let key = ''

  beforeAll(async () => {
    const port = await freePort()
    adminUrl = `http://127.0.0.1:${port}`
    server = await startServer({ args: ['--admin-listen', `127.0.0.1:${port}`] })
    ;({ key } = await admin({ ...server, port }))
  }, 60_000)

  test('it is nowhere else', async () => {
    const unknown = await at(`${server.url}/no-such-word`)
    expect(unknown.status).toBe(404)
    for (const path of HIDDEN) expect(await at(server.url + path)).toEqual(unknown)
    for (const path of HIDDEN) expect((await at(adminUrl + path)).status).not.toBe(404)
  })

  test('it answers to addresses, and to no name that is not its own', async () => {
    const names = { host: 'rebound.example.test' }
    const told = { status: 421, text: expect.stringContaining('--admin-host') }
    for (const path of ['/admin', '/', '/public/api/v1/session']) {
      expect(await at(adminUrl + path, names)).toEqual(told)
    }
  })

  test('visits are where they were, and campaigns are made there', async () => {
    const port = Number(new URL(adminUrl).port)
    const api = apiOf({ port }, key)
    const source = await api<{ id: number }>('POST', '/traffic_source', { name: 'Source' })
    const campaign = { name: 'Apart', trafficSourceId: source.body.id, key: 'apart' }
    const made = await api<{ id: number }>('POST', '/campaign', campaign)
    const { body } = await api<{ link: string }>('GET', `/campaign/${made.body.id}/full`)
    expect(body.link).toBe(`${server.url}/click?key=apart`)
    const visit = await fetch(`${server.url}/click?key=apart`)
    expect(visit.status).toBe(200)
    // The admin's cookies count at every port of the address.
    expect(visit.headers.get('content-security-policy')).toContain('sandbox')
    expect((await at(`${adminUrl}/click?key=apart`)).status).toBe(404)
  }, 60_000)
})

test('for some addresses only, it is unknown to others', async () => {
  const words = ['--admin-allow', `${NEAR}/32`, '--trusted-proxy', '127.0.0.1']
  const server = await startServer({ args: words })
  const from = (address: string) => ({ 'x-forwarded-for': address })
  await admin(server)
  const unknown = await at(`${server.url}/no-such-word`, from(FAR))
  for (const path of HIDDEN) expect(await at(server.url + path, from(FAR))).toEqual(unknown)
  expect((await at(`${server.url}/admin`, from(NEAR))).status).toBe(200)
}, 60_000)

test('the machine itself sees health and metrics, whoever may see the admin', async () => {
  const server = await startServer({ args: ['--admin-allow', `${NEAR}/32`] })
  await admin(server)
  const statusOf = async (path: string) => (await at(server.url + path)).status
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statusOf(path)).toBe(200)
  for (const path of ['/admin', '/public/api/v1/user/role']) expect(await statusOf(path)).toBe(404)
}, 60_000)

test('nobody is at home behind a proxy that was not named, and the owner is told of it', async () => {
  const server = await startServer({ args: ['--admin-allow', '127.0.0.1/32'] })
  const { key } = await admin(server)
  const statusOf = async (path: string, headers = {}) =>
    (await at(server.url + path, headers)).status
  const passedOn = { 'x-forwarded-for': FAR }
  for (const path of ['/healthz', '/metrics', '/admin']) {
    expect([await statusOf(path), await statusOf(path, passedOn)]).toEqual([200, 404])
  }
  await server.stop()
  const open = await startServer({ data: server.dataDir })
  const codesWith = async (headers: Record<string, string>) => {
    const url = `${open.url}/public/api/v1/system/status`
    const answer = await fetch(url, { headers: { ...headers, 'api-key': key } })
    const { warnings } = (await answer.json()) as { warnings: { code: string }[] }
    return warnings.map(({ code }) => code)
  }
  expect(await codesWith(passedOn)).toContain('proxy_unnamed')
  expect(await codesWith({ 'cf-connecting-ip': FAR })).toContain('proxy_unnamed')
  expect(await codesWith({})).not.toContain('proxy_unnamed')
  await open.stop()
  const named = await startServer({ args: ['--trusted-proxy', '127.0.0.1'], data: server.dataDir })
  const url = `${named.url}/public/api/v1/system/status`
  const told = await at(url, { ...passedOn, 'api-key': key })
  expect(told.text).not.toContain('proxy_unnamed')
  const { request } = JSON.parse(told.text) as { request: object }
  const proxyHeaders = [{ name: 'x-forwarded-for', entries: 1 }]
  expect(request).toMatchObject({ address: FAR, isProxyTrusted: true, proxyHeaders })
  await named.stop()
}, 60_000)

test('links have the scheme that the caller came by, or that their domain insists on', async () => {
  const server = await startServer({ args: ['--trusted-proxy', '127.0.0.1'] })
  const { api, key } = await admin(server)
  const source = await api<{ id: number }>('POST', '/traffic_source', { name: 'Source' })
  const domain = crypto.randomUUID()
  await api('POST', `/domain/${domain}`, { host: 'go.example.test' })
  const campaign = { name: 'Linked', trafficSourceId: source.body.id, key: 'linked' }
  const { body } = await api<{ id: number }>('POST', '/campaign', campaign)
  const link = async (scheme: string) => {
    const headers = { 'api-key': key, 'x-forwarded-proto': scheme }
    const shown = await at(`${server.url}/public/api/v1/campaign/${body.id}/full`, headers)
    return (JSON.parse(shown.text) as { link: string }).link
  }
  expect(await link('https')).toBe('https://go.example.test/click?key=linked')
  expect(await link('http')).toBe('http://go.example.test/click?key=linked')
  await api('PATCH', `/domain/${domain}/full`, { httpsOnly: true })
  expect(await link('http')).toBe('https://go.example.test/click?key=linked')
}, 60_000)

test.each([
  ['on its own host', 'admin.example.test'],
  ['beside the visits', ''],
])(
  'until somebody has an account it is there for the set-up alone, %s',
  async (_where, host) => {
    const server = await startServer({ args: host === '' ? [] : ['--admin-host', host] })
    const headers: Record<string, string> = host === '' ? {} : { host }
    const statusOf = async (path: string) => (await at(server.url + path, headers)).status
    const closed = ['/admin', '/admin/campaigns', '/public/api/v1/user/role', '/api/doc']
    const open = ['/admin/setup', '/public/api/v1/setup/start', '/healthz']
    const unknown = await at(`${server.url}/no-such-word`, headers)
    for (const path of closed) expect(await at(server.url + path, headers)).toEqual(unknown)
    for (const path of open) expect(await statusOf(path)).not.toBe(404)
    await admin(server)
    for (const path of closed) expect(await statusOf(path)).not.toBe(404)
  },
  60_000,
)
