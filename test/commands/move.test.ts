/**
 * The move as its user makes it: beside the running server, and afterwards links, pages of the Click API and
 * postbacks of the old tracker go on working as they are.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type Admin, admin, type Api } from '../support/api.ts'
import { KEITARO_KEY, startKeitaro } from '../support/keitaro.ts'
import { cleanUp, type Finished, runSluice, type Server, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const OLD_POSTBACK_KEY = 'a1b2c3d'
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0'

const tracker = startKeitaro()
let server: Server
let api: Api

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
})
afterAll(async () => {
  tracker.stop()
  await cleanUp()
})

function move(key: string, more: readonly string[] = []): Promise<Finished> {
  const allowed = ['--outbound-host', '127.0.0.1', '--outbound-port', String(tracker.port)]
  const words = ['move', 'keitaro', '--from', tracker.url, '--key-stdin', '--data', server.dataDir]
  return runSluice([...words, ...allowed, ...more], key)
}

const ask = (path: string) =>
  fetch(`${server.url}${path}`, { redirect: 'manual', headers: { 'User-Agent': BROWSER } })

const campaigns = async () =>
  (await api<{ name: string }[]>('GET', '/campaign/short/info')).body.map(({ name }) => name)

test('a key that is not accepted, and an address that may not be called, are told', async () => {
  expect(await move('another key')).toMatchObject({ code: 1, stdout: '' })
  const wrong = await move('anotherkey')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/is not accepted \(401\)/)])
  const words = ['move', 'keitaro', '--from', 'http://10.0.0.1', '--key-stdin']
  const closed = await runSluice([...words, '--data', server.dataDir], KEITARO_KEY)
  expect([closed.code, closed.stderr]).toEqual([
    1,
    expect.stringContaining('--outbound-host 10.0.0.1 would allow it'),
  ])
})

test('a dry run tells what would come, and changes nothing', async () => {
  const { code, stdout } = await move(KEITARO_KEY, ['--dry-run'])
  expect(code).toBe(0)
  expect(stdout).toContain('create  campaigns  "Propeller DE"')
  expect(stdout).toMatch(/left_out {2}campaigns {2}"Deleted one": is deleted there/)
  expect(stdout).toContain(`postback key "${OLD_POSTBACK_KEY}"`)
  expect(stdout).not.toContain(KEITARO_KEY)
  expect(await campaigns()).toEqual([])
})

test('afterwards what the old tracker served is served', async () => {
  const { code, stdout } = await move(`${KEITARO_KEY}\n${OLD_POSTBACK_KEY}\n`)
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Taken over\.\n$/)])
  await until('the server has it', async () => (await ask('/k3Tq9ZpL')).status === 302)

  const visit = await ask('/k3Tq9ZpL?zone=Z7')
  const target = visit.headers.get('Location') ?? ''
  expect(target).toMatch(/^https:\/\/rest\.example\.net\/\?zone=Z7&id=\w+$/)

  const token = 'kq3vx8b2c9d7f6g5h4j1k0l2m3n4p5q6'
  const query = new URLSearchParams({ token, ip: '203.0.113.9', ua: BROWSER, sub_id_3: 'Z8' })
  const called = await ask(`/click_api/v3?${query.toString()}&log=1`)
  expect(JSON.stringify(await called.json())).toContain('https://rest.example.net/?zone=Z8&id=')

  const subid = new URL(target).searchParams.get('id') ?? ''
  const postback = `/${OLD_POSTBACK_KEY}/postback?subid=${subid}&status=sale&payout=7`
  expect((await ask(postback)).status).toBe(200)
  await until('the conversion counts', async () => {
    const { body } = await api<{ rows: { id: string }[] }>(
      'GET',
      '/conversions?datePreset=all_time&limit=10',
    )
    return body.rows.some(({ id }) => id === subid)
  })
})

test('again, it takes over what is new', async () => {
  const { code, stdout } = await move(`${KEITARO_KEY}\n${OLD_POSTBACK_KEY}`)
  expect([code, stdout]).toEqual([0, expect.stringMatching(/\n0 come, \d+ are here already/)])
})

test('the key is asked for by its name', async () => {
  const { code, stderr } = await runSluice(['move', 'keitaro', '--from', tracker.url])
  expect([code, stderr]).toEqual([2, expect.stringContaining('--key-stdin')])
})

describe('from a tracker that speaks the dialect of our own API', () => {
  let old: Server
  let owner: Admin

  const make = async (path: string, body: object) => {
    const made = await owner.api<{ id: number | string }>('POST', path, body)
    if (made.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(made.body)}`)
    return Number(made.body.id)
  }

  beforeAll(async () => {
    old = await startServer()
    owner = await admin(old)
    const trafficSourceId = await make('/traffic_source', {
      name: 'Native',
      tokens: [{ id: '1', parameter: 'zone', placeholder: '{zone}', name: 'Zone' }],
    })
    const offer = { name: 'Shop', url: 'https://shop.example.net/?z={sub_id_1}', countryCode: 'DE' }
    const offerId = await make('/offer', { offer })
    const offers = [{ offerId, weight: 100 }]
    const paths = [{ name: 'Path', landings: [], offers }]
    const rotationId = await make('/rotation', { name: 'Shared', defaultPaths: paths, rules: [] })
    const criteria = [{ type: 'user_agent', operator: 'is', values: ['Firefox'] }]
    const rules = [{ name: 'Firefox', criteria, paths }]
    const customRotation = { defaultPaths: [], rules }
    await make('/campaign', { name: 'Own', key: 'ownKey42', trafficSourceId, customRotation })
    await make('/campaign', { name: 'Shared', key: 'sharedKey42', trafficSourceId, rotationId })
  }, 60_000)

  test('its links go on working', async () => {
    const words = ['move', 'binom', '--from', old.url, '--key-stdin', '--data', server.dataDir]
    const allowed = ['--outbound-host', '127.0.0.1', '--outbound-port', String(old.port)]
    const { code, stdout, stderr } = await runSluice([...words, ...allowed], owner.key)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('create  rotations  "Shared"')
    expect(stdout).toMatch(/Taken over\.\n$/)
    for (const key of ['ownKey42', 'sharedKey42']) {
      const link = `/click?key=${key}&zone=Z9`
      await until('the server has it', async () => (await ask(link)).status === 302)
      expect((await ask(link)).headers.get('Location')).toBe('https://shop.example.net/?z=Z9')
    }
    const again = await runSluice([...words, ...allowed], owner.key)
    expect(again.stdout).toMatch(/\n0 come, \d+ are here already/)
  })
})
