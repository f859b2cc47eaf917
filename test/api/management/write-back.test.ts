/** What a program reads and writes back stays as it is, and what nothing is said of, too. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'Source' })
  await call('POST', '/affiliate_network', { name: 'Network' })
  await call('POST', '/landing/not_integrated', { name: 'Landing', url: 'https://page.test/' })
  await call('POST', '/offer', { name: 'Offer', url: 'https://offer.test/' })
  await call('POST', '/rotation', { name: 'Rotation' })
  await call('POST', '/campaign', { name: 'Campaign', trafficSourceId: 1, key: 'go' })
})

async function writtenBack(path: string) {
  const before = (await call('GET', `${path}/full`)).body
  const { status } = await call('PUT', path, (await call('GET', path)).body)
  const after = (await call('GET', `${path}/full`)).body
  return { status, before, after }
}

const postback = (word: string, statuses: readonly string[]) => ({
  url: `https://source.test/${word}?id={external_id}`,
  statuses,
})

test('the general postback of a campaign keeps its place among the others', async () => {
  const postbacks = [postback('sale', ['sale']), postback('all', []), postback('lead', ['lead'])]
  await call('PATCH', '/campaign/1/full', { postbacks })
  const { status, before, after } = await writtenBack('/campaign/1')
  expect([status, after.postbacks]).toEqual([200, before.postbacks])
  const s2sPostback = 'https://source.test/other'
  await call('PUT', '/campaign/1', { campaignSettings: { s2sPostback } })
  const urls = async () =>
    (await call('GET', '/campaign/1/full')).body.postbacks.map((one: { url: string }) => one.url)
  expect(await urls()).toEqual([postbacks[0]!.url, s2sPostback, postbacks[2]!.url])
  await call('PUT', '/campaign/1', { campaignSettings: { s2sPostback: null } })
  expect(await urls()).toEqual([postbacks[0]!.url, postbacks[2]!.url])
})

test('parameters of a source that the dialect lacks keep their place among its tokens', async () => {
  const parameter = (field: string) => ({ field, label: '', alias: field, placeholder: '{x}' })
  const fields = ['keyword', 'sub_id_2', 'ad_campaign_id', 'creative_id', 'cost', 'source']
  await call('PATCH', '/traffic_source/1/full', { parameters: fields.map(parameter) })
  const { status, before, after } = await writtenBack('/traffic_source/1')
  expect([status, after.parameters]).toEqual([200, before.parameters])
  const shown = async (tokens: readonly { id: string }[]) => {
    await call('PUT', '/traffic_source/1', { tokens })
    const { parameters } = (await call('GET', '/traffic_source/1/full')).body
    return parameters.map(({ field }: { field: string }) => field)
  }
  const turned = ['keyword', 'cost', 'source', 'sub_id_2', 'ad_campaign_id', 'creative_id']
  expect(await shown([{ id: 'cost' }, { id: '2' }])).toEqual(turned)
  const left = ['keyword', 'ad_campaign_id', 'creative_id', 'sub_id_3']
  expect(await shown([{ id: '3' }])).toEqual(expect.arrayContaining(left))
})

test('an offer with an action of its own needs no address', async () => {
  const action = { key: 'show_text', payload: 'Hello' }
  await call('PATCH', '/offer/1/full', { url: '', action })
  const { status, before, after } = await writtenBack('/offer/1')
  expect([status, after]).toEqual([200, before])
  await call('PATCH', '/offer/1/full', { url: 'https://offer.test/', action: null })
  const { body } = await call('PUT', '/offer/1', { offer: { url: '' } })
  expect(Object.keys(body.errors.fields)).toEqual(['url'])
})

test('a landing that is an action stays one, unless another place is sent', async () => {
  const url = 'https://page.test/'
  const action = { key: 'show_text', payload: 'Hello' }
  await call('PATCH', '/landing/1/full', { kind: 'action', url, action })
  const { status, before, after } = await writtenBack('/landing/1')
  expect([status, after]).toEqual([200, before])
  await call('PUT', '/landing/1', { languageCode: 'DE' })
  expect((await call('GET', '/landing/1/full')).body).toMatchObject({ kind: 'action', url, action })
  await call('PUT', '/landing/1', { location: 'https://other.test/' })
  expect((await call('GET', '/landing/1/full')).body).toMatchObject({
    kind: 'external',
    url: 'https://other.test/',
  })
})

const named: [path: string, name: string, nameIn: (body: { offer?: object }) => object][] = [
  ['/campaign/1', 'Campaign', (body) => body],
  ['/rotation/1', 'Rotation', (body) => body],
  ['/offer/1', 'Offer', ({ offer = {} }) => offer],
  ['/landing/1', 'Landing', (body) => body],
  ['/affiliate_network/1', 'Network', (body) => body],
  ['/traffic_source/1', 'Source', (body) => body],
]

test.each(named)('%s keeps its name when none is sent, or an empty one', async (path, name, of) => {
  for (const empty of [{}, { name: null }, { name: '' }]) {
    expect((await call('PUT', path, empty)).status).toBe(200)
    expect(of((await call('GET', path)).body)).toMatchObject({ name })
  }
  expect((await call('PUT', path, { name: ' ' })).status).toBe(400)
  expect((await call('PUT', `${path}/rename`, { name: '' })).status).not.toBe(200)
})

test('null clears each of the settings of a campaign, what is left out stays', async () => {
  const texts = { appendToCampaignUrl: 'a=1', appendToOfferUrl: 'b=2', appendToLandingUrl: 'c=3' }
  const numbers = { ea: 7, postbackPercent: 50, payoutPercent: 60, trafficLossPercent: 5 }
  const settings = { s2sPostback: 'https://source.test/', ...texts, ...numbers }
  const shown = async () => (await call('GET', '/campaign/1')).body.campaignSettings
  await call('PUT', '/campaign/1', { campaignSettings: settings })
  await call('PUT', '/campaign/1', { campaignSettings: {} })
  expect(await shown()).toEqual(settings)
  const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, null]))
  await call('PUT', '/campaign/1', { campaignSettings: nothing })
  const { body } = await call('POST', '/campaign', { name: 'New', trafficSourceId: 1 })
  const fresh = (await call('GET', `/campaign/${body.id}`)).body.campaignSettings
  expect(await shown()).toEqual(fresh)
})
