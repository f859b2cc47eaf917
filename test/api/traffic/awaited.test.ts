/** What was parked or waited for a rate counts by itself as soon as it can. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey, reportedMoney } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

let server: Server
let api: Api
let paid: OfferCampaign
let key = ''
let clicks: string[] = []
const told: string[] = []
const receiver = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    told.push(new URL(request.url).search)
    return new Response('ok')
  },
})

beforeAll(async () => {
  const { port } = receiver
  server = await startServer({
    args: ['--outbound-host', '127.0.0.1', '--outbound-port', String(port)],
  })
  api = (await admin(server)).api
  paid = await makeOfferCampaign(api, 'paid')
  const url = `http://127.0.0.1:${port}/?p={payout}&s={status}`
  await api('PATCH', `/campaign/${paid.id}/full`, { postbacks: [{ url }] })
  key = await postbackKey(api)
  clicks = await makeClicks(server.url, 'paid', 5)
}, 30_000)

afterAll(async () => {
  await receiver.stop(true)
  await cleanUp()
})

interface Conversion {
  readonly payout: string
  readonly class: string
  readonly is_pending: boolean
}

async function postback(query: string): Promise<string> {
  return (await fetch(`${server.url}/${key}/postback?${query}`)).text()
}

async function becomes(clickId: string, wanted: Partial<Conversion>): Promise<void> {
  const conversion = async () => (await api<Conversion>('GET', `/conversion/${clickId}`)).body
  await until(`${clickId} is ${JSON.stringify(wanted)}`, async () =>
    Bun.deepMatch(wanted, await conversion()),
  )
}

test('a rejection that came before its sale takes it back', async () => {
  expect(await postback(`subid=${clicks[0]}&status=sale&payout=1&tid=one`)).toBe('Success')
  const rejected = `subid=${clicks[0]}&status=rejected&tid=two`
  expect(await postback(rejected)).toBe('Stored: unknown_tid')
  await api('PATCH', `/offer/${paid.offerId}/full`, { upsell: 'by_tid' })
  expect(await postback(`subid=${clicks[0]}&status=sale&payout=5&tid=two`)).toBe('Success')
  await becomes(clicks[0]!, { payout: '1', class: 'rejected' })
})

test('a payout that can not be read is not needed once the offer has its own', async () => {
  const call = `subid=${clicks[1]}&status=sale&payout=NaN`
  expect(await postback(call)).toBe('Stored: bad_payout')
  const other = `subid=${clicks[2]}&status=sale&payout=3&currency=XX1`
  expect(await postback(other)).toBe('Stored: unknown_currency')
  await api('PATCH', `/offer/${paid.offerId}/full`, { payout: { auto: false, amount: 4 } })
  await becomes(clicks[1]!, { payout: '4', class: 'sale' })
  await becomes(clicks[2]!, { payout: '4', class: 'sale' })
  await api('PATCH', `/offer/${paid.offerId}/full`, { payout: { auto: true, amount: 0 } })
})

test('payouts without a rate count when it is set, and are told then', async () => {
  const before = await reportedMoney(api)
  expect(await postback(`subid=${clicks[3]}&status=lead&payout=10&currency=KGS`)).toBe('Success')
  expect(await postback(`subid=${clicks[3]}&status=sale&payout=20&currency=KGS`)).toBe('Success')
  await becomes(clicks[3]!, { payout: '0', class: 'sale', is_pending: true })
  expect(told.filter((query) => query.endsWith('s=lead'))).toEqual([])
  await api('PATCH', '/settings', { 'conversions.rates': ['KGS=0.5'] })
  await becomes(clicks[3]!, { payout: '10', is_pending: false })
  await until('the source is told', () => told.includes('?p=10&s=sale'))
  expect(told.slice(-2)).toEqual(['?p=5&s=lead', '?p=10&s=sale'])
  await until('reports have it', async () => {
    return (await reportedMoney(api)).revenue === before.revenue + 10
  })
})
