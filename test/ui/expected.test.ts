/** The simulator: what was expected beside what was measured. */
import { describe, expect, test } from 'bun:test'

import type { Flow, FlowSet, Path } from '../../src/core/model.ts'
import { comparedShares } from '../../ui/screens/flows/expected.ts'

function path(id: number, weight: number, offers: readonly (readonly [number, number])[]): Path {
  const entries = offers.map(([offerId, share]) => ({
    offerId,
    campaignId: null,
    directUrl: null,
    enabled: true,
    weight: share,
  }))
  return { id, name: '', enabled: true, weight, landings: [], offers: entries }
}

function flow(id: number, type: Flow['type'], weight: number, paths: readonly Path[]): Flow {
  const plain = { name: '', enabled: true, combine: 'and', filters: [], markAsBot: false } as const
  return { ...plain, id, type, weight, storeClicks: true, action: null, paths }
}

function measured(flowId: number, pathId: number, offerId: number, share: number) {
  return { flowId, pathId, landingId: null, offerId, count: share * 10_000, share }
}

const told = (set: FlowSet, shares: ReturnType<typeof measured>[]) =>
  comparedShares(set, shares).map(({ offerId, expected, measured: got }) => [
    offerId,
    expected,
    got,
  ])

describe('what is expected of a place', () => {
  test('is its weight within the path, the path’s and the flow’s', () => {
    const flows = [
      flow(1, 'regular', 75, [path(11, 50, [[1, 1]]), path(12, 50, [[2, 100]])]),
      flow(2, 'regular', 25, [path(21, 100, [[3, 100]])]),
    ]
    const shares = [measured(1, 11, 1, 0.38), measured(1, 12, 2, 0.37), measured(2, 21, 3, 0.25)]
    expect(told({ mode: 'weight', flows }, shares)).toEqual([
      [1, 0.375, 0.38],
      [2, 0.375, 0.37],
      [3, 0.25, 0.25],
    ])
  })

  test('is of those flows that take the visitor', () => {
    const flows = [
      flow(1, 'regular', 50, [path(11, 100, [[1, 100]])]),
      flow(2, 'regular', 50, [path(21, 100, [[2, 100]])]),
    ]
    expect(told({ mode: 'weight', flows }, [measured(2, 21, 2, 1)])).toEqual([[2, 1, 1]])
  })

  test('is told of a place that nobody came to as well', () => {
    const offers = [
      [1, 50],
      [2, 50],
    ] as const
    const flows = [flow(1, 'default', 0, [path(11, 100, offers)])]
    expect(told({ mode: 'position', flows }, [measured(1, 11, 1, 1)])).toEqual([
      [1, 0.5, 1],
      [2, 0.5, 0],
    ])
  })

  test('is nothing where all weights are 0, or the flow is of another campaign', () => {
    const flows = [flow(1, 'default', 0, [path(11, 0, [[1, 0]])])]
    const shares = [measured(1, 11, 1, 0.5), measured(9, 91, 4, 0.5)]
    expect(told({ mode: 'position', flows }, shares)).toEqual([
      [1, null, 0.5],
      [4, null, 0.5],
    ])
  })
})
