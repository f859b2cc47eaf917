/** The queue of outgoing postbacks: what is due, in which order, and what is over. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import type { DueDelivery, TryResult } from '../../../src/db/money/deliveries.ts'
import { NOON } from '../../support/build.ts'
import { aDelivery, openQueue } from '../../support/deliveries.ts'

const A = 'https://a.test/'
const B = 'https://b.test/'

let queue: ReturnType<typeof openQueue>
beforeEach(() => {
  queue = openQueue()
})
afterEach(() => queue.close())

test('a delivery is due at once, with its words', () => {
  const call = { method: 'POST', url: A, headers: [['X-A', 'b']], body: 'c' } as const
  queue.add([aDelivery({ key: 'k', call, successText: 'ok', failureText: 'no' })])
  expect(queue.outbox.agenda(NOON)).toEqual([{ host: 'a.test', nextAt: NOON }])
  const due = { id: 1, key: 'k', clickSeq: 1, host: 'a.test', tries: 0 }
  expect(queue.outbox.due('a.test', NOON, 9)).toEqual([
    { ...due, ...call, successText: 'ok', failureText: 'no' },
  ])
  expect(queue.outbox.due('a.test', NOON - 1, 9)).toEqual([])
})

test('a step that is taken back takes its deliveries along', () => {
  const failing = () =>
    queue.db
      .transaction(() => {
        queue.queue.add(aDelivery(), NOON)
        throw new Error('no')
      })
      .immediate()
  expect(failing).toThrow('no')
  expect(queue.stored()).toEqual([])
})

test('however many hosts wait for their next try, what is due is sent', () => {
  queue.add(
    Array.from({ length: 2001 }, (_, n) => aDelivery({ url: `https://a${n}.test/`, clickSeq: n })),
    NOON + 5,
  )
  queue.add([aDelivery({ url: B, clickSeq: 5000 })])
  expect(queue.outbox.agenda(NOON)).toEqual([{ host: 'b.test', nextAt: NOON }])
})

test('hosts come in the order of urgency, however much waits for one of them', () => {
  queue.add(
    Array.from({ length: 500 }, (_, n) => aDelivery({ url: A, clickSeq: n })),
    NOON + 5,
  )
  queue.add([aDelivery({ url: B, clickSeq: 1000 })])
  expect(queue.outbox.agenda(NOON + 5)).toEqual([
    { host: 'b.test', nextAt: NOON },
    { host: 'a.test', nextAt: NOON + 5 },
  ])
  expect(queue.outbox.due('a.test', NOON + 5, 4)).toHaveLength(4)
})

test('what is skipped or held is never due', () => {
  queue.add([
    aDelivery({ state: 'skipped', reason: 'percent' }),
    aDelivery({ state: 'held', reason: 'no_rate' }),
  ])
  expect(queue.outbox.agenda(NOON)).toEqual([])
  expect(queue.stored().map(({ state, reason }) => [state, reason])).toEqual([
    ['skipped', 'percent'],
    ['held', 'no_rate'],
  ])
})

test('a later step of the click waits until the earlier one is over', () => {
  queue.add([lead(A, 'lead'), lead(A, 'lead again'), sale(A, 'sale')])
  expect(dueKeys('a.test')).toEqual(['lead', 'lead again'])
  record('lead', 'success', null)
  expect(dueKeys('a.test')).toEqual(['lead again'])
  record('lead again', 'bad_status', NOON + 60_000)
  expect(dueKeys('a.test')).toEqual([])
  record('lead again', 'bad_status', null)
  expect(dueKeys('a.test')).toEqual(['sale'])
  expect(stateOf('lead again')).toEqual(['failed', 'bad_status', 2])
})

test('other hosts and other clicks do not wait', () => {
  queue.add([lead(A, 'lead'), sale(B, 'sale'), { ...sale(A, 'other'), clickSeq: 2 }])
  expect(dueKeys('a.test')).toEqual(['lead', 'other'])
  expect(dueKeys('b.test')).toEqual(['sale'])
})

test('a third step follows the second, not the first', () => {
  queue.add([lead(A, '1'), sale(A, '2'), aDelivery({ url: A, key: '3', stepId: 3 })])
  record('1', 'success', null)
  expect(dueKeys('a.test')).toEqual(['2'])
  record('2', 'success', null)
  expect(dueKeys('a.test')).toEqual(['3'])
})

test('what was held keeps later steps waiting, and goes first when it is released', () => {
  queue.add([{ ...lead(A, 'lead'), state: 'held', reason: 'no_rate' }, sale(A, 'sale')])
  addConversion()
  expect(dueKeys('a.test')).toEqual([])
  const [held] = queue.queue.held(1)
  expect(held).toMatchObject({ key: 'lead', entry: 'campaign 1' })
  const call = { method: 'GET', url: `${A}told`, headers: [], body: null } as const
  queue.queue.release(held!.id, { call, news: held!.news }, NOON)
  expect(queue.outbox.due('a.test', NOON, 9).map(({ url }) => url)).toEqual([`${A}told`])
  record('lead', 'success', null)
  expect(dueKeys('a.test')).toEqual(['sale'])
})

test('what is released to another host frees what waited at the old one, and waits there itself', () => {
  queue.add([
    { ...lead(A, 'lead'), state: 'held', reason: 'no_rate' },
    sale(A, 'sale'),
    sale(B, 'other sale'),
  ])
  addConversion()
  const [held] = queue.queue.held(1)
  const call = { method: 'GET', url: B, headers: [], body: null } as const
  queue.queue.release(held!.id, { call, news: held!.news }, NOON)
  expect([dueKeys('a.test'), dueKeys('b.test')]).toEqual([['sale'], ['lead', 'other sale']])
})

test('what was held for an entry that is gone is skipped, and frees the rest', () => {
  queue.add([{ ...lead(A, 'lead'), state: 'held', reason: 'no_rate' }, sale(A, 'sale')])
  addConversion()
  queue.queue.drop(1, 'entry_gone', NOON)
  expect(stateOf('lead')).toEqual(['skipped', 'entry_gone', 0])
  expect(dueKeys('a.test')).toEqual(['sale'])
})

test('every try is kept', () => {
  queue.add([lead(A, 'lead')])
  record('lead', 'timeout', NOON)
  record('lead', 'success', null)
  const tries = queue.db.query('SELECT verdict, status, answer FROM delivery_tries').all()
  expect(tries).toEqual([
    { verdict: 'timeout', status: 0, answer: '' },
    { verdict: 'success', status: 200, answer: 'yes' },
  ])
  expect(stateOf('lead')).toEqual(['sent', '', 2])
})

test('what a dead host never got is given up, and frees what waits behind it', () => {
  queue.add([lead(A, 'lead')], NOON - 1000)
  queue.add([sale(A, 'sale')])
  expect(queue.outbox.expire(NOON, NOON, 100)).toBe(1)
  expect(stateOf('lead')).toEqual(['failed', 'expired', 0])
  expect(dueKeys('a.test')).toEqual(['sale'])
})

test('what was queued in the future is due once the clock is set back, unless it was tried', () => {
  const later = NOON + 86_400_000
  queue.add([lead(A, 'tried'), { ...lead(A, 'untried'), clickSeq: 2 }], later)
  record('tried', 'timeout', later + 1000)
  queue.outbox.bringForward(later - 30_000)
  expect(dueKeys('a.test')).toEqual([])
  queue.outbox.bringForward(NOON)
  expect(dueKeys('a.test')).toEqual(['untried'])
})

test('what was tried while the clock was a year ahead does not wait for that year', () => {
  const year = 365 * 86_400_000
  queue.add([lead(A, 'tried'), { ...lead(A, 'soon'), clickSeq: 2 }], NOON - 1000)
  record('tried', 'timeout', NOON + year)
  record('soon', 'timeout', NOON + 86_000_000)
  queue.outbox.bringForward(NOON)
  expect(dueKeys('a.test')).toEqual(['tried'])
})

test('the log forgets finished deliveries with their tries, a few at a time', () => {
  queue.add([lead(A, '1'), { ...lead(A, '2'), clickSeq: 2 }, { ...lead(A, '3'), clickSeq: 3 }])
  record('1', 'success', null)
  record('2', 'success', null)
  expect(queue.outbox.forget(NOON, 100)).toBe(0)
  queue.db.run('PRAGMA foreign_keys = ON')
  expect(queue.outbox.forget(NOON + 1, 1)).toBe(1)
  expect(queue.outbox.forget(NOON + 1, 100)).toBe(1)
  expect(queue.stored().map(({ key }) => key)).toEqual(['3'])
  expect(queue.db.query('SELECT * FROM delivery_tries').all()).toEqual([])
})

function lead(url: string, key: string) {
  return aDelivery({ url, key, stepId: 1 })
}

function sale(url: string, key: string) {
  return aDelivery({ url, key, stepId: 2 })
}

function dueKeys(host: string): string[] {
  return queue.outbox.due(host, NOON, 99).map(({ key }) => key)
}

function stateOf(key: string) {
  const row = queue.stored().find((one) => one.key === key)
  return [row?.state, row?.reason, row?.tries]
}

function record(key: string, verdict: TryResult['verdict'], nextAt: number | null): void {
  const row = queue.db
    .query<DueDelivery, [string]>(
      'SELECT id, "key", click_seq AS clickSeq, host, tries FROM deliveries WHERE "key" = ?',
    )
    .get(key)
  const answered = verdict === 'success' || verdict === 'bad_status'
  const answer = { status: answered ? 200 : 0, answer: answered ? 'yes' : '' }
  queue.outbox.record([{ delivery: row!, at: NOON - 5, durationMs: 5, verdict, ...answer, nextAt }])
}

function addConversion(): void {
  const columns = queue.db
    .query<{ name: string; type: string; notnull: number }, []>('PRAGMA table_info(conversions)')
    .all()
    .filter(({ notnull, name }) => notnull === 1 && name !== 'id')
  const values = columns.map(({ name, type }) =>
    name === 'click_seq' ? '1' : type === 'TEXT' ? "''" : '0',
  )
  const names = columns.map(({ name }) => name)
  queue.db.run(`INSERT INTO conversions (id, ${names.join()}) VALUES (1, ${values.join()})`)
}
