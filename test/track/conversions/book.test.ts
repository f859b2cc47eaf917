/** Booking on a real database: whatever networks and people send, reports add up to the table. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readCall } from '../../../src/core/conversions/call.ts'
import { type ClickSums, clickSums } from '../../../src/core/conversions/sums.ts'
import { type Event, EventKind, Flag, MEASURE_COLUMNS } from '../../../src/core/event.ts'
import { DAY_MS } from '../../../src/lib/spans.ts'
import type { Job } from '../../../src/track/conversions/jobs.ts'
import type { Clerk } from '../../../src/track/conversions/keep.ts'
import { DryRun, work } from '../../../src/track/conversions/work.ts'
import {
  aClick,
  callJob,
  CLICK_TIME,
  found,
  MINUTE,
  openClerk,
  queued,
  smallMoney,
  withRate,
} from '../../support/booking.ts'

function added(events: readonly Event[]): ClickSums {
  return Object.fromEntries(
    MEASURE_COLUMNS.map((name) => [name, events.reduce((sum, event) => sum + event[name], 0)]),
  ) as ClickSums
}

const someCall = fc.record({
  click: fc.integer({ min: 0, max: 3 }),
  status: fc.constantFrom('lead', 'sale', 'approved', 'rebill', 'rejected', 'trash', '7', 'what'),
  payout: fc.constantFrom('', '5', '7.25', '5', 'NaN', '-3'),
  currency: fc.constantFrom('', 'USD', 'EUR', 'XPF'),
  tid: fc.constantFrom('', '', 'a', 'b'),
  afterMinutes: fc.integer({ min: 0, max: 3 }),
  by: fc.constantFrom('network', 'network', 'network', 'person', 'deletion', 'undo'),
})

type SomeCall = typeof someCall extends fc.Arbitrary<infer T> ? T : never

const CLICKS = [
  aClick(0, { campaignId: 1, offerId: 1 }),
  aClick(1, { campaignId: 2, offerId: 2, networkId: 0 }),
  aClick(2, { campaignId: 3, offerId: 3, networkId: 0 }),
  aClick(3, { campaignId: 2, offerId: 4, networkId: 0 }),
]

function jobOf(some: SomeCall, at: number): Job {
  const event = CLICKS[some.click]!
  const click = found(event)
  const { status, payout, currency, tid } = some
  const fields = { status, payout, currency, tid, subid: click.clickId }
  const common = { click, at, afterSeq: 0, userId: 1 }
  switch (some.by) {
    case 'deletion':
      return { do: 'delete', ...common }
    case 'undo':
      return { do: 'undo', importId: 9, ...common }
    case 'person': {
      const call = readCall(new Map(Object.entries(fields)), 'binom', false)
      return { do: 'line', call, importId: 9, isCorrection: false, isDry: false, ...common }
    }
    default:
      return callJob(event, fields, at)
  }
}

test('the events of every random history add up to the table of conversions', () => {
  fc.assert(
    fc.property(fc.array(someCall, { maxLength: 40 }), (calls) => {
      const { clerk, db } = openClerk()
      const events: Event[] = []
      let now = CLICK_TIME + MINUTE
      for (const some of calls) {
        now += some.afterMinutes * MINUTE
        events.push(...queued(work(clerk, jobOf(some, now))))
      }
      for (const { clickSeq } of CLICKS) {
        const ofClick = events.filter((event) => event.clickSeq === clickSeq)
        const state = clickSums(clerk.conversions.ofClick(clickSeq))
        expect(added(ofClick)).toEqual(state)
        expect(state.leads).toBeLessThanOrEqual(1)
        const { convLead, convSale, convRejected, convTrash, convOther } = state
        expect(convLead + convSale + convRejected + convTrash + convOther).toBe(state.leads)
      }
      expect(clerk.queue.all()).toHaveLength(events.length)
      const settled = settleAll({ ...clerk, tables: () => withRate }, now + MINUTE)
      const all = clerk.conversions.waitingFor(['XPF'], 0, 100)
      expect(all).toEqual([])
      for (const { clickSeq } of CLICKS) {
        const ofClick = [...events, ...settled].filter((event) => event.clickSeq === clickSeq)
        expect(added(ofClick)).toEqual(clickSums(clerk.conversions.ofClick(clickSeq)))
      }
      db.close()
    }),
    { numRuns: 150 },
  )
})

function settleAll(clerk: Clerk, at: number): Event[] {
  return clerk.conversions.waitingFor(['XPF'], 0, 100).flatMap(({ id, clickSeq }) => {
    const click = found(CLICKS[clickSeq]!)
    return queued(work(clerk, { do: 'settle', click, conversionId: id, at, afterSeq: 0 }))
  })
}

test('amounts that can not be added up for want of a rate are all kept', () => {
  const { clerk } = openClerk()
  const click = CLICKS[2]!
  const sale = (payout: string, currency: string, at: number) =>
    work(clerk, callJob(click, { status: 'sale', payout, currency }, CLICK_TIME + at))
  sale('100', 'XPF', 1)
  sale('5', 'USD', 2)
  expect(sale('5', 'USD', 3).result).toBe('duplicate')
  sale('50', 'XPF', 4)
  const rated = { ...clerk, tables: () => withRate }
  settleAll(rated, CLICK_TIME + 5)
  expect(settleAll(rated, CLICK_TIME + 6)).toEqual([])
  const { conversions, revenueConfirmedMicros } = clickSums(clerk.conversions.ofClick(2))
  expect([conversions, revenueConfirmedMicros]).toEqual([2, 6_500_000])
})

test('the cost of a share of the revenue comes with the rate', () => {
  const { clerk } = openClerk()
  const click = CLICKS[1]!
  work(clerk, callJob(click, { status: 'sale', payout: '100', currency: 'XPF' }, CLICK_TIME + 1))
  expect(clerk.conversions.ofClick(1)[0]?.costMicros).toBe(0)
  settleAll({ ...clerk, tables: () => withRate }, CLICK_TIME + 2)
  expect(clerk.conversions.ofClick(1)[0]).toMatchObject({
    amountMicros: 1_000_000,
    costMicros: 500_000,
  })
})

test('what waited for its rate counts when its call says that it happened', () => {
  const { clerk } = openClerk()
  const [said, arrived] = [CLICK_TIME + MINUTE, CLICK_TIME + 3 * DAY_MS]
  const call = { payout: '100', currency: 'XPF', time: new Date(said).toISOString() }
  const booked = queued(work(clerk, callJob(CLICKS[2]!, call, arrived)))
  const settled = settleAll({ ...clerk, tables: () => withRate }, arrived + DAY_MS)
  expect([...booked, ...settled].map(({ time }) => time)).toEqual([said, said])
})

test('the same call again changes nothing, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(someCall, { maxLength: 15 }), someCall, (calls, last) => {
      const { clerk, db } = openClerk()
      let now = CLICK_TIME + MINUTE
      for (const some of calls) work(clerk, jobOf(some, (now += MINUTE)))
      const again = { ...last, by: 'network' as const }
      work(clerk, jobOf(again, now + 1))
      const before = clerk.conversions.ofClick(again.click)
      const verdict = work(clerk, jobOf(again, now + 2))
      expect(verdict.events).toEqual([])
      expect(clerk.conversions.ofClick(again.click)).toEqual(before)
      db.close()
    }),
    { numRuns: 150 },
  )
})

test('a payout that was added in another currency is not added again', () => {
  const { clerk } = openClerk()
  const click = CLICKS[2]!
  work(clerk, callJob(click, { status: 'sale', payout: '5', currency: 'EUR' }, CLICK_TIME + 1))
  work(clerk, callJob(click, { status: 'sale', payout: '5' }, CLICK_TIME + 2))
  const again = work(clerk, callJob(click, { status: 'sale', payout: '5' }, CLICK_TIME + 3))
  expect(again.result).toBe('duplicate')
})

test('a network that leaves the macro of its transactions makes no transaction of that name', () => {
  const { clerk } = openClerk()
  const click = CLICKS[2]!
  work(clerk, callJob(click, { status: 'lead', tid: '{transaction_id}' }, CLICK_TIME + 1))
  work(clerk, callJob(click, { status: 'sale', payout: '5', tid: '991' }, CLICK_TIME + 2))
  expect(clerk.conversions.ofClick(2)).toMatchObject([
    { class: 'sale', transactionId: '991', payoutMicros: 5_000_000 },
  ])
})

test('a lead that arrives after its sale takes no money away', () => {
  const { clerk } = openClerk()
  const click = CLICKS[0]!
  work(clerk, callJob(click, { status: 'sale', payout: '10' }, CLICK_TIME + 1))
  const late = work(clerk, callJob(click, { status: 'lead', payout: '0' }, CLICK_TIME + 2))
  expect(late.result).toBe('out_of_order')
  expect(clerk.conversions.ofClick(0)[0]).toMatchObject({ class: 'sale', amountMicros: 10_000_000 })
})

test('what is rejected keeps its amount and gets it back', () => {
  const { clerk } = openClerk()
  const click = CLICKS[0]!
  const sums = () => clickSums(clerk.conversions.ofClick(0))
  work(clerk, callJob(click, { status: 'lead', payout: '10' }, CLICK_TIME + 1))
  work(clerk, callJob(click, { status: 'rejected', payout: '0' }, CLICK_TIME + 2))
  expect(sums()).toMatchObject({
    revenueHoldMicros: 0,
    revenueRejectedMicros: 10_000_000,
    leads: 1,
  })
  work(clerk, callJob(click, { status: 'approved' }, CLICK_TIME + 3))
  expect(sums()).toMatchObject({ revenueConfirmedMicros: 10_000_000, revenueRejectedMicros: 0 })
  expect(clerk.conversions.stepsOfClick(0).map(({ kind }) => kind)).toEqual([
    'created',
    'changed',
    'reinstated',
  ])
})

test('an amount without a rate is kept and in no sum', () => {
  const { clerk } = openClerk()
  const verdict = work(
    clerk,
    callJob(CLICKS[0]!, { payout: '100', currency: 'XPF' }, CLICK_TIME + 1),
  )
  expect(verdict.result).toBe('accepted')
  expect(clerk.conversions.ofClick(0)[0]).toMatchObject({
    payoutMicros: 100_000_000,
    payoutCurrency: 'XPF',
    amountMicros: null,
  })
  expect(added(queued(verdict)).revenueConfirmedMicros).toBe(0)
})

test('a click that was only looked ahead counts from its conversion on, once', () => {
  const { clerk } = openClerk()
  const event = aClick(8, { flags: Flag.provisional, clicks: 0 })
  const job = (status: string) => {
    const made = callJob(event, { status, payout: '1' }, CLICK_TIME + 1)
    return { ...made, click: { ...found(event), isUnconfirmed: true } } as Job
  }
  const first = work(clerk, job('lead'))
  const second = work(clerk, job('sale'))
  expect(first.isConfirmed).toBe(true)
  expect(queued(first).map(({ kind, clicks }) => [kind, clicks])).toEqual([
    [EventKind.confirm, 1],
    [EventKind.conversion, 0],
  ])
  expect([second.isConfirmed, queued(second).length]).toEqual([false, 1])
})

test.each<[string, Record<string, string>, Partial<Event>, string]>([
  ['unmapped_status', { status: 'what' }, {}, 'what'],
  ['macro_not_replaced', { status: '{status}' }, {}, '{status}'],
  ['macro_not_replaced', { type: '[STATUS]' }, {}, '[STATUS]'],
  ['bad_payout', { payout: 'Infinity' }, {}, 'Infinity'],
  ['unknown_currency', { payout: '1', currency: 'EURO' }, {}, 'EURO'],
  ['malformed', { tid: 'x'.repeat(256) }, {}, 'status or transaction id'],
  ['too_old', {}, { time: CLICK_TIME - 366 * 24 * 60 * MINUTE }, '2025-11-20T00:00:00.000Z'],
])('a call is parked: %s', (cause, fields, differs, detail) => {
  const { clerk } = openClerk()
  const verdict = work(clerk, callJob(aClick(5, differs), fields, CLICK_TIME))
  expect(verdict).toMatchObject({ result: 'parked', cause, detail, events: [] })
  expect(clerk.calls.find(verdict.callId!)).toMatchObject({ verdict: 'parked', cause, tries: 1 })
})

test('a payout that is too much in the tracker’s small money waits; others add up or stand apart', () => {
  const { clerk } = openClerk()
  const small = { ...clerk, tables: () => smallMoney }
  const say = (fields: Record<string, string>, minutes: number) =>
    work(small, callJob(CLICKS[2]!, fields, CLICK_TIME + minutes * MINUTE))
  const huge = { payout: '1000000000', currency: 'USD' }
  expect(say(huge, 0)).toMatchObject({ result: 'parked', cause: 'bad_payout' })
  expect(say({ ...huge, status: 'lead', payout: '300000' }, 1).result).toBe('accepted')
  for (const minutes of [2, 4, 6]) {
    expect(say({ payout: '200000', currency: 'USD' }, minutes).result).toBe('accepted')
  }
  expect(say({ payout: '10000000000', currency: 'IDR' }, 8).cause).toBe('bad_payout')
  const amounts = clerk.conversions.ofClick(2).map(({ amountMicros }) => amountMicros)
  expect(amounts).toEqual([5_264_000_000_000_000, 5_264_000_000_000_000, 5_264_000_000_000_000])
})

test('a parked call is booked later with its own time, and leaves the inbox', () => {
  const { clerk, db } = openClerk()
  const job = callJob(CLICKS[0]!, { status: 'what', payout: '5' }, CLICK_TIME + 1)
  const first = work(clerk, job)
  const entry = clerk.calls.find(first.callId!)!
  const parkedOf = (campaignId: number) =>
    clerk.calls.parked({ campaignIds: [campaignId] }, null, 10).length
  expect([parkedOf(1), parkedOf(2)]).toEqual([1, 0])
  if (job.do !== 'call') throw new Error()
  const call = { ...job.call, word: 'sale' }
  const again = { ...job, call, stored: entry, now: CLICK_TIME + MINUTE }
  const dry = db.transaction(() => work(clerk, { ...again, isDry: true }))
  expect(dry).toThrow(DryRun)
  expect(work(clerk, again).result).toBe('accepted')
  expect(clerk.conversions.ofClick(0)[0]).toMatchObject({ time: CLICK_TIME + 1 })
  expect(clerk.calls.parked({}, null, 10)).toEqual([])
  expect(clerk.calls.find(entry.id)).toMatchObject({ tries: 2, resolvedAt: CLICK_TIME + MINUTE })
})

test('a parked call that two try again at the same time is booked once, and both hear so', () => {
  const { clerk } = openClerk()
  const job = callJob(CLICKS[0]!, { status: 'what', payout: '5' }, CLICK_TIME + 1)
  const entry = clerk.calls.find(work(clerk, job).callId!)!
  if (job.do !== 'call') throw new Error()
  const call = { ...job.call, word: 'sale' }
  const again = { ...job, call, stored: entry, now: CLICK_TIME + MINUTE }
  const first = work(clerk, again)
  const second = work(clerk, { ...again, now: CLICK_TIME + 2 * MINUTE })
  const { callId, conversionId } = first
  expect(second).toMatchObject({ result: 'accepted', callId, conversionId, events: [], caps: [] })
  const logged = { verdict: 'accepted', tries: 2, resolvedAt: CLICK_TIME + MINUTE }
  expect(clerk.calls.find(entry.id)).toMatchObject(logged)
})

test('no conversion is before its click: a call may be given one that came after it', () => {
  const { clerk } = openClerk()
  const events = queued(work(clerk, callJob(CLICKS[0]!, { payout: '5' }, CLICK_TIME - MINUTE)))
  expect(events.map(({ time }) => time)).toEqual([CLICK_TIME])
  const [booked] = clerk.conversions.ofClick(0)
  expect(booked).toMatchObject({ time: CLICK_TIME, arrivedAt: CLICK_TIME - MINUTE })
})

test('a key acts only for its network’s clicks', () => {
  const { clerk } = openClerk()
  const key = { id: 2, kind: 'network', networkId: 2, endsAt: null } as const
  const foreign = { ...callJob(CLICKS[0]!, {}, CLICK_TIME), key } as Job
  const free = { ...callJob(CLICKS[1]!, {}, CLICK_TIME), key } as Job
  expect(work(clerk, foreign).cause).toBe('other_network')
  expect(work(clerk, free).cause).toBeNull()
})

test('a page that visitors can read sets no payout', () => {
  const { clerk } = openClerk()
  const key = { id: 3, kind: 'pixel', networkId: null, endsAt: null } as const
  work(clerk, { ...callJob(CLICKS[0]!, { payout: '999' }, CLICK_TIME), key } as Job)
  expect(clerk.conversions.ofClick(0)[0]).toMatchObject({ isPixel: true, payoutMicros: 0 })
})

test('a place under a cap is taken once and given back', () => {
  const { clerk } = openClerk()
  const by = (status: string, at: number) =>
    work(clerk, callJob(CLICKS[0]!, { status, payout: '1' }, CLICK_TIME + at)).caps.map(
      (change) => change.by,
    )
  expect(['lead', 'sale', 'rejected', 'trash', 'sale'].map((word, at) => by(word, at))).toEqual([
    [1],
    [],
    [-1],
    [],
    [1],
  ])
})
