/** Sub ids that become known later add up, whoever says them, also across restarts. */
import { afterAll, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
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
  const page = (query: string) => fetched(`/?_update_tokens=1&sub_id=${clickId}&${query}`)

  expect(await page('sub_id_1=one')).toBe(200)
  await restart('SIGTERM')
  expect(await page('sub_id_2=two')).toBe(200)
  await restart('SIGKILL')
  expect(await fetched(`/${key}/postback?subid=${clickId}&sub_id_3=three`)).toBe(200)
  await restart('SIGKILL')
  expect(await fetched(`/click?upd_clickid=${clickId}&t4=four`)).toBe(200)
  await restart('SIGTERM')
  expect(await page('sub_id_1=')).toBe(200)

  const api = apiOf(server, account.key)
  const wanted = [null, 'two', 'three', 'four']
  await until('reports have all of them', async () => Bun.deepEquals(await subIds(api), wanted))
}, 60_000)

async function subIds(api: Api): Promise<(string | null)[]> {
  const groupings = ['sub_id_1', 'sub_id_2', 'sub_id_3', 'sub_id_4']
  const query = { period: { preset: 'all_time' }, groupings, measures: ['clicks'] }
  const { body } = await api<{ rows: Row[] }>('POST', '/report/query', query)
  return body.rows.at(-1)?.path.map(({ value }) => value) ?? []
}
