/** What somebody may not see: he does not refer to it, and of what his campaigns use he hears the names. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../support/management.ts'
import { addPerson, permission } from '../../support/people.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management
const [OPEN, CLOSED, NOWHERE] = [1, 2, 4242]
const GROUP = crypto.randomUUID()
const path = (offerId: number) => ({
  name: 'p',
  landings: [{ id: offerId }],
  offers: [{ offerId }],
})
let key = ''

beforeAll(async () => {
  await call('POST', `/group/offers/${GROUP}`, { name: 'Theirs' })
  await call('POST', '/traffic_source', { name: 'Source' })
  await call('POST', '/affiliate_network', { name: 'Network' })
  for (const name of ['Open', 'Closed']) {
    const paid = { amount: 7, countryCode: 'DE', affiliateNetworkId: 1 }
    await call('POST', '/offer', { name, url: 'https://offer.test/', ...paid })
    const page = { name, url: 'https://page.test/', languageCode: 'DE' }
    await call('POST', '/landing/not_integrated', page)
  }
  await call('POST', `/offer/cap/conversion/${CLOSED}`, { maxCap: 8 })
  await call('POST', `/offer/cap/conversion/${OPEN}`, { maxCap: 9 })
  const customRotation = { defaultPaths: [path(OPEN), path(CLOSED)], rules: [] }
  await call('POST', '/campaign', { name: 'C', trafficSourceId: 1, customRotation })
  const own = (subject: string) => permission(subject, { modifyUuids: ['1'] })
  const permissions = ['campaign', 'offer', 'landing'].map(own)
  ;({ key } = addPerson(management, 'ann', { permissions }))
})

test.each([
  ['POST', '/offer/cap/conversion/1', {}],
  ['PUT', '/offer/cap/conversion/1', {}],
  ['POST', '/offer/change_cap', { ids: [1] }],
] as const)('%s %s gives way to no offer that one may not see', async (method, at, ids) => {
  const answerTo = async (alternativeOfferId: number, by?: string) =>
    (await call(method, at, { ...ids, maxCap: 5, alternativeOfferId }, by)).status
  expect([await answerTo(CLOSED, key), await answerTo(NOWHERE, key)]).toEqual([403, 403])
  expect(await answerTo(NOWHERE)).toBe(400)
  expect(await answerTo(CLOSED)).toBeLessThan(300)
  // What is there already may stay.
  if (method === 'PUT') expect(await answerTo(CLOSED, key)).toBe(200)
  await call('PUT', '/offer/cap/conversion/1', { maxCap: 9, alternativeOfferId: null })
})

test.each(['offer', 'landing'])('a group that one may not see is none for many: %s', async (of) => {
  const answerTo = async (groupUuid: string, by?: string) =>
    (await call('POST', `/${of}/change_group`, { ids: [1], groupUuid }, by)).status
  expect([await answerTo(GROUP, key), await answerTo(crypto.randomUUID(), key)]).toEqual([403, 403])
  expect(await answerTo(crypto.randomUUID())).toBe(400)
})

test('flows name what they lead to, and tell the rest of it to those who may see it', async () => {
  const { body } = await call('GET', '/campaign/1', undefined, key)
  const [open, closed] = body.customRotation.defaultPaths
  expect(open.offers[0]).toMatchObject({
    name: 'Open',
    affiliateNetworkName: 'Network',
    countryCode: 'DE',
    conversionCap: { maxCap: 9 },
    payout: { money: { amount: 7 } },
  })
  expect(closed.offers[0]).toMatchObject({
    name: 'Closed',
    affiliateNetworkName: 'Network',
    countryCode: null,
    conversionCap: null,
    payout: null,
  })
  const languages = [open, closed].map(({ landings }) => [
    landings[0].name,
    landings[0].languageCode,
  ])
  expect(languages).toEqual([
    ['Open', 'DE'],
    ['Closed', null],
  ])
  // What was read can be sent back.
  expect((await call('PUT', '/campaign/1', body, key)).status).toBe(200)
})
