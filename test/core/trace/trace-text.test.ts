import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { type PageAnswer, redirect, show } from '../../../src/core/actions/action.ts'
import { logLines } from '../../../src/core/trace/log-lines.ts'
import { parseTrace, traceText } from '../../../src/core/trace/trace-text.ts'
import type { Trace, TraceEntry } from '../../../src/core/trace/trace.ts'
import { aVisit, aVisitor, someParameters } from '../../support/build.ts'

const text = fc.string({ unit: 'binary' })
const id = fc.nat()
const entry: fc.Arbitrary<TraceEntry> = fc.oneof(
  fc.record({ at: fc.constant('campaign' as const), id }),
  fc.record({ at: fc.constant('invalid' as const), field: text, value: text }),
  fc.record({
    at: fc.constant('unique' as const),
    campaign: fc.boolean(),
    global: fc.boolean(),
    guessed: fc.boolean(),
  }),
  fc.record({
    at: fc.constant('bot' as const),
    reasons: fc.array(fc.constantFrom('ua_list', 'a b,c')),
  }),
  fc.record({
    at: fc.constant('filter' as const),
    flowId: fc.nat(2),
    key: text,
    verdict: fc.constantFrom('allow' as const, 'reject' as const, 'unknown' as const),
    seen: fc.option(text),
    why: fc.option(text),
  }),
  fc.record({
    at: fc.constant('flow' as const),
    flowId: fc.nat(2),
    verdict: fc.constantFrom('accepted' as const, 'rejected' as const, 'deferred' as const),
  }),
  fc.record({ at: fc.constant('chosen' as const), flowId: fc.nat(2) }),
  fc.record({
    at: fc.constant('draw' as const),
    of: fc.constantFrom('flow' as const, 'offer' as const),
    candidates: fc.array(fc.integer()),
    die: fc.constantFrom(0, 0.25, 0.999_999),
    pick: fc.integer(),
  }),
  fc.record({ at: fc.constant('cap' as const), offerId: id, to: fc.option(id) }),
  fc.constant({ at: 'healed' as const }),
  fc.record({
    at: fc.constant('action' as const),
    key: text,
    before: text,
    after: fc.constant('where'),
  }),
)

describe('a trace as text', () => {
  test('gives back its entries', () => {
    fc.assert(
      fc.property(fc.array(entry), (trace) => {
        expect(parseTrace(traceText(trace), 'where')).toEqual(trace)
      }),
    )
  })

  test('is short', () => {
    const trace: Trace = [
      { at: 'campaign', id: 5 },
      { at: 'unique', campaign: true, global: false, guessed: false },
      { at: 'filter', flowId: 1, key: 'country', verdict: 'reject', seen: 'DE', why: null },
      { at: 'fallback', why: 'no_flow_accepted' },
    ]
    expect(traceText(trace)).toBe('c,5;u,1,0,0;f,1,country,reject,DE,!;-,no_flow_accepted')
  })

  test('says once what follows from each other', () => {
    const rejected: Trace = [
      { at: 'filter', flowId: 1, key: 'country', verdict: 'reject', seen: null, why: null },
      { at: 'flow', flowId: 1, verdict: 'rejected' },
    ]
    const taken: Trace = [
      { at: 'flow', flowId: 2, verdict: 'accepted' },
      { at: 'chosen', flowId: 2 },
    ]
    expect(traceText([...rejected, ...taken])).toBe('q,1,country,!;A,2')
    expect(parseTrace('q,1,country,!;A,2', '')).toEqual([...rejected, ...taken])
  })

  test('as earlier versions stored it is read', () => {
    const stored = 'f,1,country,reject,DE,!;F,1,rejected;F,2,accepted;C,2'
    expect(traceText(parseTrace(stored, ''))).toBe('q,1,country,DE;A,2')
  })

  test('leaves out entries of kinds to come', () => {
    expect(parseTrace('c,1;QQ,1,2;-,blocked', '')).toEqual([
      { at: 'campaign', id: 1 },
      { at: 'fallback', why: 'blocked' },
    ])
    expect(parseTrace('', '')).toEqual([])
  })
})

describe('log lines', () => {
  const visit = aVisit({
    visitor: aVisitor({ referrer: 'https://r.example/\n', userAgent: `UA${'x'.repeat(2_000)}` }),
    parameters: someParameters({ keyword: 'red shoes', source: 'src' }),
  })
  const lines = (trace: Trace, answer: PageAnswer | null = null) =>
    logLines(trace, { visit, facts: [], answer })
  const url = 'https://o.example/'

  test('begin with the campaign and the facts', () => {
    expect(
      lines([
        { at: 'campaign', id: 2 },
        { at: 'unique', campaign: true, global: true, guessed: false },
      ]),
    ).toEqual([
      'Processing campaign 2',
      'Referrer: https://r.example/ ',
      'Source: src',
      'Keyword: red shoes',
      'IP: 203.0.113.7',
      `UserAgent: UA${'x'.repeat(998)}`,
      'Language: en',
      'Is unique in campaign: yes',
    ])
  })

  test('tell of flows and filters in the order in which they were tried', () => {
    expect(
      lines(
        [
          { at: 'filter', flowId: 11, key: 'country', verdict: 'reject', seen: 'US', why: null },
          { at: 'flow', flowId: 11, verdict: 'rejected' },
          { at: 'filter', flowId: 12, key: 'city', verdict: 'unknown', seen: null, why: 'no data' },
          { at: 'flow', flowId: 12, verdict: 'deferred' },
          { at: 'filter', flowId: 13, key: 'uniqueness', verdict: 'allow', seen: 'yes', why: null },
          { at: 'flow', flowId: 13, verdict: 'accepted' },
          { at: 'flow', flowId: 14, verdict: 'accepted' },
          { at: 'chosen', flowId: 14 },
          { at: 'offer', id: 7 },
          { at: 'action', key: 'http', before: url, after: url },
        ],
        redirect(url),
      ),
    ).toEqual([
      'Checking stream #11',
      'Filter "country": rejected',
      'Checking stream #12',
      'Filter "city": unknown (no data)',
      'Deferred: a filter could not be evaluated',
      'Checking stream #13',
      'Filter "uniqueness": allow',
      'Accepted by filters',
      'Checking stream #14',
      'Accepted by filters',
      'Stream #14',
      'Offer #7',
      'Send headers: Location: https://o.example/',
    ])
  })

  test('tell of caps, bindings and ends', () => {
    const action: TraceEntry = { at: 'action', key: 'show_text', before: '', after: '' }
    expect(
      lines(
        [
          { at: 'bound', of: 'offer', id: 3 },
          { at: 'cap', offerId: 3, to: 4 },
          { at: 'cap_ignored', offerId: 5 },
          { at: 'path', id: 6 },
          { at: 'landing', id: 8 },
          action,
        ],
        show('text/plain', 'x'),
      ),
    ).toEqual([
      'Bound to offer #3',
      'Offer #3 is full, taking #4',
      'Offer #5 is full, its cap is ignored',
      'Path #6',
      'Landing #8',
      'Action: show_text',
    ])
    expect(lines([action])).toEqual([])
    expect(lines([{ at: 'fallback', why: 'no_flow_accepted' }])).toEqual([
      'No stream accepted',
      'Action: do_nothing',
    ])
    expect(lines([{ at: 'fallback', why: 'campaign_paused' }])).toEqual([
      'Campaign is disabled',
      'Action: do_nothing',
    ])
    expect(lines([{ at: 'invalid', field: 'cost', value: 'a\nb' }])).toEqual([
      'Cost: ignored (a b)',
    ])
  })

  test.each<[TraceEntry, string]>([
    [{ at: 'healed' }, 'Query: repaired'],
    [{ at: 'unexpanded', field: 'sub_id_1' }, 'Macro not replaced: sub_id_1'],
    [{ at: 'truncated', field: 'keyword' }, 'Too long, cut: keyword'],
    [{ at: 'bot', reasons: ['ua_list', 'flow'] }, 'Is bot: yes (ua_list, flow)'],
    [
      { at: 'draw', of: 'offer', candidates: [7, 50, -2, 25], die: 0.9, pick: -2 },
      'Draw of offer: entry 2 of #7 (weight 50), entry 2 (weight 25)',
    ],
    [
      { at: 'passed_over', flowId: 3, why: 'nothing_to_serve' },
      'Stream #3 is passed over: nothing to serve',
    ],
    [{ at: 'pick_refused', why: 'not_in_path' }, 'The offer asked for is refused: not in path'],
    [{ at: 'deferred_taken', flowId: 3 }, 'Taking deferred stream #3'],
    [{ at: 'hop', campaignId: 5 }, 'Passed on to campaign 5'],
    [{ at: 'trace_cut' }, 'Further steps are left out'],
  ])('have one for %j', (one, line) => {
    expect(lines([one])).toEqual([line])
  })

  test('say why a visit ended with nothing', () => {
    expect(lines([{ at: 'fallback', why: 'campaign_loop' }])).toEqual([
      'Nothing to show: campaign loop',
      'Action: do_nothing',
    ])
    expect(lines([{ at: 'fallback', why: 'blocked' }])).toEqual([
      'Nothing to show: blocked',
      'Action: status404',
    ])
  })

  test('say of an address that it is none', () => {
    const odd = aVisit({ visitor: aVisitor({ ip: null, ipText: '1.2.3' }) })
    expect(
      logLines([{ at: 'campaign', id: 1 }], { visit: odd, facts: [], answer: null }),
    ).toContain('IP: (invalid) 1.2.3')
  })
})
