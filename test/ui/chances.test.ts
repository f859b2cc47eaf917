/** Conversion rates: intervals as the server has them, and the chance that one is the better. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { measureOf, type Sums } from '../../src/core/reports/measures.ts'
import { chanceBetter, crInterval } from '../../ui/screens/report/chances.ts'

const rate = (clicks: number, leads: number) => ({ clicks, leads })
const enough = fc
  .tuple(fc.integer({ min: 100, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([clicks, share]) => rate(clicks, 5 + Math.floor((clicks - 5) * share)))

describe('the interval of a rate', () => {
  test('is that of the report’s own columns', () => {
    fc.assert(
      fc.property(enough, (sums) => {
        const own: Sums = (key) => (key === 'clicks' || key === 'leads' ? sums[key] : 0)
        const stated = ['cr_low', 'cr_high'].map((key) => measureOf(key)?.value(own))
        const [low = 0, high = 0] = crInterval(sums) ?? []
        return Math.abs(low - (stated[0] ?? 0)) < 1e-6 && Math.abs(high - (stated[1] ?? 0)) < 1e-6
      }),
    )
  })

  test('holds the rate and stays between none and all', () => {
    fc.assert(
      fc.property(enough, ({ clicks, leads }) => {
        const [low, high] = crInterval({ clicks, leads }) ?? [1, 0]
        const share = (100 * leads) / clicks
        return low >= 0 && high <= 100 && low <= share + 1e-9 && share <= high + 1e-9
      }),
    )
  })

  test('is unknown without clicks, and with more leads than clicks', () => {
    expect([crInterval(rate(0, 0)), crInterval(rate(3, 5))]).toEqual([null, null])
  })
})

describe('which of two converts better', () => {
  test.each([
    [rate(99, 50), rate(1000, 10)],
    [rate(1000, 4), rate(1000, 10)],
  ])('is not said of too few: %j and %j', (a, b) => {
    expect(chanceBetter(a, b)).toBeNull()
    expect(chanceBetter(b, a)).toBeNull()
  })

  test.each([
    [rate(1000, 50), rate(1000, 50), 0.5],
    // Integrals over both densities, by quadrature.
    [rate(1000, 60), rate(1000, 40), 0.9797],
    [rate(100, 5), rate(400, 30), 0.2313],
    [rate(1_000_000, 50_500), rate(1_000_000, 50_000), 0.9474],
  ])('%j against %j is %d', (a, b, chance) => {
    expect(chanceBetter(a, b)).toBeCloseTo(chance, 2)
  })

  test('the chances of both add up to one', () => {
    fc.assert(
      fc.property(enough, enough, (a, b) => {
        const sum = (chanceBetter(a, b) ?? 0) + (chanceBetter(b, a) ?? 0)
        return Math.abs(sum - 1) < 1e-6
      }),
      { numRuns: 50 },
    )
  })
})
