import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../support/management.ts'

/** Bodies that programs for the dialect send, beyond what its documents say. */
const management = openManagement()
afterAll(() => management.close())
const { call } = management
const url = 'https://page.test/'

beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'Source' })
  await call('POST', '/landing/not_integrated', { name: 'Page', url })
  await call('POST', '/offer', { name: 'Offer', url })
})

test('a number where we show an object is skipped like what we do not know', async () => {
  const java = { name: 'O', url, amount: '2.5', currency: 'USD', payout: 3, payoutCurrency: 'USD' }
  const offer = await call('POST', '/offer', { offer: java })
  expect(offer.status).toBe(201)
  const { payout } = (await call('GET', `/offer/${offer.body.id}`)).body.offer
  expect(payout.money).toEqual({ amount: 2.5, currency: 'USD' })

  const python = { name: 'C', trafficSourceId: 1, cost: 0, costModel: 'CPC', amount: 0.1 }
  const campaign = await call('POST', '/campaign', { ...python, hideReferrer: 'NONE' })
  expect(campaign.status).toBe(201)
  const { cost } = (await call('GET', `/campaign/${campaign.body.id}`)).body
  expect(cost).toMatchObject({ model: 'CPC', money: { amount: 0.1 } })
  const wrong = await call('POST', '/offer', { name: 'O', url, payout: { money: { amount: -1 } } })
  expect(Object.keys(wrong.body.errors.fields)).toEqual(['payout.money.amount'])
})

const pathWith = (landings: readonly object[]) => ({
  name: 'R',
  defaultPaths: [{ name: 'p', landings, offers: [{ offerId: 1, weight: 100 }] }],
})

test.each([
  [[{ id: 0, weight: 100 }], []],
  [[{ id: null }, { id: 0, enabled: false }], []],
  [[{ id: 0, weight: 0 }, { id: 1 }], [1]],
  [[{ id: 1 }, { id: 0, enabled: false, weight: 50 }], [1]],
])('landing 0 of a path is none: %j', async (landings, left) => {
  const { status, body } = await call('POST', '/rotation', pathWith(landings))
  expect(status).toBe(201)
  const { defaultPaths } = (await call('GET', `/rotation/${body.id}`)).body
  expect(defaultPaths[0].landings.map(({ id }: { id: number }) => id)).toEqual(left)
})

test('landing 0 of a path beside one is refused if it would have visitors', async () => {
  const { status, body } = await call('POST', '/rotation', pathWith([{ id: 1 }, { id: 0 }]))
  expect([status, body.errors.fields]).toEqual([
    400,
    { 'defaultPaths.0.landings.1.id': ['visitors without a landing need a path of their own'] },
  ])
})
