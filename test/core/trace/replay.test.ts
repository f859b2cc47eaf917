/** A stored click decided again: what differs, and the first thing that made it so. */
import { expect, test } from 'bun:test'

import { type Because, replayOf, type Standing, type Went } from '../../../src/core/trace/replay.ts'
import type { Trace, TraceEntry } from '../../../src/core/trace/trace.ts'

const flow = (flowId: number, verdict: 'accepted' | 'rejected' | 'deferred') =>
  ({ at: 'flow', flowId, verdict }) as const
const filter = (flowId: number, verdict: 'allow' | 'reject', seen = 'US') =>
  ({ at: 'filter', flowId, key: 'country', verdict, seen, why: null }) as const
const draw = (...candidates: number[]): TraceEntry => {
  return { at: 'draw', of: 'offer', candidates, die: 0.5, pick: candidates[0]! }
}

const WAS: Went = {
  flowId: 2,
  pathId: 20,
  landingId: 0,
  offerId: 7,
  target: 'https://o.test/',
  reason: '',
  trace: [filter(1, 'reject'), flow(1, 'rejected'), filter(2, 'allow'), flow(2, 'accepted')],
}
const ELSEWHERE = { flowId: 3, pathId: 30, offerId: 9, target: 'https://p.test/' }
const trace = (...entries: TraceEntry[]): { readonly trace: Trace } => ({ trace: entries })

test.each<[string, Partial<Went>, Partial<Went>, Record<string, Standing>, Because | null]>([
  ['nothing', {}, {}, {}, null],
  ['a flow that is off', {}, ELSEWHERE, { flow: 'off' }, { why: 'off', of: 'flow', id: 2 }],
  ['a flow that is gone', {}, ELSEWHERE, { flow: 'gone' }, { why: 'gone', of: 'flow', id: 2 }],
  [
    'a flow that rejects now',
    {},
    { ...ELSEWHERE, ...trace(flow(1, 'rejected'), flow(2, 'rejected'), flow(3, 'accepted')) },
    {},
    { why: 'rejects', of: 'flow', id: 2 },
  ],
  [
    'a flow that can’t be judged now',
    {},
    { ...ELSEWHERE, ...trace(flow(2, 'deferred'), flow(3, 'accepted')) },
    {},
    { why: 'deferred', of: 'flow', id: 2 },
  ],
  [
    'a flow that leads nowhere now',
    {},
    {
      ...ELSEWHERE,
      ...trace(flow(2, 'accepted'), { at: 'passed_over', flowId: 2, why: 'nothing_to_serve' }),
    },
    {},
    { why: 'not_served', of: 'flow', id: 2 },
  ],
  [
    'an earlier flow that accepts now',
    {},
    { ...ELSEWHERE, flowId: 1, ...trace(flow(1, 'accepted')) },
    {},
    { why: 'accepts_now', of: 'flow', id: 1 },
  ],
  [
    'a new flow in front',
    {},
    { ...ELSEWHERE, ...trace(flow(3, 'accepted')) },
    {},
    { why: 'before', of: 'flow', id: 3 },
  ],
  [
    'a campaign on pause',
    {},
    { flowId: 0, pathId: 0, offerId: 0, target: '', reason: 'campaign_paused', trace: [] },
    {},
    { why: 'reason', of: 'campaign', id: 0 },
  ],
  [
    'an offer that is off',
    {},
    { offerId: 9 },
    { offer: 'off' },
    { why: 'off', of: 'offer', id: 7 },
  ],
  [
    'an offer that is full',
    {},
    { offerId: 9, ...trace({ at: 'cap', offerId: 7, to: 9 }) },
    {},
    { why: 'full', of: 'offer', id: 7 },
  ],
  [
    'an offer that lost its weight',
    { ...trace(draw(7, 50, 9, 50)) },
    { offerId: 9 },
    { offer: 'weight_0' },
    { why: 'weight_0', of: 'offer', id: 7 },
  ],
  [
    'other weights',
    { ...trace(draw(7, 50, 9, 50)) },
    { offerId: 9, ...trace(draw(9, 90, 7, 10)) },
    {},
    { why: 'other_draw', of: 'offer', id: 7 },
  ],
  [
    'a binding that does not hold',
    { ...trace({ at: 'bound', of: 'offer', id: 7 }) },
    { offerId: 9 },
    {},
    { why: 'binding', of: 'offer', id: 9 },
  ],
  [
    'a path that is gone',
    {},
    { pathId: 21 },
    { path: 'gone' },
    { why: 'gone', of: 'path', id: 20 },
  ],
  ['an address', {}, { target: 'https://new.test/' }, {}, { why: 'address', of: 'target', id: 0 }],
])('%s is the reason', (_name, was, now, standings, because) => {
  const standingOf = (of: string) => standings[of] ?? 'fine'
  expect(replayOf({ ...WAS, ...was }, { ...WAS, ...now }, standingOf).because).toEqual(because)
})

test('names what differs, as it was and as it would be', () => {
  const { differs } = replayOf(WAS, { ...WAS, ...ELSEWHERE }, () => 'fine')
  expect(differs).toEqual([
    { of: 'flow', was: 2, now: 3 },
    { of: 'path', was: 20, now: 30 },
    { of: 'offer', was: 7, now: 9 },
    { of: 'target', was: 'https://o.test/', now: 'https://p.test/' },
  ])
})

test('an address that nobody was sent to is not compared, nor what another campaign showed', () => {
  const left = { ...WAS, target: null }
  expect(replayOf(left, WAS, () => 'fine').differs).toEqual([])
  const hop = { at: 'hop', campaignId: 4 } as const
  const passed = { ...WAS, trace: [...WAS.trace, hop] }
  const now = { ...passed, offerId: 0, target: '' }
  expect(replayOf(passed, now, () => 'fine').differs).toEqual([])
})

test('filters differ that say something else, not those that were not come to', () => {
  const now = { ...WAS, ...ELSEWHERE, ...trace(filter(1, 'allow', 'DE'), flow(1, 'accepted')) }
  expect(replayOf(WAS, now, () => 'fine').filters).toEqual([
    {
      flowId: 1,
      key: 'country',
      was: { verdict: 'reject', seen: 'US', why: null },
      now: { verdict: 'allow', seen: 'DE', why: null },
    },
  ])
  const added = trace(
    ...WAS.trace.slice(0, 3),
    { ...filter(2, 'reject'), key: 'os' },
    flow(2, 'rejected'),
  )
  expect(replayOf(WAS, { ...WAS, ...added }, () => 'fine').filters).toMatchObject([
    { flowId: 2, key: 'os', was: null, now: { verdict: 'reject' } },
  ])
})
