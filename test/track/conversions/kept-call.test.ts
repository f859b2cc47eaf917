import { expect, test } from 'bun:test'

import type { Privacy } from '../../../src/core/privacy.ts'
import type { CallJob, RawCall } from '../../../src/track/conversions/jobs.ts'
import { keptCall } from '../../../src/track/conversions/kept-call.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, openClerk, WORLD } from '../../support/booking.ts'
import { aNetwork, tablesOf } from '../../support/build.ts'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Друг'
const SHORTENED: Privacy = { address: 'shortened', keepsAgent: true }
const NOTHING: Privacy = { address: 'none', keepsAgent: false }

function aCall(part: Partial<RawCall> = {}, key: CallJob['key'] = null) {
  const fields = [
    ['subid', 'abc'],
    ['ip', '198.51.100.9'],
    ['ua', AGENT],
    ['tid', '1.2.3'],
  ] as const
  const url = `/****/postback?subid=abc&ip=198.51.100.9&ua=${encodeURIComponent(AGENT)}&tid=1.2.3`
  const about = { at: 0, method: 'GET', url, fields, origin: '', isVisitors: false }
  return { raw: { ...about, ip: '203.0.113.77', userAgent: AGENT, ...part }, key }
}

test('a call is kept as it came where all is stored', () => {
  const call = aCall({ isVisitors: true })
  expect(keptCall(null, call)).toBe(call.raw)
})

test('of a network’s call the visitor that it tells of is cut, not the network', () => {
  const kept = keptCall(NOTHING, aCall())
  expect(kept).toMatchObject({ ip: '203.0.113.77', userAgent: AGENT })
  expect(kept.url).toBe('/****/postback?subid=abc&ip=&ua=&tid=1.2.3')
  expect(Object.fromEntries(kept.fields)).toEqual({ subid: 'abc', ip: '', ua: '', tid: '1.2.3' })
  expect(keptCall(SHORTENED, aCall()).url).toContain('&ip=198.51.100.0&ua=Mozilla')
})

test('what stood inside of objects is cut by its own name', () => {
  const fields = [
    ['visitor.ua', AGENT],
    ['visitor.ip', '198.51.100.9'],
    ['visitor.name', 'x'],
  ] as const
  const cut = { 'visitor.ua': '', 'visitor.ip': '', 'visitor.name': 'x' }
  expect(Object.fromEntries(keptCall(NOTHING, aCall({ fields })).fields)).toEqual(cut)
})

test.each([
  ['a browser', aCall({ isVisitors: true })],
  [
    'whoever has the key of a pixel',
    aCall({}, { id: 1, kind: 'pixel', networkId: null, endsAt: null }),
  ],
])('%s calls with the visitor’s own address', (_who, call) => {
  expect(keptCall(NOTHING, call)).toMatchObject({ ip: '', userAgent: '' })
  expect(keptCall(SHORTENED, call)).toMatchObject({ ip: '203.0.113.0', userAgent: AGENT })
})

test('what is no pair stays as it was sent', () => {
  const url = '/click?cnv_id=1&&a&b=%zz&=c&ip=::ffff:198.51.100.9&list=198.51.100.9,198.51.100.8'
  expect(keptCall(SHORTENED, aCall({ url })).url).toBe(
    '/click?cnv_id=1&&a&b=%zz&=c&ip=198.51.100.0&list=198.51.100.9,198.51.100.8',
  )
  expect(keptCall(NOTHING, aCall({ url: '/upload/1/line/2' })).url).toBe('/upload/1/line/2')
})

test('a browser that its network does not allow is judged by its whole address', () => {
  const settings = new Map([['privacy.address', 'shortened']])
  const networks = [aNetwork({ id: 1, allowedAddresses: ['203.0.113.77'] })]
  const tables = tablesOf({ ...WORLD, networks, settings })
  const clerk = { ...openClerk().clerk, tables: () => tables }
  const call = (ip: string) => {
    const job = callJob(
      aClick(1),
      { subid: 'x', status: 'sale', payout: '1' },
      CLICK_TIME,
    ) as CallJob
    return work(clerk, { ...job, raw: { ...job.raw, ip, isVisitors: true } })
  }
  expect(call('203.0.113.77').cause).toBeNull()
  const refused = call('203.0.113.78')
  expect(refused.cause).toBe('ip_not_allowed')
  expect(clerk.calls.find(refused.callId!)).toMatchObject({
    ip: '203.0.113.0',
    detail: '203.0.113.0',
  })
})
