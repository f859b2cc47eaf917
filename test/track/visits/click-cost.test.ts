/** Costs of clicks are added up as they are stored: so they are in one currency, or nothing. */
import { expect, test } from 'bun:test'

import { Flag } from '../../../src/core/event.ts'
import type { Cost } from '../../../src/core/model.ts'
import { confirmedCost, costInBase } from '../../../src/track/visits/click-cost.ts'
import { aCampaign, tablesOf } from '../../support/build.ts'

const RATES = [
  ['currency', 'USD'],
  ['conversions.rates', 'EUR=2'],
] as const
const tables = tablesOf({ settings: new Map(RATES) })
const small = tablesOf({ settings: new Map([['currency', 'VND']]) })
const CLICK = { uniqueInCampaign: true, exempt: false, provisional: false }
const IN_EUROS: Cost = {
  model: 'CPC',
  amountMicros: 300_000,
  currency: 'EUR',
  auto: true,
  trafficLoss: 0,
}

test.each<[what: string, sent: [cost: string, currency: string], is: [number, string]]>([
  ['the campaign’s own', ['', ''], [600_000, 'rule']],
  ['what was sent, in the campaign’s currency', ['0.5', ''], [1_000_000, 'macro']],
  ['in one of its own', ['0.5', 'usd'], [500_000, 'macro']],
  ['in roubles by their old code', ['159', 'rur'], [2_000_000, 'macro']],
  ['in one without a rate', ['0.5', 'XPF'], [0, 'no_rate']],
  ['in none', ['0.5', '__proto__'], [0, 'no_rate']],
  ['nothing', ['0', 'XPF'], [0, 'macro']],
  ['no amount', ['cheap', 'EUR'], [0, 'none']],
])('%s: %j', (_, [cost, currency], [micros, origin]) => {
  const found = costInBase(tables, IN_EUROS, { cost, currency }, CLICK)
  expect(found).toMatchObject({ micros, origin, currency: 'USD' } as typeof found)
})

test('more than can be counted is none', () => {
  const found = costInBase(small, IN_EUROS, { cost: '1000000000', currency: 'USD' }, CLICK)
  expect(found).toMatchObject({ micros: 0, currency: 'VND', origin: 'no_rate' })
})

test.each<[query: string, parentCampaignId: number, is: [number, string]]>([
  ['cost=0.5&currency=USD', 0, [500_000, 'macro']],
  ['bid=0.5', 0, [1_000_000, 'macro']],
  ['', 0, [600_000, 'rule']],
  ['', 7, [0, 'none']],
  ['bid=0.5', 7, [0, 'macro']],
])(
  'a click that was only looked ahead at: %j, from campaign %d',
  (rawQuery, parentCampaignId, is) => {
    const parameters = [{ field: 'cost', label: '', alias: 'bid', placeholder: '' }]
    const world = { campaigns: [{ spec: aCampaign({ cost: IN_EUROS, parameters }) }] }
    const campaign = tablesOf(world).campaign(1)!
    const flags = Flag.provisional | Flag.uniqueCampaign
    const { micros, origin } = confirmedCost(tables, campaign, {
      rawQuery,
      flags,
      parentCampaignId,
    })
    expect<[number, string]>([micros, origin]).toEqual(is)
  },
)

test('a robot’s that turns out to count costs nothing where robots are free', () => {
  const campaign = tablesOf({ campaigns: [{ spec: aCampaign({ cost: IN_EUROS }) }] }).campaign(1)!
  const free = tablesOf({ settings: new Map([...RATES, ['bots_free', '1']]) })
  const click = { rawQuery: '', flags: Flag.provisional | Flag.bot, parentCampaignId: 0 }
  expect(confirmedCost(tables, campaign, click).micros).toBe(600_000)
  expect(confirmedCost(free, campaign, click).micros).toBe(0)
})
