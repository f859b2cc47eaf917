import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { clickCost, isUnreadableCost } from '../../src/core/click-cost.ts'
import type { Cost } from '../../src/core/model.ts'
import { formatMoney, parseMoney, parseSignedMoney } from '../../src/core/money.ts'
import { someParameters } from '../support/build.ts'

const amounts: Record<string, number | null> = {
  '12.5': 12_500_000,
  '12,5': 12_500_000,
  '12,50': 12_500_000,
  '0.0000015': 2,
  '.5': 500_000,
  '5.': null,
  ' 7 ': 7_000_000,
  $3: 3_000_000,
  '3 €': 3_000_000,
  '₽ 1.1': 1_100_000,
  '1000000000': 1_000_000_000_000_000,
  '1000000000.000001': null,
  '0': 0,
  '12,500': null,
  '1,234.5': null,
  '1.2.3': null,
  '-1': null,
  '+1': null,
  '1e3': null,
  '0x10': null,
  NaN: null,
  Infinity: null,
  '': null,
  $: null,
  '.': null,
  '{cost}': null,
  $$1: null,
  '1 USD': null,
  '١٢': null,
  [`0.${'1'.repeat(70)}`]: null,
}

test.each(Object.entries(amounts))('%p as money', (text, micros) => {
  expect(parseMoney(text)).toBe(micros)
})

test('a minus is for those who ask for it', () => {
  expect(['-12.5', '5', '-0', '--1', '-'].map(parseSignedMoney)).toEqual([
    -12_500_000,
    5_000_000,
    0,
    null,
    null,
  ])
})

test('money is written without exponent and read back', () => {
  expect([1, 12_500, -3_000_000, 0, 1_000_000_000_000_000].map(formatMoney)).toEqual([
    '0.000001',
    '0.0125',
    '-3',
    '0',
    '1000000000',
  ])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000_000_000 }), (micros) => {
      expect(parseMoney(formatMoney(micros))).toBe(micros)
    }),
  )
})

const cost = (differs: Partial<Cost>): Cost => ({
  model: 'CPC',
  amountMicros: 300_000,
  currency: 'USD',
  auto: false,
  trafficLoss: 0,
  ...differs,
})

interface CostCase {
  cost?: Partial<Cost>
  sent?: [cost: string, currency?: string]
  repeated?: true
  exempt?: true
  provisional?: true
  gives: [micros: number, origin: string, currency?: string]
}

const costs: Record<string, CostCase> = {
  'CPC costs every click': { repeated: true, gives: [300_000, 'rule'] },
  'CPM costs a thousandth': { cost: { model: 'CPM' }, gives: [300, 'rule'] },
  'CPUC costs unique clicks': { cost: { model: 'CPUC' }, gives: [300_000, 'rule'] },
  'and no others': { cost: { model: 'CPUC' }, repeated: true, gives: [0, 'none'] },
  'CPA costs nothing yet': { cost: { model: 'CPA' }, gives: [0, 'none'] },
  'RevShare costs nothing yet': { cost: { model: 'RevShare' }, gives: [0, 'none'] },
  'clicks that were lost are paid by the others': {
    cost: { trafficLoss: 25 },
    gives: [400_000, 'rule'],
  },
  'a sent cost counts with auto': {
    cost: { auto: true },
    sent: ['0,5'],
    gives: [500_000, 'macro'],
  },
  'in its currency': {
    cost: { auto: true },
    sent: ['0.5', 'eur'],
    gives: [500_000, 'macro', 'EUR'],
  },
  'with its share of lost clicks': {
    cost: { auto: true, trafficLoss: 50 },
    sent: ['1'],
    gives: [2_000_000, 'macro'],
  },
  'not without': { sent: ['0.5'], gives: [300_000, 'rule'] },
  'auto without a sent cost takes the value': { cost: { auto: true }, gives: [300_000, 'rule'] },
  'what is no amount is no cost': { cost: { auto: true }, sent: ['cheap'], gives: [0, 'none'] },
  'provisional clicks are never charged': { provisional: true, gives: [0, 'none'] },
  'nor with a sent cost': {
    cost: { auto: true },
    sent: ['1'],
    provisional: true,
    gives: [0, 'macro'],
  },
  'bots are free where the setting says so': { exempt: true, gives: [0, 'none'] },
}

describe('the cost of a click:', () => {
  test.each(Object.entries(costs))('%s', (_name, given) => {
    const [sent = '', sentCurrency = ''] = given.sent ?? []
    const [micros, origin, currency = 'USD'] = given.gives
    const click = {
      uniqueInCampaign: given.repeated === undefined,
      exempt: given.exempt === true,
      provisional: given.provisional === true,
    }
    const parameters = someParameters({ cost: sent, currency: sentCurrency })
    expect(clickCost(cost(given.cost ?? {}), parameters, click)).toEqual({
      micros,
      origin,
      currency,
    } as ReturnType<typeof clickCost>)
    expect(isUnreadableCost(parameters)).toBe(sent === 'cheap')
  })
})
