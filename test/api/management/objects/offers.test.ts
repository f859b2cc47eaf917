/** Offers by the API: what is left out when one is made, and what is wrong with one that is changed. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

test('money without a currency is in that of the installation, of offers as of campaigns', async () => {
  await call('PATCH', '/settings', { currency: 'EUR' })
  await call('POST', '/traffic_source', { name: 'Source' })
  const campaign = { name: 'Campaign', trafficSourceId: 1, amount: 0.2 }
  const { id: campaignId } = (await call('POST', '/campaign', campaign)).body
  expect((await call('GET', `/campaign/${campaignId}`)).body.cost.money).toEqual({
    amount: 0.2,
    currency: 'EUR',
  })
  const offer = { name: 'Offer', url: 'https://offer.test/', amount: 7 }
  const { id } = (await call('POST', '/offer', { offer })).body
  const payout = async () => (await call('GET', `/offer/${id}`)).body.offer.payout.money
  expect(await payout()).toEqual({ amount: 7, currency: 'EUR' })
  await call('PUT', `/offer/${id}`, { offer: { ...offer, currency: 'PLN' } })
  await call('PUT', `/offer/${id}`, { offer: { ...offer, amount: 8 } })
  expect(await payout()).toEqual({ amount: 8, currency: 'PLN' })
})

test.each([
  [{ offer: { currency: 'nonsense' } }, 'offer.currency'],
  [{ offer: { name: 'Other', isAuto: 'maybe' } }, 'offer.isAuto'],
  [{ offer: { name: 'Other', affiliateNetworkId: 'abc' } }, 'offer.affiliateNetworkId'],
  [{ offer: { name: 'Other', amount: {} }, name: 'Other', url: 'https://x.test/' }, 'offer.amount'],
  [{ offer: 'Other' }, 'offer'],
  [{ offer: null }, 'offer'],
  [{ name: 'Other', amount: {} }, 'amount'],
])('%j is refused, in whichever form it comes', async (body, field) => {
  const made = await call('POST', '/offer', { name: 'Kept', url: 'https://offer.test/' })
  const answers = [
    await call('PUT', `/offer/${made.body.id}`, body),
    await call('POST', '/offer', body),
  ]
  expect(answers.map(({ status }) => status)).toEqual([400, 400])
  expect(Object.keys(answers[0]!.body.errors.fields)).toEqual([field])
  expect((await call('GET', `/offer/${made.body.id}`)).body.offer.name).toBe('Kept')
})
