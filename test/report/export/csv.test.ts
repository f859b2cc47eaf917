import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { Flag } from '../../../src/core/event.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { type CsvFormat, csvLine, PLAIN_CSV } from '../../../src/report/export/csv.ts'
import { exportLines } from '../../../src/report/export/export.ts'
import { sumSteps } from '../../../src/report/scan/run.ts'
import { aQuery } from '../../support/queries.ts'
import { anEvent, segmentsOf } from '../../support/segments.ts'

const cells: [cell: string | number | null, text: string][] = [
  ['plain', 'plain'],
  ['', ''],
  [null, ''],
  ['=1+1', "'=1+1"],
  ['  +1', "'  +1"],
  ['\0-1', "'\0-1"],
  ['@x', "'@x"],
  ['-5.2', "'-5.2"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['＝1', "'＝1"],
  ['a=b', 'a=b'],
  [-5.2, '-5.2'],
  [1e-7, '0'],
  [0.000001, '0.000001'],
  [123456789.5, '123456789.5'],
  [2e40, '20000000000000000607572056854007333781504'],
  [-1.5e21, '-1500000000000000000000'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
]

test.each(cells)('%j is written as %j', (cell, text) => {
  expect(csvLine([cell], PLAIN_CSV)).toBe(`${text}\r\n`)
})

test('a decimal comma is quoted where the comma is the delimiter', () => {
  expect(csvLine([1.5, 2], { ...PLAIN_CSV, decimal: ',' })).toBe('"1,5",2\r\n')
  expect(csvLine([1.5, 'a,b'], { ...PLAIN_CSV, decimal: ',', delimiter: ';' })).toBe('1,5;a,b\r\n')
})

/** RFC 4180, read character by character. */
function readCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [['']]
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const row = rows.at(-1)!
    const char = text[at]!
    const add = (piece: string) => (row[row.length - 1] += piece)
    if (char === '"' && isQuoted && text[at + 1] === '"') add(text[++at]!)
    else if (char === '"') isQuoted = !isQuoted
    else if (!isQuoted && char === delimiter) row.push('')
    else if (!isQuoted && char === '\r' && text[at + 1] === '\n') {
      at += 1
      rows.push([''])
    } else add(char)
  }
  return rows.slice(0, -1)
}

test('whatever is written is read back by another reader, marked where it could be a formula', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('=', '+', '"', ',', ';', '\t', '\r\n', '\n', '\0', ' '),
  )
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(',', ';', '\t'),
      (row, delimiter) => {
        const [read] = readCsv(
          csvLine(row, { ...PLAIN_CSV, delimiter: delimiter as CsvFormat['delimiter'] }),
          delimiter,
        )
        expect(read!.map((cell, at) => (cell === `'${row[at]}` ? row[at] : cell))).toEqual(row)
        for (const cell of read!) expect(/^[\0\s]*[=+\-@]/.test(cell)).toBe(false)
      },
    ),
  )
})

test('a report is written with ids and labels, its levels as asked, totals and an end mark', () => {
  const event = (campaignId: number, country: string) =>
    anEvent({ clicks: 1, costMicros: 250_000, campaignId, country })
  const query = aQuery({
    groupings: ['campaign', 'geoCountry'],
    measures: ['clicks', 'cost', 'cr_unique'],
  })
  const views = segmentsOf([event(1, 'DE'), event(1, '')], 9)
  const groups = () => atOnce(sumSteps({ views, checkpoint: () => {} }, query))
  const lines = (part: Partial<CsvFormat>) => [
    ...exportLines(groups(), { query, kind: 'csv', format: { ...PLAIN_CSV, ...part } }),
  ]
  const header = 'Campaign id,Campaign,Country id,Country,Clicks,Cost,CR of unique clicks\r\n'
  const leaves = ['1,1,,(not set),1,0.25,\r\n', '1,1,DE,Germany,1,0.25,\r\n']
  const totals = ',Total,,,2,0.5,\r\n'
  expect(lines({})).toEqual([header, '1,1,,,2,0.5,\r\n', ...leaves, totals])
  expect(lines({ shape: 'leaf', bom: true, totals: false, trailer: true })).toEqual([
    '\ufeff',
    header,
    ...leaves,
    '# end\r\n',
  ])
})

test('a compared report has the numbers of the other period behind each of its own', () => {
  const day = (date: string, clicks: number, country: string) => {
    const time = Date.parse(`${date}T12:00:00Z`)
    return anEvent({ time, clickTime: time, clicks, costMicros: clicks * 500_000, country })
  }
  const query = aQuery(
    {
      period: { preset: 'custom_time', from: '2026-11-04', to: '2026-11-04', timezone: 'UTC' },
      groupings: ['geoCountry'],
      measures: ['clicks', 'cost'],
      compare: { to: 'previous_period' },
    },
    { now: Date.parse('2026-11-05T12:00:00Z') },
  )
  const views = segmentsOf([day('2026-11-04', 3, 'DE'), day('2026-11-03', 1, 'FR')], 9)
  const written = (kind: 'csv' | 'ndjson') => {
    const groups = atOnce(sumSteps({ views, checkpoint: () => {} }, query))
    return [...exportLines(groups, { query, kind, format: PLAIN_CSV })]
  }
  expect(written('csv')).toEqual([
    'Country id,Country,Clicks,Clicks (before),Cost,Cost (before)\r\n',
    'DE,Germany,3,0,1.5,0\r\n',
    'FR,France,0,1,0,0.5\r\n',
    ',Total,3,1,1.5,0.5\r\n',
  ])
  expect(JSON.parse(written('ndjson').at(-1) ?? '')).toEqual({
    totals: { clicks: 3, cost: 1.5 },
    prevTotals: { clicks: 1, cost: 0.5 },
  })
})

test('titles and words of Sluice are in the language, ids, names and numbers the same in all', () => {
  const events = [
    anEvent({ clicks: 1, campaignId: 7, deviceType: 'mobile', country: 'DE', flags: Flag.bot }),
    anEvent({ clicks: 1, country: 'xx', deviceType: 'toString', unexpanded: 'sub_id_1' }),
  ]
  const written = (groupings: string[], language: CsvFormat['language'], part = {}) => {
    const names = new Map([['campaign', new Map([['7', '=Тест']])]])
    const sort = groupings.map((key) => ({ key, dir: 'asc', column: null }) as const)
    const plain = aQuery({ groupings, measures: ['clicks', 'event_3'] })
    const query = { ...plain, sort, labels: { ...plain.labels, names }, ...part }
    const groups = atOnce(sumSteps({ views: segmentsOf(events, 9), checkpoint: () => {} }, query))
    const format = { ...PLAIN_CSV, shape: 'leaf', language } as const
    return [...exportLines(groups, { query, kind: 'csv', format })].map((line) => line.trim())
  }
  expect(written(['campaign', 'geoCountry'], 'ru').toSorted()).toEqual([
    ',(без кампании),xx,xx,1,0',
    ',Итого,,,2,0',
    "7,'=Тест,DE,Германия,1,0",
    'Кампания id,Кампания,Страна id,Страна,Клики,Событие 3',
  ])
  expect(written(['bot', 'deviceType', 'token_1'], 'ru').slice(0, 3)).toEqual([
    'Бот id,Бот,Тип устройства id,Тип устройства,sub_id_1 id,sub_id_1,Клики,Событие 3',
    'false,нет,toString,toString,(macro not replaced),макрос не заменён,1,0',
    'true,да,mobile,Телефон,,(не задано),1,0',
  ])
  const columns = [{ key: 'clicks', formula: null, title: 'Моё' }]
  expect(written(['dayOfWeek'], 'en', { columns })).toEqual([
    'Weekday id,Weekday,Моё',
    '4,Thursday,2',
    ',Total,2',
  ])
})
