/** Amounts without a rate are in no sum, and reports that lack them say so to whoever may see them. */
import { afterAll, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeOfferCampaign } from '../../../support/api.ts'
import { makeClicks, postbackKey } from '../../../support/postbacks.ts'
import { cleanUp, startServer } from '../../../support/server.ts'

afterAll(cleanUp)

test('a report names what waits for a rate', async () => {
  const server = await startServer()
  const account = await admin(server)
  const api: Api = apiOf(server, account.key)
  await makeOfferCampaign(api, 'paid')
  const key = await postbackKey(api)
  const clicks = await makeClicks(server.url, 'paid', 3)
  for (const [at, currency] of ['XPF', 'XPF', 'USD'].entries()) {
    const query = `subid=${clicks[at]}&payout=${at + 1}.5&currency=${currency}`
    await fetch(`${server.url}/${key}/postback?${query}`)
  }
  const warnings = async (body: object) => {
    const found = await api<{ meta: { warnings: string[] } }>('POST', '/report/query', body)
    return found.body.meta.warnings
  }
  const SAID = ['in no sum for want of a rate: 4 XPF (conversions: 2)']
  expect(await warnings({ measures: ['revenue'] })).toEqual(SAID)
  expect(await warnings({ measures: ['roi'], timeBasis: 'event' })).toEqual(SAID)
  expect(await warnings({ measures: ['clicks', 'cost'] })).toEqual([])
  expect(await warnings({ measures: ['revenue'], period: { preset: 'yesterday' } })).toEqual([])
  expect(await warnings({ measures: ['revenue'], period: { preset: 'all_time' } })).toEqual(SAID)
}, 60_000)
