import { expect, test } from 'bun:test'

import type { TraceEntry } from '../../src/core/trace/trace.ts'
import { noticedTally } from '../../src/track/noticed.ts'

const filter = (key: string, verdict: 'allow' | 'unknown', why: string | null): TraceEntry => ({
  at: 'filter',
  flowId: 1,
  key,
  verdict,
  seen: null,
  why,
})

test('filters that could not be judged are counted by campaign, others are not', () => {
  const tally = noticedTally()
  const trace = [
    filter('isp', 'unknown', 'no isp database'),
    filter('country', 'allow', null),
    { at: 'flow', flowId: 1, verdict: 'deferred' } as const,
  ]
  tally.note(7, trace, 1_000)
  tally.note(7, trace, 2_000)
  tally.note(8, trace, 3_000)
  const isp = { key: 'isp', why: 'no isp database' }
  expect(tally.unknownFilters()).toEqual([
    { ...isp, campaignId: 7, count: 2, lastAt: 2_000 },
    { ...isp, campaignId: 8, count: 1, lastAt: 3_000 },
  ])
})

test('the list does not grow beyond its limit, and goes on counting what is in it', () => {
  const tally = noticedTally()
  const trace = [filter('isp', 'unknown', null)]
  for (let campaign = 1; campaign <= 1_500; campaign++) tally.note(campaign, trace, 1)
  tally.note(1, trace, 2)
  expect(tally.unknownFilters()).toHaveLength(1_000)
  expect(tally.unknownFilters()[0]).toMatchObject({ campaignId: 1, count: 2, lastAt: 2 })
})

test('offers that are full and taken all the same are counted, and flows whose address is none', () => {
  const tally = noticedTally()
  tally.note(7, [{ at: 'cap_ignored', offerId: 3 }], 1_000)
  tally.note(7, [{ at: 'cap_ignored', offerId: 3 }], 2_000)
  tally.note(7, [{ at: 'passed_over', flowId: 5, why: 'bad_target' }], 3_000)
  tally.note(7, [{ at: 'passed_over', flowId: 5, why: 'nothing_to_serve' }], 4_000)
  expect(tally.detours()).toEqual([
    { campaignId: 7, of: 'offer', id: 3, count: 2, lastAt: 2_000 },
    { campaignId: 7, of: 'flow', id: 5, count: 1, lastAt: 3_000 },
  ])
})
