import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { dimensionOf } from '../../../src/core/reports/dimensions.ts'
import {
  type MarkedValues,
  onlyMarked,
  withoutMarked,
} from '../../../src/core/reports/mark-filter.ts'
import { textPredicate } from '../../../src/core/reports/predicate.ts'
import type { Where } from '../../../src/core/reports/query.ts'

/** A click is marked if one of its values is, within its campaign: said for every pair and filtered. */
type Click = Readonly<Record<string, string>>

const passes = (where: readonly Where[], click: Click) =>
  where.every(({ any }) =>
    any.some((test) => textPredicate(test, dimensionOf(test.field)!)(click[test.field] ?? null)),
  )

const CAMPAIGNS = ['1', '2', '3']
const VALUES = ['a', 'b', 'c']
const clicks: Click[] = CAMPAIGNS.flatMap((campaign) =>
  VALUES.flatMap((one) => VALUES.map((two) => ({ campaign, token_1: one, token_2: two }))),
)
const some = fc.subarray(VALUES, { minLength: 1 })
const markedOf = fc.subarray(CAMPAIGNS).chain((ids) =>
  fc.tuple(
    ...ids.map((objectId) =>
      fc
        .record({ token_1: some, token_2: some }, { requiredKeys: [] })
        .filter((values) => Object.keys(values).length > 0)
        .map((values): MarkedValues => ({ objectId, values: new Map(Object.entries(values)) })),
    ),
  ),
)

test('filters by marks keep exactly the marked clicks, or exactly the others', () => {
  fc.assert(
    fc.property(markedOf, (marked) => {
      const isMarked = (click: Click) =>
        marked.some(
          ({ objectId, values }) =>
            click['campaign'] === objectId &&
            [...values].some(([key, list]) => list.includes(click[key] ?? '')),
        )
      for (const click of clicks) {
        expect(passes(onlyMarked('campaign', marked), click)).toBe(isMarked(click))
        expect(passes(withoutMarked('campaign', marked), click)).toBe(!isMarked(click))
      }
    }),
    { numRuns: 50 },
  )
})
