import { expect, test } from 'bun:test'

import type { SegmentSource } from '../../src/ledger/columns/column.ts'
import { PLAIN_CSV } from '../../src/report/export/csv.ts'
import { keptExports } from '../../src/report/export/export.ts'
import { exportHandlers, reportHandlers } from '../../src/report/handlers.ts'
import { openReports, type Reports, RUNNING_MAX, WAITING_MAX } from '../../src/report/reports.ts'
import { aLogQuery, aQuery } from '../support/queries.ts'
import { anEvent, damaged, segmentsOf } from '../support/segments.ts'

const [sealed, open] = segmentsOf(
  [anEvent({ clicks: 1 }), anEvent({ clicks: 1, clickSeq: 65_536 })],
  1,
)
const source: SegmentSource = { sealed: () => [sealed!], open: () => [open!] }

/**
 * Reports whose worker runs at once; everything crosses the border as between threads. `asked` gets the
 * names of what it was asked.
 */
function reports(clock: () => number, from: SegmentSource = source, asked: string[] = [], lag = 0) {
  const exports = keptExports()
  const { 'export.pull': pull, 'export.end': end } = exportHandlers(exports)
  const handlers: Record<string, (from: SegmentSource, payload: unknown) => unknown> = {
    ...reportHandlers({ clock, exports }),
    'export.pull': pull,
    'export.end': end,
  }
  const ask = async (name: string, payload: unknown) => {
    asked.push(name)
    return structuredClone(await handlers[name]!(from, structuredClone(payload)))
  }
  return openReports({ ask, clock, currency: () => 'USD', losses: () => [], lagMs: () => lag })
}

test('sums of ids pass side by side, without what is not set, which is in the totals', async () => {
  const events = [
    anEvent({ clicks: 1, campaignId: 7, costMicros: 2_000_000 }),
    anEvent({ clicks: 1, campaignId: 7, clickSeq: 1 }),
    anEvent({ clicks: 1, campaignId: 300, clickSeq: 2 }),
    anEvent({ clicks: 1, campaignId: 0, clickSeq: 3 }),
  ]
  const [only] = segmentsOf(events, events.length)
  const now = Date.UTC(2026, 10, 5)
  const asked = reports(() => now, { sealed: () => [], open: () => [only!] })
  const query = aQuery({ groupings: ['campaign'], measures: ['clicks', 'roi'], limit: 1 })
  const sums = await asked.sums(query)
  if ('refused' in sums) throw new Error(sums.refused)
  const at = (id: number) => sums.ids.indexOf(id)
  expect([...sums.ids].toSorted((a, b) => a - b)).toEqual([7, 300])
  expect(sums.columns.get('clicks')![at(7)]).toBe(2)
  expect(sums.columns.get('roi')![at(7)]).toBe(-100)
  expect(sums.columns.get('roi')![at(300)]).toBeNaN()
  expect(sums).toMatchObject({ totals: { clicks: 4 }, asOf: now, currency: 'USD' })
})

test('sealed and open segments are both in the answer, which says how complete it is', async () => {
  const now = Date.UTC(2026, 10, 5)
  const answer = await reports(() => now).query(aQuery({ measures: ['clicks'] }))
  expect(answer).toMatchObject({
    totals: { clicks: 2 },
    meta: {
      asOf: '2026-11-05T00:00:00.000Z',
      currency: 'USD',
      partial: false,
      warnings: [],
      tookMs: 0,
    },
  })
})

test('what waits for the disk is said by the time up to which an answer is complete', async () => {
  const now = Date.UTC(2026, 10, 5)
  const told = async (lag: number) => {
    const answer = await reports(() => now, source, [], lag).query(aQuery({ measures: ['clicks'] }))
    return 'refused' in answer ? null : [answer.meta.asOf, ...answer.meta.warnings]
  }
  expect(await told(12_400)).toEqual(['2026-11-04T23:59:47.600Z', 'lag: 12 s'])
  expect(await told(5_000)).toEqual(['2026-11-04T23:59:55.000Z'])
})

test('an answer says in which currency its amounts are, and at which rate', async () => {
  const told = async (currency: string, rate: number | null) => {
    const query = aQuery({ measures: ['cost'], currency }, { rateOf: () => rate })
    const answer = await reports(() => 0).query(query)
    return 'refused' in answer ? null : [answer.meta.currency, ...answer.meta.warnings]
  }
  expect(await told('EUR', 0.86020001)).toEqual([
    'EUR',
    'amounts are shown at the rate of now: 1 USD is 0.8602 EUR',
  ])
  expect(await told('XYZ', null)).toEqual(['USD', 'amounts are in USD: no rate for XYZ'])
  expect(await told('USD', null)).toEqual(['USD'])
})

test('an unreadable segment makes the answer partial', async () => {
  const broken = { sealed: () => [damaged(sealed!)], open: () => [open!] }
  const answer = await reports(() => 0, broken).query(aQuery())
  expect(answer).toMatchObject({ meta: { partial: true, warnings: ['unreadable segments: 0'] } })
})

test('a query is given up when its time is over', async () => {
  let now = 0
  const clock = () => (now += 6_000)
  expect(await reports(clock).query(aQuery())).toEqual({
    refused: 'deadline',
    costly: 'What costs most is the period of all time',
  })
})

test('a query is given up when nobody waits for it any more', async () => {
  const client = new AbortController()
  const clock = () => {
    client.abort()
    return 0
  }
  expect(await reports(clock).query(aQuery(), client.signal)).toEqual({ refused: 'cancelled' })
})

test('a long answer comes as text, and says the same', async () => {
  const events = Array.from({ length: 1500 }, (_, at) => anEvent({ clicks: 1, keyword: `k${at}` }))
  const from = { sealed: () => segmentsOf(events, 1500), open: () => [] }
  const { query, queryLong } = reports(() => 0, from)
  const asking = (limit: number) => aQuery({ groupings: ['keyword'], measures: ['clicks'], limit })
  const long = await queryLong(asking(1200))
  const text = 'json' in long ? (await Array.fromAsync(long.json)).join('') : ''
  const expected = await query(asking(1200))
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(expected)))
  expect(await queryLong(asking(100))).toEqual(await query(asking(100)))
})

const ROWS = Array.from({ length: 1500 }, (_, at) => anEvent({ clicks: 1, keyword: `k${at}` }))
const MANY = { sealed: () => segmentsOf(ROWS, 1500), open: () => [] }
const WHOLE = aQuery({ groupings: ['keyword'], measures: ['clicks'], limit: 1200 })

test.each([
  ['an export', (from: Reports) => from.export({ query: WHOLE, kind: 'csv', format: PLAIN_CSV })],
  [
    'a long answer',
    async (from: Reports) => {
      const answer = await from.queryLong(WHOLE)
      return 'json' in answer ? answer.json : { refused: 'busy' as const }
    },
  ],
])('%s that nobody takes is given up, however little of it was taken', async (_what, start) => {
  for (const taken of [0, 1, 2, 5]) {
    const asked: string[] = []
    const lines = await start(reports(() => 0, MANY, asked))
    if ('refused' in lines) throw new Error(lines.refused)
    for (let piece = 0; piece < taken; piece++) await lines.next()
    await lines.return(undefined)
    expect(asked.at(-1)).toBe('export.end')
  }
})

test('logs and single clicks come through too', async () => {
  const { log, click } = reports(() => 0)
  const page = await log(aLogQuery({ period: { from: 0, to: 1 }, limit: 10 }))
  expect('refused' in page ? [] : page.entries.map(({ seq }) => seq)).toEqual([65_536, 0])
  const events = await click(65_536)
  expect(events).toHaveLength(1)
})

test('few questions run at a time, some wait their turn, the rest are refused', async () => {
  const running: (() => void)[] = []
  const ask = () =>
    new Promise<unknown>((resolve) => running.push(() => resolve({ refused: 'deadline' })))
  const { query } = openReports({ ask, clock: () => 0, currency: () => 'USD', losses: () => [] })
  const asked = Array.from({ length: RUNNING_MAX + WAITING_MAX + 3 }, () => query(aQuery()))
  expect(await Promise.all(asked.slice(-3))).toEqual(Array(3).fill({ refused: 'busy' }))
  expect(running).toHaveLength(RUNNING_MAX)
  for (let done = 0; done < RUNNING_MAX + WAITING_MAX; done++) {
    running[done]!()
    await asked[done]
  }
  expect(running).toHaveLength(RUNNING_MAX + WAITING_MAX)
  const late = { refused: 'deadline', costly: 'What costs most is the period of all time' } as const
  expect(await asked.at(-4)).toEqual(late)
})
