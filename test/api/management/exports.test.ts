import { afterAll, beforeEach, expect, test } from 'bun:test'

import { EventKind } from '../../../src/core/event.ts'
import type { LogQuery } from '../../../src/core/reports/log-query.ts'
import type { LogPage } from '../../../src/report/log.ts'
import type { Reports } from '../../../src/report/reports.ts'
import { clickIdOf, NOW, openManagement } from '../../support/management.ts'
import { anEvent } from '../../support/segments.ts'

const PAGES = 3
const PAGE = 1000
let asked: LogQuery[] = []
let keyword = 'shoes'
let damaged: number[] = []

/** `PAGES` pages of clicks with falling numbers, each with a conversion. */
function logOf(query: LogQuery): LogPage {
  asked.push(query)
  const first = query.cursor ?? PAGES * PAGE + 1
  const entries = Array.from({ length: PAGE }, (_, index) => {
    const clickSeq = first - 1 - index
    const click = { clickSeq, campaignId: 1, clickTime: NOW, time: NOW, keyword }
    const later = [{ kind: EventKind.conversion, revenueHoldMicros: 1_500_000, status: '=lead' }]
    const source = anEvent({ ...click, subIds: [keyword], costMicros: -250_000 })
    const rest = later.map((part) => anEvent({ ...click, ...part, leads: 1 }))
    return { seq: clickSeq, event: source, later: rest }
  })
  return { entries, hasNext: asked.length < PAGES, hasPrev: false, damaged }
}

const reports = {
  log: (query: LogQuery) => Promise.resolve(logOf(query)),
} as unknown as Reports
const management = openManagement(reports)
afterAll(() => management.close())
beforeEach(() => {
  asked = []
  damaged = []
  keyword = 'shoes'
})

function exported(search: string): Promise<Response> {
  const url = `http://localhost/public/api/v1/clicklog/export?${search}`
  return management.send(new Request(url, { headers: { 'api-key': management.key } }))
}

test('the click log is exported whole, page after page, with what became of each click', async () => {
  const response = await exported('format=ndjson')
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  const rows = (await response.text()).trimEnd().split('\n')
  expect(rows).toHaveLength(PAGES * PAGE)
  expect(JSON.parse(rows[0]!)).toMatchObject({
    id: clickIdOf(PAGES * PAGE),
    payout: '1.5',
    conversion: '1',
    conversion_status_one: '=lead',
  })
  expect(asked.map(({ cursor }) => cursor)).toEqual([null, 2 * PAGE + 1, PAGE + 1])
})

test('as CSV it is safe to open in a spreadsheet, and its numbers are numbers', async () => {
  keyword = '=cmd|calc'
  const response = await exported('trailer=1')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="clicks.csv"',
    'x-content-type-options': 'nosniff',
  })
  const lines = (await response.text()).split('\r\n')
  const [names, values] = [lines[0]!.split(','), lines[1]!.split(',')]
  const cell = (name: string) => values[names.indexOf(name)]
  expect([cell('token_1'), cell('cost'), cell('payout'), cell('conversion_status_one')]).toEqual([
    "'=cmd|calc",
    '-0.25',
    '1.5',
    "'=lead",
  ])
  expect(lines.slice(-2)).toEqual(['# end', ''])
})

test('what could not be read is told at the end', async () => {
  damaged = [7]
  const csv = await (await exported('trailer=1')).text()
  expect(csv.endsWith('# partial: unreadable segments 7\r\n')).toBe(true)
  asked = []
  const text = await (await exported('format=ndjson')).text()
  expect(text.endsWith('{"partial":true,"unreadable":[7]}\n')).toBe(true)
})

test('pages are read as they are taken, and none after the client has left', async () => {
  const reader = (await exported('format=ndjson')).body!.getReader()
  await reader.read()
  expect(asked).toHaveLength(1)
  await reader.cancel()
  await reader.closed
  expect(asked).toHaveLength(1)
})

test('a bad filter is refused before anything is sent', async () => {
  expect((await exported('filter=nonsense')).status).toBe(400)
  expect((await exported('format=xls')).status).toBe(400)
  expect(asked).toEqual([])
})
