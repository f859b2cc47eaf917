import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../support/management.ts'

/** Copies of objects, and one change of many. */
const management = openManagement()
afterAll(() => management.close())
const { call } = management
const NEW = 'https://new.test:8443/'
const GROUP = crypto.randomUUID()
const LANDING_GROUP = crypto.randomUUID()

beforeAll(async () => {
  await call('POST', `/group/offers/${GROUP}`, { name: 'Best' })
  await call('POST', `/group/landings/${LANDING_GROUP}`, { name: 'Best' })
  const tokens = [{ id: '1', parameter: 'zone', placeholder: '{zoneid}', name: 'Zone' }]
  await call('POST', '/traffic_source', { name: 'Source', tokens })
  await call('POST', '/affiliate_network', { name: 'Network', postbackIpWhitelist: ['10.0.0.1'] })
  const url = 'https://page.test/'
  await call('POST', '/landing/not_integrated', { name: 'Page', url })
  await call('POST', '/landing/not_integrated', { name: 'Page 2', url })
  await call('POST', '/offer', { name: 'Offer', url })
  await call('POST', '/offer', { name: 'Offer 2', url })
  const offers = [{ offerId: 1, weight: 100 }]
  await call('POST', '/rotation', { name: 'Shared', defaultPaths: [{ name: 'p', offers }] })
  await call('POST', '/campaign', { name: 'Campaign', trafficSourceId: 1, rotationId: 1 })
})

/** Where the object is read, where a copy is made, and what the copy has not. */
const copied: [base: string, made: string, without: readonly string[]][] = [
  ['/traffic_source', '/traffic_source', ['id', 'name']],
  ['/affiliate_network', '/affiliate_network', ['id', 'name']],
  ['/landing', '/landing/not_integrated', ['id', 'name']],
  ['/rotation', '/rotation', ['id', 'name', 'campaigns', 'rules', 'defaultPaths']],
]

const lacking = (object: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

test.each(copied)('a clone of %s can be edited and posted', async (base, made, without) => {
  const { status, body } = await call('GET', `${base}/1/clone`)
  expect([status, 'id' in body]).toEqual([200, false])
  expect(body.name).toEndWith(' (clone)')
  const posted = await call('POST', made, body)
  expect(posted.status).toBe(201)
  const [before, after] = [
    await call('GET', `${base}/1`),
    await call('GET', `${base}/${posted.body.id}`),
  ]
  expect(lacking(after.body, without)).toEqual(lacking(before.body, without))
  expect((await call('GET', `${base}/4242/clone`)).status).toBe(404)
})

test('a clone of an offer is posted with its payout, a part of which may be written anew', async () => {
  const payout = { amount: 7.5, currency: 'EUR', isAuto: true, isUpsell: true }
  const made = await call('POST', '/offer', { name: 'Paid', url: 'https://paid.test/', ...payout })
  const { offer: clone } = (await call('GET', `/offer/${made.body.id}/clone`)).body
  const copy = await call('POST', '/offer', { offer: clone })
  expect((await call('GET', `/offer/${copy.body.id}`)).body).toEqual({ offer: clone })
  const other = await call('POST', '/offer', {
    offer: { ...clone, amount: 9, payout: clone.payout },
  })
  expect((await call('GET', `/offer/${other.body.id}`)).body.offer.payout).toEqual({
    ...clone.payout,
    money: { amount: 9, currency: 'EUR' },
  })
})

test('a clone of a campaign is posted with its costs and its hiding of referrers', async () => {
  const domainUuid = crypto.randomUUID()
  await call('POST', `/domain/${domainUuid}`, { host: 'copies.test' })
  const costs = { costModel: 'CPM', amount: 2.25, currency: 'EUR', isAuto: true }
  const hiding = { hideReferrerType: 'DOUBLE_META_REFRESH', domainUuid }
  const sent = { name: 'Costly', trafficSourceId: 1, ...costs, ...hiding }
  const made = await call('POST', '/campaign', sent)
  const clone = (await call('GET', `/campaign/${made.body.id}/clone`)).body
  const copy = await call('POST', '/campaign', clone)
  expect(copy.status).toBe(201)
  const { cost, hideReferrer } = (await call('GET', `/campaign/${copy.body.id}`)).body
  expect({ cost, hideReferrer }).toEqual({ cost: clone.cost, hideReferrer: clone.hideReferrer })
  const cheaper = (await call('POST', '/campaign', { ...clone, amount: 1 })).body.id
  expect((await call('GET', `/campaign/${cheaper}`)).body.cost).toEqual({
    ...clone.cost,
    money: { amount: 1, currency: 'EUR' },
  })
})

test('the clone of a rotation has its paths and none of its campaigns', async () => {
  const { body } = await call('GET', '/rotation/1/clone')
  expect(body.campaigns).toEqual([])
  expect(body.defaultPaths[0].offers[0].offerId).toBe(1)
})

const changes: [path: string, body: object, seen: (id: number) => unknown, becomes: unknown][] = [
  ['/offer/change_group', { groupUuid: GROUP }, (id) => offer(id).groupId, GROUP],
  ['/offer/change_group', { groupUuid: 'none' }, (id) => offer(id).groupId, null],
  ['/offer/change_country', { countryCode: 'de' }, (id) => offer(id).country, 'DE'],
  ['/offer/change_country', { countryCode: 'global' }, (id) => offer(id).country, ''],
  ['/landing/change_language', { languageCode: 'fr' }, (id) => landing(id).language, 'FR'],
  ['/landing/change_group', { groupUuid: null }, (id) => landing(id).groupId, null],
  ['/offer/change_domain', { domain: 'new.test:8443' }, (id) => offer(id).url, NEW],
  ['/landing/change_domain', { domain: 'http://New.test:8443/' }, (id) => landing(id).url, NEW],
]
const offer = (id: number) => management.read.offers.find(id)!
const landing = (id: number) => management.read.landings.find(id)!

test.each(changes)('%s with %p changes all that are there', async (path, body, seen, becomes) => {
  const answer = await call('POST', path, { ids: [1, 2, 4242], ...body })
  expect([answer.status, answer.body]).toEqual([200, { failedIds: [4242] }])
  expect([seen(1), seen(2)]).toEqual([becomes, becomes])
})

test('a group or a country that does not exist changes nothing', async () => {
  const groupUuid = crypto.randomUUID()
  expect((await call('POST', '/offer/change_group', { ids: [1], groupUuid })).status).toBe(400)
  const wrong = { ids: [1], countryCode: 'Germany' }
  expect((await call('POST', '/offer/change_country', wrong)).status).toBe(400)
})

test('what names no host stays where it is, and nonsense is no host', async () => {
  const path = 'landers/none/index.html'
  const { body } = await call('POST', '/landing/integrated', { name: 'Files', path })
  const moved = { ids: [body.id], domain: 'new.test' }
  expect((await call('POST', '/landing/change_domain', moved)).body).toEqual({
    failedIds: [body.id],
  })
  for (const domain of [
    '',
    'a b',
    'x',
    'new.test:99999',
    'new.test/path',
    'u@new.test',
    '{x}.test',
  ]) {
    const answer = await call('POST', '/offer/change_domain', { ids: [1], domain })
    expect([domain, answer.status]).toEqual([domain, 400])
  }
})

test('a landing is changed in part, and a word clears', async () => {
  const modify = (body: object) => call('PATCH', '/landing/modify/1', body)
  expect((await modify({ name: 'Renamed', languageCode: 'ru' })).status).toBe(200)
  expect(landing(1)).toMatchObject({ name: 'Renamed', language: 'RU', url: NEW })
  await modify({ languageCode: 'none', location: 'https://else.test/' })
  expect(landing(1)).toMatchObject({ name: 'Renamed', language: '', url: 'https://else.test/' })
  expect((await modify({ groupUuid: LANDING_GROUP })).status).toBe(200)
  await modify({ groupUuid: 'erase' })
  expect(landing(1).groupId).toBe(null)
  expect((await call('PATCH', '/landing/modify/4242', {})).status).toBe(404)
})
