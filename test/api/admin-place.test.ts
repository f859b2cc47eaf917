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

  beforeAll(async () => {
    const port = await freePort()
    adminUrl = `http://127.0.0.1:${port}`
    server = await startServer({ args: ['--admin-listen', `127.0.0.1:${port}`] })
  }, 60_000)

  test('it is nowhere else', async () => {
    const unknown = await at(`${server.url}/no-such-word`)
    expect(unknown.status).toBe(404)
    for (const path of HIDDEN) expect(await at(server.url + path)).toEqual(unknown)
    for (const path of HIDDEN) expect((await at(adminUrl + path)).status).not.toBe(404)
  })

  test('it answers to addresses, and to no name that is not its own', async () => {
    const names = { host: 'rebound.example.test' }
    expect((await at(`${adminUrl}/admin`, names)).status).toBe(404)
  })

  test('visits are where they were, and campaigns are made there', async () => {
    const port = Number(new URL(adminUrl).port)
    const { key } = await admin({ ...server, port })
    const api = apiOf({ port }, key)
    const source = await api<{ id: number }>('POST', '/traffic_source', { name: 'Source' })
    const campaign = { name: 'Apart', trafficSourceId: source.body.id, key: 'apart' }
    expect((await api('POST', '/campaign', campaign)).status).toBe(201)
    expect((await at(`${server.url}/click?key=apart`)).status).toBe(200)
    expect((await at(`${adminUrl}/click?key=apart`)).status).toBe(404)
  })
})

test('for some addresses only, it is unknown to others', async () => {
  const words = ['--admin-allow', `${NEAR}/32`, '--trusted-proxy', '127.0.0.1']
  const server = await startServer({ args: words })
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const unknown = await at(`${server.url}/no-such-word`, from(FAR))
  for (const path of HIDDEN) expect(await at(server.url + path, from(FAR))).toEqual(unknown)
  expect((await at(`${server.url}/admin`, from(NEAR))).status).toBe(200)
})
