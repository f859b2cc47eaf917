/** What was agreed decides: the offer of the call, limits of payouts, costs by result. */
import { expect, test } from 'bun:test'

import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, openClerk, WORLD } from '../../support/booking.ts'
import { aCampaign, tablesOf } from '../../support/build.ts'

const onPath = (position: string) => {
  const { clerk } = openClerk()
  const event = aClick(0, { campaignId: 4, flowId: 7, pathId: 8, offerId: 1, networkId: 1 })
  const fields = { status: 'sale', payout: '500', to_offer: position }
  work(clerk, callJob(event, fields, CLICK_TIME + 1))
  const { offerId, networkId, notes } = clerk.conversions.ofClick(0)[0]!
  return { offerId, networkId, notes }
}

test('a conversion belongs to the offer of the path that its call names', () => {
  expect(onPath('2')).toEqual({ offerId: 5, networkId: 2, notes: ['review'] })
  expect(onPath('1')).toEqual({ offerId: 1, networkId: 1, notes: [] })
  expect(onPath('9')).toEqual({ offerId: 1, networkId: 1, notes: ['to_offer_unknown'] })
})

test('a payout above the limit of its offer is marked until it is corrected', () => {
  const { clerk } = openClerk()
  const event = aClick(0, { offerId: 5 })
  const notes = () => clerk.conversions.ofClick(0)[0]?.notes
  work(clerk, callJob(event, { status: 'lead', payout: '100' }, CLICK_TIME + 1))
  expect(notes()).toEqual([])
  work(clerk, callJob(event, { status: 'sale', payout: '100', currency: 'EUR' }, CLICK_TIME + 2))
  expect(notes()).toEqual(['review'])
  work(clerk, callJob(event, { status: 'sale', payout: '99' }, CLICK_TIME + 3))
  expect(notes()).toEqual([])
})

test('a sale without a payout is worth what its offer pays, where its lead was for nothing', () => {
  const worth = (...calls: readonly Record<string, string>[]) => {
    const { clerk } = openClerk()
    calls.forEach((fields, at) => work(clerk, callJob(aClick(0, { offerId: 2 }), fields, at + 1)))
    return clerk.conversions.ofClick(0).map(({ amountMicros }) => amountMicros)
  }
  const free = { status: 'lead', payout: '0' }
  expect(worth(free, { status: 'sale' })).toEqual([3_000_000])
  expect(worth(free, { status: 'sale', payout: '0' }, { status: 'approved' })).toEqual([0])
  expect(worth(free, { status: 'rejected' }, { status: 'lead' })).toEqual([0])
  expect(worth({ status: 'lead', payout: '2' }, { status: 'sale' })).toEqual([2_000_000])
})

test('a payout that is sent again keeps its rate, another one gets that of its day', () => {
  const { clerk } = openClerk()
  const at = (rate: string) => {
    const tables = tablesOf({ ...WORLD, settings: new Map([['conversions.rates', `EUR=${rate}`]]) })
    return { ...clerk, tables: () => tables }
  }
  const amount = () => clerk.conversions.ofClick(0)[0]?.amountMicros
  let time = CLICK_TIME
  const call = (rate: string, status: string, payout: string) => {
    work(at(rate), callJob(aClick(0), { status, payout, currency: 'EUR' }, ++time))
    return amount()
  }
  expect(call('2', 'lead', '10')).toBe(20_000_000)
  expect(call('3', 'sale', '10')).toBe(20_000_000)
  expect(call('3', 'refund', '10')).toBe(20_000_000)
  expect(call('3', 'approved', '10')).toBe(20_000_000)
  expect(call('3', 'confirmed', '11')).toBe(33_000_000)
})

test('a cost that came with a call stays when later calls have none', () => {
  const { clerk } = openClerk()
  const event = aClick(0, { campaignId: 3 })
  const cost = () => clerk.conversions.ofClick(0)[0]?.costMicros
  work(clerk, callJob(event, { status: 'lead', cost: '0.5' }, CLICK_TIME + 1))
  work(clerk, callJob(event, { status: 'sale', payout: '3' }, CLICK_TIME + 2))
  expect(cost()).toBe(500_000)
  work(clerk, callJob(event, { status: 'sale', payout: '4', cost: '0.75' }, CLICK_TIME + 3))
  expect(cost()).toBe(750_000)
})

test('a campaign pays for the conversions of its statuses alone', () => {
  const { clerk } = openClerk()
  const event = aClick(0, { campaignId: 5, offerId: 2, networkId: 0 })
  const costs = () => clerk.conversions.ofClick(0).map(({ costMicros }) => costMicros)
  work(clerk, callJob(event, { status: 'lead', tid: 'a' }, CLICK_TIME + 1))
  expect(costs()).toEqual([0])
  work(clerk, callJob(event, { status: 'FTD', tid: 'a' }, CLICK_TIME + 2))
  expect(costs()).toEqual([2_000_000])
  work(clerk, callJob(event, { status: 'purchase', tid: 'b' }, CLICK_TIME + 3))
  expect(costs()).toEqual([2_000_000, 0])
})

test('what a conversion cost stays when its campaign pays otherwise later', () => {
  const paying = (model: 'CPA' | 'RevShare' | 'CPC', amountMicros: number) => {
    const cost = { model, amountMicros, currency: 'USD', auto: false, trafficLoss: 0 } as const
    const tables = tablesOf({ ...WORLD, campaigns: [{ spec: aCampaign({ id: 3, cost }) }] })
    return { ...openedClerk, tables: () => tables }
  }
  const { clerk: openedClerk } = openClerk()
  const cost = () => openedClerk.conversions.ofClick(0)[0]?.costMicros
  let at = CLICK_TIME
  const call = (clerk: typeof openedClerk, status: string, payout: string) =>
    work(clerk, callJob(aClick(0, { campaignId: 3 }), { status, payout }, ++at))
  call(paying('CPA', 2_000_000), 'lead', '10')
  call(paying('CPA', 3_000_000), 'sale', '10')
  expect(cost()).toBe(2_000_000)
  call(paying('CPC', 100_000), 'sale', '11')
  expect(cost()).toBe(2_000_000)
  call(paying('RevShare', 50_000_000), 'paid', '11')
  expect(cost()).toBe(2_000_000)
  call(paying('RevShare', 50_000_000), 'paid', '12')
  expect(cost()).toBe(6_000_000)
  call(paying('RevShare', 10_000_000), 'confirmed', '12')
  expect(cost()).toBe(6_000_000)
  call(paying('RevShare', 10_000_000), 'refund', '')
  expect(cost()).toBe(0)
})
