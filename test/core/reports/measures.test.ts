import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { formatMoney } from '../../../src/core/money.ts'
import { dimensions } from '../../../src/core/reports/dimensions.ts'
import { measureOf, measures, roundMeasure } from '../../../src/core/reports/measures.ts'
import { decimalToMicros, type SumKey, sumSource } from '../../../src/core/reports/sums.ts'

const value = (key: string, sums: Partial<Record<SumKey, number>>) =>
  roundMeasure(measureOf(key)!.value((sum) => sums[sum] ?? 0))

const cases: [key: string, sums: Partial<Record<SumKey, number>>, result: number | null][] = [
  ['cr', { leads: 5, clicks: 200 }, 2.5],
  ['cr', { leads: 5 }, null],
  ['roi', { revenueHoldMicros: 3_000_000, revenueOtherMicros: 1, costMicros: 2_000_000 }, 50.00005],
  ['roi', { revenueHoldMicros: 3_000_000 }, null],
  ['profit', { revenueConfirmedMicros: 1, costMicros: 3 }, -0.000002],
  ['revenue', { revenueConfirmedMicros: 907_199_254_740_991 }, 907_199_254.740991],
  ['revenue_rejected', { revenueRejectedMicros: 5_000_000 }, 5],
  ['approve', { convLead: 1, convSale: 2, convRejected: 1, convTrash: 4 }, 50],
  ['approve_all', { convLead: 1, convSale: 2, convRejected: 1, convTrash: 4 }, 25],
  ['epc', { revenueHoldMicros: 1_000_000, clicks: 3 }, 0.333333],
  ['ecpm', { revenueHoldMicros: 1_000_000, clicks: 4 }, 250],
  ['mean_time_to_convert', { timeToConvertMs: 90_000, leadsWithTime: 2 }, 45],
  ['human_clicks', { clicks: 5, bots: 2 }, 3],
  // Published values: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval, 5 of 10.
  ['cr_low', { leads: 5, clicks: 10 }, 23.659],
  ['cr_high', { leads: 5, clicks: 10 }, 76.341],
  ['cr_low', {}, null],
  ['event_3', { event3: -250_000 }, -0.25],
  ['event_rate_3', { event3: 1_000_000, clicks: 4 }, 0.25],
  ['adspect_bots', {}, 0],
]

test.each(cases)('%s of %j is %p', (key, sums, result) => {
  const found = value(key, sums)
  if (result === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(result, key.startsWith('cr_') ? 3 : 6)
})

test('a measure reads only the sums it declares, and each of them exists', () => {
  for (const { key, needs, value: compute } of measures) {
    compute((sum) => {
      if (!needs.includes(sum)) throw new Error(`${key} reads ${sum}`)
      return 1
    })
    expect(needs.map((sum) => sumSource(sum).column).length).toBe(needs.length)
  }
})

test('every key is given once', () => {
  expect(new Set(measures.map(({ key }) => key)).size).toBe(measures.length)
  expect(new Set(dimensions.map(({ key }) => key)).size).toBe(dimensions.length)
})

test('zero is never negative, and what is not finite is no value', () => {
  expect([
    roundMeasure(-0),
    roundMeasure(-1e-9),
    roundMeasure(NaN),
    roundMeasure(Infinity),
  ]).toEqual([0, 0, null, null])
})

test('decimals and millionths are the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2 * 10 ** 15, max: 2 * 10 ** 15 }), (micros) => {
      expect(decimalToMicros(formatMoney(micros))).toBe(micros)
    }),
  )
  expect(['', 'x', '1e5', '1.1234567', 'NaN', '1,5'].map(decimalToMicros)).toEqual([
    0, 0, 0, 0, 0, 0,
  ])
})
