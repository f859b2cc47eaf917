import { expect, test } from 'bun:test'

import type { TraceEntry } from '../../src/core/trace/trace.ts'
import { unknownFilterTally } from '../../src/track/unknown-filters.ts'

const filter = (key: string, verdict: 'allow' | 'unknown', why: string | null): TraceEntry => ({
  at: 'filter',
  flowId: 1,
  key,
  verdict,
  seen: null,
  why,
})

test('filters that could not be judged are counted by campaign, others are not', () => {
  const tally = unknownFilterTally()
  const trace = [
    filter('isp', 'unknown', 'no isp database'),
    filter('country', 'allow', null),
    { at: 'flow', flowId: 1, verdict: 'deferred' } as const,
  ]
  tally.note(7, trace, 1_000)
  tally.note(7, trace, 2_000)
  tally.note(8, trace, 3_000)
  const isp = { key: 'isp', why: 'no isp database' }
  expect(tally.list()).toEqual([
    { ...isp, campaignId: 7, count: 2, lastAt: 2_000 },
    { ...isp, campaignId: 8, count: 1, lastAt: 3_000 },
  ])
})

test('the list does not grow beyond its limit, and goes on counting what is in it', () => {
  const tally = unknownFilterTally()
  const trace = [filter('isp', 'unknown', null)]
  for (let campaign = 1; campaign <= 1_500; campaign++) tally.note(campaign, trace, 1)
  tally.note(1, trace, 2)
  expect(tally.list()).toHaveLength(1_000)
  expect(tally.list()[0]).toMatchObject({ campaignId: 1, count: 2, lastAt: 2 })
})
