/** Costs that are a share of the revenue, for whom revenue is kept from: nowhere to be seen. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeOfferCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const WAIT_MS = 30_000
const PASSWORD = 'correct horse battery'
let server: Server
let api: Api
let hidden: Api
let click = ''

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  const key = await postbackKey(api)
  const shared = await makeOfferCampaign(api, 'shared')
  const fixed = await makeOfferCampaign(api, 'fixed')
  const setCost = (id: number, cost: object) => api('PATCH', `/campaign/${id}/full`, { cost })
  await setCost(shared.id, { model: 'RevShare', amount: 50 })
  await setCost(fixed.id, { model: 'CPA', amount: 3 })
  ;[click = ''] = await makeClicks(server.url, 'shared', 1)
  const [other = ''] = await makeClicks(server.url, 'fixed', 1)
  for (const id of [click, other])
    await fetch(`${server.url}/${key}/postback?subid=${id}&payout=10`)
  const user = { login: 'buyer', password: PASSWORD, role: 'user' }
  const made = await api<{ user_id: number }>('POST', '/user/create', user)
  const id = made.body.user_id
  await api('PUT', `/user/${id}/hide_profit`, { hideProfit: true })
  const permissions = [{ subject: 'campaign', accessLevel: 'READ' }]
  await api('PUT', `/user/${id}/permissions`, { permissions })
  await api('PUT', `/identity/api_key/refresh/${id}`)
  const [own] = (await api<{ apiKey: string }[]>('GET', `/identity/api_key/${id}`)).body
  hidden = apiOf(server, own!.apiKey)
  await until('the costs are in reports', async () => (await costs(api, 'campaign'))[0] === 8)
}, WAIT_MS)

afterAll(cleanUp)

interface Answer {
  readonly rows: readonly { readonly m: { readonly cost: number } }[]
  readonly totals: { readonly cost: number }
}

/** The total, then the rows. */
async function costs(by: Api, dimension: string, more: object = {}) {
  const query = { period: { preset: 'today' }, groupings: [dimension], measures: ['cost'] }
  const { body } = await by<Answer>('POST', '/report/query', { ...query, ...more })
  return [body.totals.cost, ...body.rows.map(({ m }) => m.cost).toSorted((a, b) => b - a)]
}

test('reports have those that tell nothing, in rows, totals, filters and groups', async () => {
  expect(await costs(api, 'campaign')).toEqual([8, 5, 3])
  expect(await costs(hidden, 'campaign')).toEqual([3, 3, 0])
  expect(await costs(hidden, 'clickCost')).toEqual([3, 3, 0])
  const above = { filters: [{ field: 'cost', op: 'gt', value: 3 }] }
  expect(await costs(api, 'campaign', above)).toEqual([5, 5])
  expect(await costs(hidden, 'campaign', above)).toEqual([0])
})

test('so have lists, the log, a timeline and files', async () => {
  const told = async (path: string) => JSON.stringify((await hidden('GET', path)).body)
  for (const path of [
    '/stats/campaign?datePreset=today',
    '/clicklog?datePreset=today',
    `/click/${click}/timeline`,
    `/click/${click}`,
    '/report/campaign?ids[]=1&ids[]=2&datePreset=today&groupings[]=days',
    '/trends?datePreset=today&grouping=days',
  ])
    expect([path, /"cost":"?(5|8)\b/.test(await told(path))]).toEqual([path, false])
  expect(await told('/stats/campaign?datePreset=today')).toContain('"cost":"3"')
  const file = { period: { preset: 'today' }, groupings: ['campaign'], measures: ['cost'] }
  const { body } = await hidden<string>('POST', '/report/export', file)
  expect([/[,"](5|8)\b/m.test(body), /,3\b/.test(body)]).toEqual([false, true])
  const log = await hidden<string>('GET', '/clicklog/export?datePreset=today')
  expect(typeof log.body === 'string' && /,5[,"]/.test(log.body)).toBe(false)
})
