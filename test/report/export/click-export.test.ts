import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Event, EventKind } from '../../../src/core/event.ts'
import type { LogQuery } from '../../../src/core/reports/log-query.ts'
import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { type ClickExportQuestion, clickLines } from '../../../src/report/export/click-export.ts'
import { csvLine, PLAIN_CSV } from '../../../src/report/export/csv.ts'
import { CLICK_COLUMNS, type ClickNames, clickRow } from '../../../src/report/logs/click-columns.ts'
import { readLog } from '../../../src/report/logs/log.ts'
import { aLogQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { anEvent, damaged, segmentsOf } from '../../support/segments.ts'

const ROWS = 8
const QUERY = aLogQuery({ zone: 'Europe/Berlin' })
const NONE = new Map<number, string>()
const QUESTION: ClickExportQuestion = {
  key: '',
  query: QUERY,
  columns: CLICK_COLUMNS.map(({ name }) => name),
  kind: 'ndjson',
  format: { ...PLAIN_CSV, trailer: true },
  campaigns: new Map([[1, { name: 'One, "1"', key: 'one' }]]),
  names: {
    flow: new Map([['1', 'Flow']]),
    path: NONE,
    offer: new Map([[1, 'Offer']]),
    landing: NONE,
    source: NONE,
    network: NONE,
    rotation: NONE,
  },
}
const names: ClickNames = {
  campaign: (id) => QUESTION.campaigns.get(id) ?? { name: '', key: '' },
  of: (kind, id) =>
    QUESTION.names[kind].get(kind === 'flow' || kind === 'path' ? `${id}` : id) ?? '',
}
const idOf = (seq: number) => `id-${seq}`

function linesOf(views: readonly SegmentView[], part: Partial<ClickExportQuestion>): string[] {
  const source = { sealed: () => views.slice(0, -1), open: () => views.slice(-1) }
  const pin = () => ({ source, close: () => undefined })
  return [...clickLines({ ...QUESTION, ...part }, { pin, idOf })].filter((line) => line !== '')
}

function rowsOf(events: readonly Event[], query: LogQuery): Record<string, string>[] {
  const segments = { views: segmentsOf(events, ROWS), checkpoint: () => {} }
  return atOnce(readLog(segments, query)).entries.map(({ event, later }) =>
    clickRow({ id: idOf(event.clickSeq), click: event, later, zone: query.zone }, names),
  )
}

test('an export has the rows of the log, each the same as if it was made of its event', () => {
  fc.assert(
    fc.property(fc.integer(), fc.option(fc.nat(40)), (seed, cursor) => {
      const events = randomLedger(randomFrom(seed), 30, ROWS)
      const query = { ...QUERY, cursor: cursor === null ? null : cursor * 9_000 }
      const lines = linesOf(segmentsOf(events, ROWS), { query })
      expect(lines.map((line) => JSON.parse(line))).toEqual(rowsOf(events, query))
    }),
    { numRuns: 50 },
  )
})

test('filters hold, also for what later events say', () => {
  const sale = { kind: EventKind.conversion, time: 2, clickTime: 1, leads: 1, status: 'sale' }
  const events = [
    anEvent({ clickSeq: 0, time: 1, clickTime: 1, subIds: ['a'] }),
    anEvent({ clickSeq: 1, time: 1, clickTime: 1, subIds: ['b'], row: 1 }),
    anEvent({ ...sale, clickSeq: 0, row: 2 }),
    anEvent({ kind: EventKind.update, clickSeq: 1, time: 3, clickTime: 1, row: 3, subIds: ['a'] }),
  ]
  const where = [{ any: [{ field: 'token_1', op: 'in', values: ['a'] }] }] as LogQuery['where']
  const query = { ...QUERY, where }
  const rows = linesOf(segmentsOf(events, ROWS), { query }).map((line) => JSON.parse(line))
  expect(rows).toEqual(rowsOf(events, query))
})

test('as CSV it is safe to open in a spreadsheet, and its numbers are numbers', () => {
  const texts = ['=cmd|calc', 'a,"b"\r\n', '-1', 'plain']
  const events = texts.map((keyword, row) =>
    anEvent({ row, clickSeq: row, subIds: [keyword], costMicros: -250_000, campaignId: 1 }),
  )
  const columns = ['campaign', 'token_1', 'event_1', 'cost']
  const lines = linesOf(segmentsOf(events, ROWS), { kind: 'csv', columns })
  const cells = texts.map((text) => ['One, "1"', text, 0, -0.25])
  const titles = ['Campaign', 'sub_id_1', 'Event 1', 'Cost']
  const expected = [titles, ...cells.toReversed()].map((row) => csvLine(row, PLAIN_CSV))
  expect(lines).toEqual([...expected, '# end\r\n'])
  const format = { ...PLAIN_CSV, language: 'ru', bom: true, delimiter: ';', decimal: ',' } as const
  const russian = linesOf(segmentsOf(events, ROWS), { kind: 'csv', columns, format })
  expect(russian.slice(0, 3)).toEqual([
    '\ufeff',
    'Кампания;sub_id_1;Событие 1;Расход\r\n',
    '"One, ""1""";plain;0;-0,25\r\n',
  ])
})

test('a Russian spreadsheet has Russian words, an English one and NDJSON those of the API', () => {
  const event = anEvent({
    country: 'HK',
    continent: 'AS',
    deviceType: 'smart_display',
    connectionType: 'cellular',
    flowType: 'default',
    action: 'password_form',
    language: 'de',
  })
  const columns = ['rule', 'continent', 'country', 'connection', 'device_type', 'is_bot', 'outcome']
  const views = segmentsOf([event], ROWS)
  const rowIn = (language: 'en' | 'ru') =>
    linesOf(views, { kind: 'csv', columns, format: { ...PLAIN_CSV, language } })[1]
  expect(rowIn('ru')).toBe('По умолчанию,Азия,Гонконг (САР),сотовое,Умный экран,0,форма пароля\r\n')
  const plain = 'Default,Asia,Hong Kong,cellular,smart_display,0,password_form'
  expect(rowIn('en')).toBe(`${plain}\r\n`)
  const format = { ...PLAIN_CSV, language: 'ru' } as const
  const [line = ''] = linesOf(views, { columns, format })
  expect(Object.values(JSON.parse(line)).join()).toBe(plain)
})

test('what could not be read is told at the end', () => {
  const views = segmentsOf(randomLedger(randomFrom(3), 30, ROWS), ROWS)
  const broken = [damaged(views[0]!), ...views.slice(1)]
  expect(linesOf(broken, { kind: 'csv' }).at(-1)).toBe('# partial: unreadable segments 0\r\n')
  expect(linesOf(broken, {}).at(-1)).toBe('{"partial":true,"unreadable":[0]}\n')
})
