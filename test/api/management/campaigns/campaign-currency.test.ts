/** A campaign's costs are in a currency that can be converted; what was stored before stays. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

test('a currency without a rate is refused until there is one', async () => {
  await call('POST', '/traffic_source', { name: 's' })
  await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })
  const pay = (currency: string) =>
    call('PATCH', '/campaign/1/full', { cost: { amount: 1, currency } })
  expect((await pay('EUR')).status).toBe(200)
  const refused = await pay('KGS')
  expect([refused.status, Object.keys(refused.body.errors.fields)]).toEqual([400, ['currency']])
  await call('PATCH', '/settings', { 'conversions.rates': ['KGS=0.011'] })
  expect((await pay('KGS')).status).toBe(200)
  await call('PATCH', '/settings', { 'conversions.rates': [] })
  expect((await call('PATCH', '/campaign/1/full', { name: 'other' })).status).toBe(200)
})
