import { describe, expect, test } from 'bun:test'

import {
  type IncomingCall,
  parseTime,
  readCall,
  readUpdate,
  timeOf,
} from '../../../src/core/conversions/call.ts'
import { readLines } from '../../../src/core/conversions/lines.ts'

const call = (fields: Record<string, string>) =>
  readCall(new Map(Object.entries(fields)), 'keitaro', false)

const rows: [string, Record<string, string>, Partial<IncomingCall>][] = [
  ['nothing', {}, { clickId: '', word: 'sale', payout: '', costMicros: null, time: null }],
  [
    'names of Keitaro',
    { subid: 'a', status: 'lead', payout: '1', currency: 'usd', tid: 't' },
    { clickId: 'a', word: 'lead', payout: '1', currency: 'usd', transactionId: 't' },
  ],
  [
    'names of Binom',
    { cnv_id: 'a', cnv_status: 'x', cnv_status2: 'y', cnv_currency: 'EUR' },
    { clickId: 'a', word: 'x', word2: 'y', currency: 'EUR' },
  ],
  [
    'the first name that is there',
    { cnv_id: 'b', subid: ' a ', profit: '2', revenue: '3' },
    { clickId: 'a', payout: '3' },
  ],
  [
    'words that stand for nothing',
    { subid: 'OPTIONAL', click_id: 'a', payout: 'null', tid: 'undefined', status: 'REPLACE' },
    { clickId: 'a', payout: '', transactionId: '', word: 'sale' },
  ],
  [
    'switches',
    { disable_postback: '1', disable_upsell: '1', return: 'OK', from: 'net' },
    { isSilent: true, isUpsellOff: true, returns: 'OK', sender: 'net' },
  ],
  [
    'words of the call',
    { lead_status: 'new, 1', ignore_status: 'x' },
    {
      words: [
        { word: 'x', class: 'ignore' },
        { word: 'new', class: 'lead' },
        { word: ' 1', class: 'lead' },
      ],
    },
  ],
  ['a long status', { status: 'x'.repeat(65) }, { isMalformed: true }],
  ['a long transaction id', { tid: 'x'.repeat(256) }, { isMalformed: true }],
  ['the longest of both', { status: 'x'.repeat(64), tid: 'x'.repeat(255) }, { isMalformed: false }],
  ['a cost', { cost: '1,5' }, { costMicros: 1_500_000, notes: [] }],
  ['an unreadable cost', { cost: 'x' }, { costMicros: null, notes: ['cost_unreadable'] }],
  ['an unreadable time', { time: 'yesterday' }, { time: null, notes: ['time_ignored'] }],
  ['an unreadable event', { event1: 'x', event2: '3' }, { notes: ['event_unreadable'] }],
]

test.each(rows)('a call with %s', (_name, fields, wanted) => {
  expect(call(fields)).toMatchObject(wanted)
})

test('events are set before anything is added to them', () => {
  const { values } = call({ add_event1: '2', event1: '5', event30: '-0.25', event31: '1' }).update
  expect(values).toEqual([
    { number: 1, how: 'set', micros: 5_000_000 },
    { number: 30, how: 'set', micros: -250_000 },
    { number: 1, how: 'add', micros: 2_000_000 },
  ])
})

test('sub ids have two names, and an empty value takes one away', () => {
  const { subIds, externalId } = call({
    sub_id_1: 'a',
    t2: 'b',
    sub_id_30: '',
    t31: 'x',
    external_id: 'e',
  }).update
  expect([...subIds]).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  expect(externalId).toBe('e')
})

test.each(['', ' ', 'OPTIONAL', 'null', '{aff_sub}', '${sub}'])(
  'a sub id of %p in a postback says nothing, and a page may clear one',
  (value) => {
    const fields = { sub_id_3: value, t4: 'said' }
    expect([...call(fields).update.subIds]).toEqual([[4, 'said']])
    const update = readUpdate(new Map(Object.entries(fields)))
    expect([...(typeof update === 'string' ? [] : update.subIds)]).toEqual([
      [3, value],
      [4, 'said'],
    ])
  },
)

test.each(['', ' ', 'OPTIONAL', 'null', '{external_id}', '{{clickid}}', '${sub}'])(
  'the external id %p says nothing',
  (external_id) => {
    expect(call({ external_id }).update.externalId).toBeNull()
    const update = readUpdate(new Map([['external_id', external_id]]))
    expect(update).toMatchObject({ externalId: null })
  },
)

test.each(['{transaction_id}', '{{tid}}', '[TID]', '%tid%', '#tid#', '${tid}', '%7Btid%7D'])(
  'the macro %p is no transaction id, second status or sender, and is noted',
  (left) => {
    expect(call({ tid: left, cnv_status2: left, from: left })).toMatchObject({
      transactionId: '',
      word2: '',
      sender: '',
      notes: ['macro_not_replaced'],
    })
  },
)

test.each(['{3F2504E0-4F89-11D3-9A0C-0305E82C3301}', '#1234#', '[77-1]', 'A{1}'])(
  '%p is a transaction id',
  (tid) => {
    expect(call({ tid })).toMatchObject({ transactionId: tid, notes: [] })
  },
)

test.each([
  { event: 'on_refund' },
  { transactionType: 'RFND' },
  { transaction_type: 'CGBK' },
  { 'data.event': 'charge_back' },
  { Action: 'declined' },
  { order_status: 'Cancelled' },
  { EVENT_TYPE: 'on_rebill_cancelled' },
])('%j says under a name of its own that nothing was sold', (fields) => {
  expect(call(fields as never).word).toBe(Object.values(fields)[0]!)
})

test.each([
  { event: 'on_payment' },
  { keyword: 'refund' },
  { prototype: 'refund' },
  { event3: 'refund' },
  { sub_id_4: 'trash' },
  { status: 'sale', event: 'refund' },
  { lead_status: 'rejected' },
  { from: 'refund' },
])('%j says nothing of the kind', (fields) => {
  expect(call(fields as never).word).toBe('sale')
})

describe('an update is refused for', () => {
  test.each(['x', '1.234', '1e3', '0x1', '1,5', '10000000000'])('the event %p', (event3) => {
    expect(readUpdate(new Map([['event3', event3]]))).toBe('event3: not a number')
  })
})

test.each<[string, number | null]>([
  ['1773568800', 1_773_568_800_000],
  ['1773568800123', 1_773_568_800_123],
  ['2026-03-15', Date.UTC(2026, 2, 15)],
  ['2026-03-15 10:00', Date.UTC(2026, 2, 15, 10)],
  ['2026-03-15T10:00:01Z', Date.UTC(2026, 2, 15, 10, 0, 1)],
  ['2026-03-15T10:00:00.5+02:00', Date.UTC(2026, 2, 15, 8)],
  ['2026-03-15 10:00:00-0530', Date.UTC(2026, 2, 15, 15, 30)],
  ['2026-13-15', null],
  ['15.03.2026', null],
  ['12', null],
])('%p as a time', (text, wanted) => {
  expect(parseTime(text)).toBe(wanted)
})

describe('a conversion happened', () => {
  const click = Date.UTC(2026, 2, 15, 10, 0, 0, 700)
  const now = Date.UTC(2026, 2, 20)
  test.each<[string, string, number | null]>([
    ['at its click, on the day of it', '2026-03-15', click],
    ['at its click, in the minute of it', '2026-03-15 10:00', click],
    ['at its click, in the second of it', '2026-03-15 10:00:00', click],
    ['at its click, in the Unix second of it', String(Math.floor(click / 1000)), click],
    ['later, as it says', '2026-03-16 08:00', Date.UTC(2026, 2, 16, 8)],
    ['never before its click', '2026-03-14', null],
    ['never a second before its click', '2026-03-15 09:59:59', null],
    ['never a millisecond before its click', String(click - 1), null],
    ['never in the future', '2026-03-20 00:01', null],
    ['nobody says when', '', null],
  ])('%s', (_, time, wanted) => {
    expect(timeOf(call({ time }), click, now)).toBe(wanted)
  })
})

test('a time without a zone is in the one that was chosen', () => {
  expect(parseTime('2026-03-15 10:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 15, 9))
})

describe('lines of an upload', () => {
  const read = (text: string) =>
    readLines(text).map(({ number, fields }) => [number, Object.fromEntries(fields)])

  test('pairs behind a click id, in any order, with escaped colons', () => {
    const text = '\uFEFF# mine\r\nabc:payout=12.5:tid=a\\:b:cnv_status=sale\n\n def '
    expect(read(text)).toEqual([
      [2, { clickid: 'abc', payout: '12.5', tid: 'a:b', cnv_status: 'sale' }],
      [4, { clickid: 'def' }],
    ])
  })

  test.each([',', ';', '\t'])('a table divided by %p', (separator) => {
    const text = ['subid,tid,status', '# no', 'abc,"1 ""x""",sale', 'def,,'].join('\n')
    expect(read(text.replaceAll(',', separator))).toEqual([
      [3, { subid: 'abc', tid: '1 "x"', status: 'sale' }],
      [4, { subid: 'def' }],
    ])
  })

  test('nothing is read from nothing', () => {
    expect(read('\n# only a comment\n')).toEqual([])
  })
})
