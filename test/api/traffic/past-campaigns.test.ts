/** Clicks go on earning and costing when their campaign is archived, and the source that sent them is told. */
import { afterAll, expect, test } from 'bun:test'

import { admin, makeOfferCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const told: string[] = []
const receiver = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    told.push(decodeURIComponent(new URL(request.url).search))
    return new Response('ok')
  },
})
afterAll(async () => {
  await receiver.stop(true)
  await cleanUp()
})

const args = ['--outbound-host', '127.0.0.1', '--outbound-port', String(receiver.port)]

test('an archived campaign costs what it did, and its source is told', async () => {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const campaign = await makeOfferCampaign(api, 'gone', { isUpsell: false })
  const url = `http://127.0.0.1:${receiver.port}/?s={status}&n={campaign_name}&t={traffic_source_name}`
  const changes = { cost: { model: 'CPA', amount: 5 }, postbacks: [{ url }] }
  expect((await api('PATCH', `/campaign/${campaign.id}/full`, changes)).status).toBe(200)
  const [before = '', after = ''] = await makeClicks(server.url, 'gone', 2)
  const key = await postbackKey(api)
  const call = async (clickId: string, status: string) => {
    const path = `${server.url}/${key}/postback?subid=${clickId}&status=${status}&payout=10`
    expect(await (await fetch(path)).text()).toBe('Success')
  }
  const money = async () =>
    (
      await api<{ totals: object }>('POST', '/report/query', {
        measures: ['cost', 'revenue_hold', 'revenue_confirmed'],
      })
    ).body.totals

  await call(before, 'lead')
  expect((await api('DELETE', `/campaign/${campaign.id}`)).status).toBe(200)
  await call(before, 'sale')
  await call(after, 'lead')
  const wanted = { cost: 10, revenue_hold: 10, revenue_confirmed: 10 }
  await until('it is reported', async () => Bun.deepEquals(await money(), wanted))
  const named = '&n=Campaign gone&t=Source of gone'
  await until('all is told', () => told.length === 3)
  expect(told.toSorted()).toEqual([`?s=lead${named}`, `?s=lead${named}`, `?s=sale${named}`])
}, 60_000)

test('the source that sent the visitor is told, not the one that the campaign has by now', async () => {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const { id, alias } = await makeOfferCampaign(api, 'moved')
  const at = (name: string) =>
    `http://127.0.0.1:${receiver.port}/?to=${name}&t={traffic_source_name}`
  const campaign = await api<{ sourceId: number }>('GET', `/campaign/${id}/full`)
  const { sourceId } = campaign.body
  await api('PATCH', `/traffic_source/${sourceId}/full`, { postbackUrl: at('first') })
  const other = await api<{ id: number }>('POST', '/traffic_source', { name: 'Second' })
  await api('PATCH', `/traffic_source/${other.body.id}/full`, { postbackUrl: at('second') })
  const [before = ''] = await makeClicks(server.url, alias, 1)
  const moved = await api('PATCH', `/campaign/${id}/full`, { sourceId: other.body.id })
  expect(moved.status).toBe(200)
  const [after = ''] = await makeClicks(server.url, alias, 1)
  const key = await postbackKey(api)
  told.length = 0
  for (const clickId of [before, after]) {
    await fetch(`${server.url}/${key}/postback?subid=${clickId}&status=sale`)
  }
  await until('both are told', () => told.length === 2)
  expect(told.toSorted()).toEqual(['?to=first&t=Source of moved', '?to=second&t=Second'])
}, 60_000)
