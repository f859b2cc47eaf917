import { afterEach, beforeEach, describe, expect, test } from 'bun:test'

import { requestLimits } from '../../../src/api/management/limits.ts'
import { parseIp } from '../../../src/lib/ip.ts'
import { COMMAND_LINE } from '../../../src/manage/access.ts'
import { createKey } from '../../../src/manage/people/keys.ts'
import { answerOf, type Management, openManagement } from '../../support/management.ts'

describe('a bucket of requests', () => {
  const settings = new Map([
    ['api.requests_per_second', '10'],
    ['api.burst', '3'],
    ['api.reports_at_once', '2'],
  ])
  let now = 0
  const open = () =>
    requestLimits(
      () => settings,
      () => now,
    )

  test('holds a burst, says how long to wait, and fills again', () => {
    const limits = open()
    expect([1, 2, 3].map(() => limits.take('7'))).toEqual([null, null, null])
    expect(limits.take('7')).toBe(100)
    expect(limits.take('8')).toBeNull()
    now += 100
    expect(limits.take('7')).toBeNull()
  })

  test('is switched off by 0', () => {
    const off = requestLimits(
      () => new Map([['api.requests_per_second', '0']]),
      () => now,
    )
    expect(Array.from({ length: 5000 }, () => off.take('7')).every((wait) => wait === null)).toBe(
      true,
    )
  })

  test('is there for strangers too', () => {
    const limits = open()
    const waits = Array.from({ length: 201 }, () => limits.takeStranger(parseIp('1.1.1.1')))
    expect(waits.slice(0, 200).every((wait) => wait === null)).toBe(true)
    expect(waits[200]).toBeGreaterThan(0)
  })

  test('is one for all addresses of a household', () => {
    const limits = open()
    for (let n = 1; n <= 200; n++) limits.takeStranger(parseIp(`2001:db8:0:7::${n}`))
    expect(limits.takeStranger(parseIp('2001:db8:0:7:ffff::1'))).toBeGreaterThan(0)
    expect(limits.takeStranger(parseIp('2001:db8:0:8::1'))).toBeNull()
  })

  test('has few places for reports: others wait until one comes back', async () => {
    const limits = open()
    const waits: string[] = []
    const report = (name: string) => {
      const { signal } = new AbortController()
      return limits.takeReport('7', { signal, onWait: () => waits.push(name) })
    }
    const first = await report('first')
    await report('second')
    const third = report('third')
    expect(waits).toEqual(['third'])
    first?.()
    expect(await third).not.toBeNull()
  })
})

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

async function post(path: string, body: unknown, key: string) {
  const headers = { 'api-key': management.key, 'idempotency-key': key }
  const url = `http://localhost/public/api/v1${path}`
  const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return answerOf(await management.send(request))
}

describe('a request that is sent again', () => {
  test('is answered as the first time, and done once', async () => {
    const [first, second] = [
      await post('/traffic_source', { name: 'A' }, 'k1'),
      await post('/traffic_source', { name: 'A' }, 'k1'),
    ]
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect(management.read.traffic_sources.list('all')).toHaveLength(1)
  })

  test('saves a report once, too', async () => {
    const view = { name: 'V' }
    const [first, second] = [await post('/views', view, 'k1'), await post('/views', view, 'k1')]
    expect([first.status, second.body]).toEqual([201, first.body])
  })

  test('at the same time is done once', async () => {
    const both = [
      post('/traffic_source', { name: 'A' }, 'k1'),
      post('/traffic_source', { name: 'A' }, 'k1'),
    ]
    const [a, b] = await Promise.all(both)
    expect(a?.body).toEqual(b?.body)
    expect(management.read.traffic_sources.list('all')).toHaveLength(1)
  })

  test('may not ask for something else', async () => {
    await post('/traffic_source', { name: 'A' }, 'k1')
    expect((await post('/traffic_source', { name: 'B' }, 'k1')).status).toBe(400)
    expect((await post('/traffic_source', { name: 'B' }, 'k2')).status).toBe(201)
    await post('/campaign', { name: 'C', key: 'c', trafficSourceId: 1 }, 'k3')
    const renew = (hours: number) =>
      post(`/campaign/1/click_api/regenerate?keepOldHours=${hours}`, {}, 'k4')
    expect([(await renew(1)).status, (await renew(2)).status]).toEqual([200, 400])
  })
})

test('a key that asks too often is told when to come back', async () => {
  await management.call('PATCH', '/settings', { 'api.requests_per_second': 1, 'api.burst': 1 })
  const first = await management.call('GET', '/user/role')
  const second = await management.call('GET', '/user/role')
  expect([first.status, second.status]).toEqual([200, 429])
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
})

describe('the kill switch', () => {
  const close = (kind: string, id: string | number, blocked = true) =>
    management.call('PUT', `/kill_switch/${kind}/${id}`, { blocked, reason: 'spam' })

  test('closes a campaign for the next visitor, and opens it again', async () => {
    await management.call('POST', '/traffic_source', { name: 'TS' })
    await management.call('POST', '/campaign', { name: 'C', key: 'kc', trafficSourceId: 1 })
    const isBlocked = () => management.routing.current().byKey('kc')?.spec.blocked
    expect((await close('campaign', 1)).status).toBe(200)
    expect(isBlocked()).toBe(true)
    await close('campaign', 1, false)
    expect(isBlocked()).toBe(false)
    expect((await close('campaign', 99)).status).toBe(404)
    expect((await close('campaign', 'x')).status).toBe(400)
  })

  test('closes a domain', async () => {
    const uuid = crypto.randomUUID()
    await management.call('POST', `/domain/${uuid}`, { host: 'trk.example' })
    await close('domain', uuid)
    expect(management.routing.current().domain('trk.example')?.blocked).toBe(true)
    expect((await management.call('GET', '/domains')).body).toMatchObject([{ isBanned: true }])
  })

  test('of a user ends his key, and closes his campaigns but not those closed before', async () => {
    const { stores } = management.desk
    const id = stores.users.add({ login: 'bob', passwordHash: 'x', role: 'user', permissions: [] })
    const key = createKey(management.desk, COMMAND_LINE, 'bob') as string
    await management.call('POST', '/traffic_source', { name: 'TS' })
    for (const word of ['ka', 'kb']) {
      await management.call('POST', '/campaign', { name: word, key: word, trafficSourceId: 1 })
    }
    for (const campaign of stores.campaigns.list('all'))
      stores.campaigns.put({ ...campaign, ownerId: id })
    await close('campaign', 1)
    expect((await close('user', id)).status).toBe(200)
    const states = () => stores.campaigns.list('all').map(({ blocked }) => blocked)
    expect(states()).toEqual([true, true])
    expect((await management.call('GET', '/user/role', undefined, key)).status).toBe(401)
    await close('user', id, false)
    expect(states()).toEqual([true, false])
    expect((await management.call('GET', '/user/role', undefined, key)).status).toBe(200)
    expect((await close('user', 1)).status).toBe(403)
  })

  test('stands in the audit with its reason', async () => {
    await management.call('POST', '/traffic_source', { name: 'TS' })
    await management.call('POST', '/campaign', { name: 'C', trafficSourceId: 1 })
    await close('campaign', 1)
    const { body } = await management.call('GET', '/audit?event=kill_switch')
    expect(body.rows).toMatchObject([
      { kind: 'campaigns', objectId: '1', name: 'C', changes: { reason: 'spam' }, via: 'key' },
    ])
  })
})

describe('the audit', () => {
  beforeEach(async () => {
    for (const name of ['100% off', 'Plain', 'Third']) {
      await management.call('POST', '/traffic_source', { name })
    }
  })

  test('is read in pages, newest first', async () => {
    const first = (await management.call('GET', '/audit?kind=traffic_sources&limit=2')).body
    expect(first.rows.map((row: { name: string }) => row.name)).toEqual(['Third', 'Plain'])
    expect(first.pageInfo.hasNextPage).toBe(true)
    const path = `/audit?kind=traffic_sources&limit=2&cursor=${first.pageInfo.to}`
    const second = (await management.call('GET', path)).body
    expect(second.rows.map((row: { name: string }) => row.name)).toEqual(['100% off'])
    expect(second.pageInfo.hasNextPage).toBe(false)
  })

  test('is searched by text as it stands', async () => {
    const found = async (q: string) =>
      (await management.call('GET', `/audit?q=${encodeURIComponent(q)}`)).body.rows.length
    expect(await found('100%')).toBe(1)
    expect(await found('_lain')).toBe(0)
  })
})
