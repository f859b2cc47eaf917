/** Offers by the API: what is left out when one is made. */
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
