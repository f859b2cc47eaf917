import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

/** One change of many campaigns. */
const management = openManagement()
afterAll(() => management.close())
const { call, read } = management
const [FROM, TO] = [crypto.randomUUID(), crypto.randomUUID()]

beforeAll(async () => {
  await call('POST', `/domain/${FROM}`, { host: 'from.test' })
  await call('POST', `/domain/${TO}`, { host: 'to.test' })
  await call('POST', '/traffic_source', {
    name: 'Source',
    tokens: [
      { id: '1', parameter: 'zone', placeholder: '{z}', name: 'Zone' },
      { id: '2', parameter: 'site', placeholder: '{s}', name: '' },
      { id: 'cost', parameter: 'bid', placeholder: '{b}', name: 'Bid' },
    ],
  })
  await call('POST', '/offer', { name: 'O', url: 'https://o.test/' })
  await call('POST', '/rotation', { name: 'R', defaultPaths: [] })
  for (const domainUuid of [FROM, FROM, TO]) {
    await call('POST', '/campaign', { name: 'C', trafficSourceId: 1, domainUuid })
  }
})

const post = async (path: string, body: object) => {
  const answer = await call('POST', path, body)
  return [answer.status, answer.body]
}
const campaign = (id: number) => read.campaigns.find(id)!
const DONE = [200, { failedIds: [4242] }]

test('settings are changed by their names, by themselves or under one', async () => {
  const ids = [1, 2, 4242]
  const flat = { ids, appendToOfferUrl: 'a=1', trafficLossPercent: 5 }
  expect(await post('/campaign/change_setting', flat)).toEqual(DONE)
  const nested = { ids, campaignSettings: { ea: 7 }, hideReferrerType: 'meta_refresh' }
  expect(await post('/campaign/change_setting', nested)).toEqual(DONE)
  expect(campaign(2)).toMatchObject({
    appendToOfferUrl: 'a=1',
    eventWeight: 7,
    offerRedirect: 'meta',
    cost: { trafficLoss: 5 },
  })
  expect(campaign(3).appendToOfferUrl).toBe('')
})

test('binding and flows are changed together', async () => {
  const path = '/campaign/change_traffic_distribution_info'
  const ids = [1, 2, 4242]
  const own = { defaultPaths: [{ name: 'p', offers: [{ offerId: 1 }] }] }
  const fixed = { ids, distributionType: 'FIX_ON_PATH', customRotation: own }
  expect(await post(path, fixed)).toEqual(DONE)
  expect(campaign(2).binding).toBe('flow')
  expect(read.flowSets.find('campaign', 2)?.flows[0]?.paths[0]?.offers[0]?.offerId).toBe(1)
  expect(await post(path, { ids, trafficDistributionInfo: { rotationId: 1 } })).toEqual(DONE)
  expect([campaign(1).rotationId, campaign(1).binding]).toEqual([1, 'flow'])
  expect(await post(path, { ids, rotationId: null, customRotation: own })).toEqual(DONE)
  expect(campaign(1).rotationId).toBe(null)
  expect((await call('POST', path, { ids, rotationId: 99 })).status).toBe(400)
})

describe('what is wrong with binding and flows is told by its field', () => {
  const path = '/campaign/change_traffic_distribution_info'
  const noOffer = { rules: [{ paths: [{ offers: [{ offerId: 77 }] }] }] }
  const field = 'customRotation.rules.0.paths.0.offers.0.offerId'

  test.each([
    [{ rotationId: null, customRotation: noOffer }, field],
    [
      { trafficDistributionInfo: { rotationId: null, customRotation: noOffer } },
      `trafficDistributionInfo.${field}`,
    ],
    [{ rotationId: 99 }, 'rotationId'],
    [{ trafficDistributionInfo: { rotationId: 99 } }, 'trafficDistributionInfo.rotationId'],
    [{ customRotation: { rules: 'all' } }, 'customRotation.rules'],
  ])('%j is refused, and nothing is changed', async (change, name) => {
    const before = read.flowSets.find('campaign', 1)
    const { status, body } = await call('POST', path, { ids: [1, 2, 4242], ...change })
    expect([status, Object.keys(body.errors.fields)]).toEqual([400, [name]])
    expect(read.flowSets.find('campaign', 1)).toEqual(before)
  })

  test('also where it is wrong for some campaigns only', async () => {
    const toFirst = { defaultPaths: [{ name: 'p', offers: [{ campaignId: 1 }] }] }
    const ids = [1, 2, 4242]
    expect(await post(path, { ids, rotationId: null, customRotation: toFirst })).toEqual([
      200,
      {
        failedIds: [1, 4242],
        fields: { customRotation: ['campaigns would lead in a circle'] },
      },
    ])
    expect(read.flowSets.find('campaign', 2)?.flows[0]?.paths[0]?.offers[0]?.campaignId).toBe(1)
  })

  test('nobody learns of flows he may not change', async () => {
    const permissions = [{ subject: 'campaign', accessLevel: 'READ' }]
    const made = { login: 'reader', password: 'long enough', role: 'user', permissions }
    const { user_id: id } = (await call('POST', '/user/create', made)).body
    const key = (await call('GET', `/identity/api_key/${id}`)).body[0].apiKey as string
    const answer = await call('POST', path, { ids: [1], customRotation: noOffer }, key)
    expect([answer.status, answer.body]).toEqual([200, { failedIds: [1] }])
  })
})

test('all campaigns of a domain move to another one', async () => {
  const move = { domainUuid: FROM, toDomainUuid: TO }
  expect(await post('/campaign/switch_domain', move)).toEqual([200, { failedIds: [] }])
  expect([1, 2, 3].map((id) => campaign(id).domainId)).toEqual([TO, TO, TO])
  const unknown = { domainUuid: FROM, toDomainUuid: crypto.randomUUID() }
  expect((await call('POST', '/campaign/switch_domain', unknown)).status).toBe(400)
})

test('sources of campaigns are counted', async () => {
  const { body } = await call('GET', '/campaign/traffic_source/list')
  expect(body).toEqual([{ id: 1, name: 'Source', campaignsCount: 3 }])
})

test('a source adds its tokens to the criteria', async () => {
  const { body } = await call('GET', '/rotation_custom_rules/1')
  expect(body).toEqual([
    { id: 'token_1', name: 'Zone' },
    { id: 'token_2', name: 'site' },
  ])
  expect((await call('GET', '/rotation_custom_rules/9')).status).toBe(404)
})

test('a change of more campaigns than go in one step reaches all', async () => {
  for (let made = 3; made < 230; made++) {
    await call('POST', '/campaign', { name: 'Many', trafficSourceId: 1 })
  }
  const ids = Array.from({ length: 231 }, (_, at) => at + 1)
  const change = { ids, appendToLandingUrl: 'm=1' }
  expect(await post('/campaign/change_setting', change)).toEqual([200, { failedIds: [231] }])
  expect(read.campaigns.list('all').every((c) => c.appendToLandingUrl === 'm=1')).toBe(true)
  expect(management.routing.current().campaign(230)?.spec.appendToLandingUrl).toBe('m=1')
})
