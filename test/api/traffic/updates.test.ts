/** Sub ids that become known later add up, whoever says them, also across restarts. */
import { afterAll, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeCampaign, makeOfferCampaign } from '../../support/api.ts'
import { inTurns, makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

afterAll(cleanUp)

interface Row {
  readonly path: readonly { readonly value: string | null }[]
}

test('updates from pages and networks add up across restarts', async () => {
  let server: Server = await startServer()
  const account = await admin(server)
  await makeCampaign(account.api, { alias: 'plain' })
  const key = await postbackKey(account.api)
  const [clickId = ''] = await makeClicks(server.url, 'plain', 1)
  const fetched = async (path: string) => (await fetch(`${server.url}${path}`)).status
  const restart = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await server.kill(signal)
    server = await startServer({ data: server.dataDir, port: server.port })
  }
  const isKnown = (wanted: readonly (string | null)[]) => {
    const api = apiOf(server, account.key)
    return until(`reports have ${wanted.join()}`, async () =>
      Bun.deepEquals(await subIds(api), wanted),
    )
  }
  const page = (query: string) => fetched(`/?_update_tokens=1&sub_id=${clickId}&${query}`)

  expect(await page('sub_id_1=one')).toBe(200)
  await restart('SIGTERM')
  expect(await page('sub_id_2=two')).toBe(200)
  // Pages do not wait longer than 20 ms for the disk: an answer alone says nothing of a kill.
  await isKnown(['one', 'two', null, null])
  await restart('SIGKILL')
  expect(await fetched(`/${key}/postback?subid=${clickId}&sub_id_3=three`)).toBe(200)
  await restart('SIGKILL')
  expect(await fetched(`/click?upd_clickid=${clickId}&t4=four`)).toBe(200)
  await restart('SIGTERM')
  expect(await page('sub_id_1=')).toBe(200)
  await isKnown([null, 'two', 'three', 'four'])
}, 60_000)

test('a landing’s link carries what was said before, by whom and when ever', async () => {
  let server: Server = await startServer()
  const { api } = await admin(server)
  const url = 'https://offer.test/?c={subid}&1={sub_id_1}&2={sub_id_2}&3={sub_id_3}'
  await makeOfferCampaign(api, 'offers', { url })
  const [clickId = ''] = await makeClicks(server.url, 'offers', 1)
  const goOn = async (more = '') => {
    const address = `${server.url}/click?lp=1&bcid=${clickId}${more}`
    const answer = await fetch(address, { redirect: 'manual' })
    return answer.headers.get('location')?.split(clickId)[1]
  }
  expect(await goOn('&sub_id_1=one')).toBe('&1=one&2=&3=')
  expect(await goOn()).toBe('&1=one&2=&3=')
  await fetch(`${server.url}/?_update_tokens=1&sub_id=${clickId}&sub_id_2=two`)
  expect(await goOn()).toBe('&1=one&2=two&3=')
  await server.kill('SIGTERM')
  server = await startServer({ data: server.dataDir, port: server.port })
  expect(await goOn('&sub_id_3=three')).toBe('&1=one&2=two&3=three')
  expect(await goOn()).toBe('&1=one&2=two&3=three')
}, 60_000)

test('an update says all that was said before it, the external id too', async () => {
  let server: Server = await startServer()
  const account = await admin(server)
  await makeCampaign(account.api, { alias: 'plain' })
  const [clickId = ''] = await makeClicks(server.url, 'plain', 1)
  const fetched = async (path: string) => (await fetch(`${server.url}${path}`)).status
  const restart = async () => {
    await server.kill('SIGTERM')
    server = await startServer({ data: server.dataDir, port: server.port })
  }
  const page = (query: string) => fetched(`/?_update_tokens=1&sub_id=${clickId}&${query}`)
  const isTold = (wanted: (string | null)[]) =>
    until(`reports have ${wanted.join()}`, async () => {
      const told = await subIds(apiOf(server, account.key), 'externalId')
      return Bun.deepEquals(told, wanted)
    })

  expect(await page('sub_id_1=one')).toBe(200)
  await restart()
  expect(await fetched(`/click?upd_clickid=${clickId}&external_id=X`)).toBe(200)
  await isTold(['one', null, null, 'X'])
  await restart()
  expect(await page('sub_id_2=two')).toBe(200)
  await isTold(['one', 'two', null, 'X'])
  await restart()
  const payload = `${clickId}:status=lead:sub_id_3=three\n${clickId}:status=sale:sub_id_1=uno`
  const api = apiOf(server, account.key)
  const imported = await api<{ importId: number }>('POST', '/conversions/import', { payload })
  expect(imported.status).toBe(200)
  await isTold(['uno', 'two', 'three', 'X'])
  expect(await page('sub_id_2=dos')).toBe(200)
  await isTold(['uno', 'dos', 'three', 'X'])
  await api('POST', `/conversions/import/${imported.body.importId}/undo`)
  await isTold(['one', 'dos', null, 'X'])
  expect(await page('sub_id_3=tres')).toBe(200)
  await isTold(['one', 'dos', 'tres', 'X'])
}, 60_000)

test('a page that updates its click without end is stored a thousand times, and told', async () => {
  const server = await startServer()
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'plain' })
  const [clickId = '', other = ''] = await makeClicks(server.url, 'plain', 2)
  const status = async (path: string) => (await fetch(`${server.url}${path}`)).status
  const answers = new Map<number, number>()
  await inTurns(
    Array.from({ length: 1200 }, (_, at) => at),
    16,
    async (at) => {
      const by = [
        `/?_update_tokens=1&sub_id=${clickId}&sub_id_1`,
        `/click?upd_clickid=${clickId}&t1`,
      ]
      const answer = await status(`${by[at % 2]}=${at}`)
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
    },
  )
  expect(new Set(answers.keys())).toEqual(new Set([200, 429]))
  // A minute later it may say something again.
  expect(answers.get(200)).toBeWithin(1000, 1040)
  expect(await status(`/click?upd_clickid=${other}&event1=5`)).toBe(200)
  expect(server.output()).toContain(`More comes for a click than is stored of pages: ${clickId}`)
}, 60_000)

test('updates that change nothing are counted by why', async () => {
  const server = await startServer()
  const fetched = async (path: string) => (await fetch(`${server.url}${path}`)).status
  const unknown = '1jjlqn2cluajkp9edd1o'
  expect(await fetched(`/click?upd_clickid=${unknown}&event1=5`)).toBe(200)
  expect(await fetched(`/click?upd_clickid=${unknown}&event1=five`)).toBe(400)
  expect(await fetched(`/?_update_tokens=1&sub_id=${unknown}&sub_id_1=a`)).toBe(404)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const counted = metrics.match(/(?<=^sluice_refused_click_updates_total).*$/gm)
  expect(counted).toEqual([
    '{reason="unknown_click"} 2',
    '{reason="unreadable"} 1',
    '{reason="wrong_key"} 0',
    '{reason="too_many"} 0',
  ])
})

async function subIds(api: Api, fourth = 'sub_id_4'): Promise<(string | null)[]> {
  const groupings = ['sub_id_1', 'sub_id_2', 'sub_id_3', fourth]
  const query = { period: { preset: 'all_time' }, groupings, measures: ['clicks'] }
  const { body } = await api<{ rows: Row[] }>('POST', '/report/query', query)
  return body.rows.at(-1)?.path.map(({ value }) => value) ?? []
}
