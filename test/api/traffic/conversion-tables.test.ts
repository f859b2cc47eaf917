/** Tables of conversions over HTTP: what they leave open is asked, what is not read is told. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeCampaign, makeOfferCampaign } from '../../support/api.ts'
import { makeClicks } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

const WAIT_MS = 30_000
let server: Server
let api: Api
let clicks: string[] = []

interface Uploaded {
  readonly results: readonly { readonly result: string; readonly cause: string }[]
  readonly unmapped: readonly object[]
  readonly ignored: readonly object[]
}

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  await makeCampaign(api, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
  clicks = await makeClicks(server.url, 'paid', 2)
}, WAIT_MS)

afterAll(cleanUp)

test('a status that nobody has mapped counts for nothing, until it is mapped or taken as a label', async () => {
  const { networkId } = await makeOfferCampaign(api, 'mapped')
  const [one = '', two = ''] = await makeClicks(server.url, 'mapped', 2)
  const payload = `subid,status,payout,Note\n${one},Отказ,5,x\n${two},отказ,6,\n${clicks[0]},?!,1,`
  const upload = (more: object) =>
    api<Uploaded>('POST', '/conversions/import', { payload, dryRun: true, ...more })
  const { body } = await upload({})
  expect(body.results.map(({ cause }) => cause)).toEqual(Array(3).fill('unmapped_status'))
  expect(body.unmapped).toEqual([
    { status: 'Отказ', networkId, lines: 2 },
    { status: '?!', networkId: 0, lines: 1 },
  ])
  expect(body.ignored).toEqual([{ column: 'note', lines: 1 }])
  await api('PUT', `/affiliate_network/${networkId}/status_map`, { Отказ: 'rejected' })
  const mapped = await upload({ dryRun: false })
  const said = mapped.body.results.map(({ result, cause }) => cause || result)
  expect(said).toEqual(['accepted', 'accepted', 'unmapped_status'])
  expect((await api('GET', `/conversion/${one}`)).body).toMatchObject({ class: 'rejected' })
  const labels = await upload({ unmapped: 'label' })
  expect(labels.body.results[2]).toMatchObject({ cause: '' })
})

test('a table whose dates may have the day or the month first is asked about', async () => {
  const payload = `subid,payout,time\n${clicks[1]},1,05/06/2026\n${clicks[1]},1,06/05/2026`
  const upload = (more: object) =>
    api('POST', '/conversions/import', { payload, dryRun: true, ...more })
  const problem = 'must be said, day_first or month_first: 05/06/2026 may be either'
  expect(await upload({})).toMatchObject({
    status: 400,
    body: { errors: { fields: { dates: [problem] } } },
  })
  expect((await upload({ dates: 'day_first' })).status).toBe(200)
  expect((await upload({ payload: payload.replace('06/05', '13/05') })).status).toBe(200)
})
