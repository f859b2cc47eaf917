import { expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  type CostOrder,
  countedUnallocated,
  countedWith,
  type PlacedOrder,
} from '../../src/core/cost-batches.ts'
import { aCostOrder } from '../support/queries.ts'

const orders = fc
  .record({
    campaigns: fc.constantFrom([1], [2], [1, 2]),
    period: fc.constantFrom(
      { from: 0, to: 10 },
      { from: 0, to: 20 },
      { from: 10, to: 20 },
      { from: 5, to: 25 },
    ),
    how: fc.constantFrom('spread' as const, 'per_click' as const),
    uniqueness: fc.constantFrom('all' as const, 'campaign' as const),
    bots: fc.constantFrom('charged' as const, 'free' as const),
  })
  .map(aCostOrder)
const batches = fc
  .array(fc.record({ order: orders, clicks: fc.constantFrom<number>(0, 0, 3) }), { maxLength: 12 })
  .map((all) => all.map((batch, index) => ({ id: index + 1, ...batch })))

const sums = (of: readonly { batch: PlacedOrder; campaignId: number }[] | null) =>
  of?.map(({ batch, campaignId }) => [batch.id, campaignId])

/** As the promise has it: no newer batch prices all that it could price. */
function bySentence(all: readonly PlacedOrder[]) {
  return all
    .filter(({ order, clicks }) => order.how === 'spread' && clicks === 0)
    .flatMap(({ id, order }) => order.campaigns.map((campaignId) => ({ id, order, campaignId })))
    .filter(
      ({ id, order, campaignId }) =>
        !all.some((newer) => newer.id > id && covers(newer.order, order, campaignId)),
    )
    .map(({ id, campaignId }) => [id, campaignId])
}

function covers(newer: CostOrder, older: CostOrder, campaignId: number): boolean {
  const isEvery = newer.uniqueness === 'all' && newer.bots === 'charged'
  const isSame = newer.uniqueness === older.uniqueness && newer.bots === older.bots
  const { from, to } = newer.period
  const isLonger = from <= older.period.from && to >= older.period.to
  return newer.campaigns.includes(campaignId) && isLonger && (isEvery || isSame)
}

test('a sum without clicks counts where no newer batch covers its slot', () => {
  fc.assert(
    fc.property(batches, (all) => {
      expect(sums(countedUnallocated(all))).toEqual(bySentence(all))
    }),
    { numRuns: 300 },
  )
})

test('one batch more, or one that has found clicks, leads to what all batches say', () => {
  fc.assert(
    fc.property(batches, fc.nat(), fc.constantFrom(0, 5), (all, nat, clicks) => {
      if (all.length === 0) return
      const newest = countedWith(countedUnallocated(all.slice(0, -1)), all.at(-1)!, 'newest')
      expect(sums(newest)).toEqual(bySentence(all))
      const at = nat % all.length
      const placed = { ...all[at]!, clicks }
      const older = countedWith(countedUnallocated(all), placed, 'older')
      if (older !== null) expect(sums(older)).toEqual(bySentence(all.with(at, placed)))
      else expect(clicks).toBe(0)
    }),
    { numRuns: 300 },
  )
})
