/** An address as a tracking domain: pages of published clients call the tracker by it, and names come later. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeCampaign } from '../support/api.ts'
import { cleanUp, newDataDir, type Server, startServer } from '../support/server.ts'

const V4 = '203.0.113.9'
const V6 = '[2001:db8::9]'
const ADMIN = 'admin.shop.test'

const data = newDataDir()
let server: Server
let api: Api
let token = ''

beforeAll(async () => {
  server = await startServer({ data, args: ['--admin-host', ADMIN] })
  api = (await admin(server)).api
  const { id } = await makeCampaign(api, {
    alias: 'shoes',
    target: 'https://offer.test/?c={subid}',
  })
  token = (await api<{ token: string }>('GET', `/campaign/${id}/click_api`)).body.token
}, 60_000)

afterAll(cleanUp)

const add = (host: string) => api<unknown>('POST', `/domain/${crypto.randomUUID()}`, { host })
const call = (host: string, path: string) =>
  fetch(server.url + path, { headers: { host }, redirect: 'manual' })

async function idOf(host: string): Promise<string> {
  const { body } = await api<{ id: string; domain: string }[]>('GET', '/domains')
  return body.find(({ domain }) => domain === host)?.id ?? ''
}

test('an address leads nowhere until it is added, and then behaves like a name', async () => {
  expect((await call(V4, '/shoes')).status).toBe(404)
  expect((await add(V4)).status).toBe(201)
  const visit = await call(`${V4}:8080`, '/shoes')
  expect([visit.status, visit.headers.get('location')]).toEqual([
    302,
    expect.stringMatching(/^https:\/\/offer\.test\/\?c=\w+$/),
  ])
  const cookies = visit.headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) {
    expect(cookie).not.toMatch(/; (?:Domain|Secure)/i)
    expect(cookie).toContain('; SameSite=Lax')
  }
  const answer = await call(V4, `/click_api/v3?token=${token}&info=1`)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ info: { sub_id: expect.any(String) } })
})

test('one of IPv6 is one however it is written', async () => {
  expect((await add('2001:DB8:0:0::9')).status).toBe(201)
  expect(await idOf(V6)).not.toBe('')
  for (const host of [V6, '[2001:DB8:0::0:9]:80']) {
    expect((await call(host, '/shoes')).status).toBe(302)
  }
  expect(await add(V6)).toMatchObject({ status: 409 })
})

test('nothing of the admin is there, and other addresses stay unknown', async () => {
  const unknown = await (await call(V4, '/no-such-word')).text()
  for (const path of ['/admin', '/healthz', '/public/api/v1/user/role', '/api/doc']) {
    const answer = await call(V4, path)
    expect([answer.status, await answer.text()]).toEqual([404, unknown])
  }
  expect((await call('203.0.113.10', '/shoes')).status).toBe(404)
  expect((await call('[2001:db8::a]', '/shoes')).status).toBe(404)
})

test('links to it are http, it can’t be for https only, and no certificate is asked for', async () => {
  const id = await idOf(V4)
  await api('PUT', `/domain/default/${id}`)
  const { body } = await api<{ link: string }>('GET', '/campaign/1')
  expect(body.link).toStartWith(`http://${V4}/click?key=`)
  expect(await api('PATCH', `/domain/${id}/full`, { httpsOnly: true })).toMatchObject({
    status: 400,
    body: { errors: { fields: { httpsOnly: ['an address has no certificate'] } } },
  })
  const link = { word: 'by-address', webUrl: 'https://shop.test/' }
  const made = await api<{ url: string }>('POST', '/links', link)
  expect(made.body.url).toStartWith(`http://${V4}`)
  const loop = { word: 'a-loop', webUrl: `http://${V6}/shoes` }
  expect((await api('POST', '/links', loop)).status).toBe(400)
})

test.each(['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '[::]', '127.1', '1.2.3.4:80', '[1.2.3.4'])(
  '%s is none',
  async (host) => {
    expect((await add(host)).status).toBe(400)
  },
)

test('without a host of the admin’s own addresses are its own, added before or not', async () => {
  await server.stop()
  server = await startServer({ data, port: server.port })
  expect((await call(V4, '/admin')).status).toBe(200)
  expect((await call(V4, '/shoes')).status).toBe(302)
  expect(await add('203.0.113.11')).toMatchObject({
    status: 400,
    body: { errors: { fields: { host: [expect.stringContaining('--admin-host')] } } },
  })
}, 30_000)
