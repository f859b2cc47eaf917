/** Uploads of conversions as networks, spreadsheets and people write them. */
import { expect, test } from 'bun:test'

import { readLines, readTable, readUpload } from '../../../src/core/conversions/lines.ts'
import type { DateOrder } from '../../../src/core/files/dates.ts'

const ID = '00000g00001d900beuv6'

test.each<[what: string, text: string, line: number, fields: Record<string, string>]>([
  ['pairs', `${ID}:payout=12.5:tid=a\\:b`, 1, { clickid: ID, payout: '12.5', tid: 'a:b' }],
  [
    'a value that ends in a backslash',
    `${ID}:tid=x\\\\:status=sale`,
    1,
    { clickid: ID, tid: 'x\\', status: 'sale' },
  ],
  ['a lone backslash', `${ID}:tid=a\\b`, 1, { clickid: ID, tid: 'a\\b' }],
  ['pairs under a comment', `# x\n\n  ${ID} : payout = 1`, 3, { clickid: ID, payout: '1' }],
  ['a table', `subid,payout\n${ID},2`, 2, { subid: ID, payout: '2' }],
  [
    'with a mark and semicolons',
    `\uFEFFSubId;Payout\r\n${ID};12,5\r\n`,
    2,
    { subid: ID, payout: '12,5' },
  ],
  ['with its separator said', `sep=;\nsubid;payout\n${ID};1`, 3, { subid: ID, payout: '1' }],
  ['with an empty first cell', `tid\tsubid\n\t${ID}`, 2, { subid: ID }],
  ['with empty cells', `subid,sub_id_3,payout\n${ID},,`, 2, { subid: ID }],
  ['with missing cells', `subid,tid,payout\n${ID}`, 2, { subid: ID }],
  ['with more cells than titles', `subid,tid\n${ID},x,y`, 2, { subid: ID, tid: 'x' }],
  ['with a title twice', `subid,tid,tid\n${ID},a,b`, 2, { subid: ID, tid: 'a' }],
  ['in quotes', `"subid","tid"\n"${ID}","a ""b"", c"`, 2, { subid: ID, tid: 'a "b", c' }],
])('%s', (_, text, line, fields) => {
  const [read, ...others] = readLines(text)
  expect(others).toEqual([])
  expect({ line: read?.number, fields: Object.fromEntries(read?.fields ?? []) }).toEqual({
    line,
    fields,
  })
})

test('an empty cell of a column of statuses is told, and may be said to mean something', () => {
  const blank = (text: string, blankStatus?: string) =>
    readUpload(text, { blankStatus: blankStatus ?? null }).lines.map(
      ({ fields, isStatusBlank }) => fields.get('status') ?? isStatusBlank,
    )
  const table = `subid,Status,payout\n${ID},sale,1\n${ID},,1\n${ID}`
  expect(blank(table)).toEqual(['sale', true, true])
  expect(blank(table, 'lead')).toEqual(['sale', 'lead', 'lead'])
  expect(blank(`subid,payout\n${ID},1`, 'lead')).toEqual([false])
  expect(blank(`${ID}:payout=1`, 'lead')).toEqual([false])
  expect(blank(`subid,status,type\n${ID},,lead`)).toEqual([false])
})

test('a table may have titles of its own', () => {
  const names = new Map([['aff_sub', 'clickid']])
  const [read] = readTable(`Date;AFF_SUB;Sum\n2026;${ID};3`, names).lines
  expect([...(read?.fields ?? [])]).toEqual([
    ['date', '2026'],
    ['clickid', ID],
    ['sum', '3'],
  ])
})

test('what is said to be in one column is in no other', () => {
  const names = new Map([
    ['sub1', 'clickid'],
    ['commission', 'payout'],
  ])
  const [read] = readTable(
    `SubID,Payout,Status,Commission,Sub1\nx,99,approved,3,${ID}`,
    names,
  ).lines
  expect(Object.fromEntries(read?.fields ?? [])).toEqual({
    status: 'approved',
    payout: '3',
    clickid: ID,
  })
})

test.each<[what: string, payouts: string[], read: string[]]>([
  ['thousands and a point', ['$1,234.50', '12.50', '2,000'], ['$1234.5', '12.50', '2000']],
  ['thousands and a comma', ['1 234,50 ₽', '-1.234,50', '7'], ['₽1234.5', '-1234.5', '7']],
  ['what may be either', ['1,234', '7'], ['1,234', '7']],
  ['points as programs write them', ['0.125', '1.234'], ['0.125', '1.234']],
  ['no amounts', ['auto', '{payout}', '--'], ['auto', '{payout}', '--']],
])('payouts of a table with %s', (_, payouts, read) => {
  const table = ['subid;payout', ...payouts.map((payout) => `${ID};${payout}`)].join('\n')
  expect(readLines(table).map(({ fields }) => fields.get('payout'))).toEqual(read)
})

test.each<[times: string[], read: string[]]>([
  [
    ['22.11.2026 10:05', '21.11.26'],
    ['2026-11-22 10:05:00', '2026-11-21'],
  ],
  [
    ['11/22/2026 1:05:09 PM', '11/02/2026'],
    ['2026-11-22 13:05:09', '2026-11-02'],
  ],
  [
    ['2026-11-22T10:05:00Z', '1795000000', 'soon'],
    ['2026-11-22T10:05:00Z', '1795000000', 'soon'],
  ],
  [
    ['2026-11-22 10:05:00 AM', '11/12/2026'],
    ['2026-11-22 10:05:00', '11/12/2026'],
  ],
])('times of a table: %j', (times, read) => {
  const table = ['subid;time', ...times.map((time) => `${ID};${time}`)].join('\n')
  expect(readLines(table).map(({ fields }) => fields.get('time'))).toEqual(read)
})

test('the word of a currency beside a payout is that of its line, and never another one', () => {
  const rows = ['12.50 USD;', 'EUR 3;', '"1 000,5 руб.";RUB', '5 EUR;USD', '$7;EUR', '9;']
  const table = ['subid;payout;currency', ...rows.map((row) => `${ID};${row}`)].join('\n')
  expect(
    readLines(table).map(({ fields }) => [fields.get('payout'), fields.get('currency')]),
  ).toEqual([
    ['12.50', 'USD'],
    ['3', 'EUR'],
    ['1000.5', 'RUB'],
    ['5 EUR', 'USD'],
    ['$7', 'EUR'],
    ['9', undefined],
  ])
})

test('of two columns with amounts the one that counts says the currency', () => {
  const [line] = readLines(`subid;revenue;payout\n${ID};100 руб.;2`)
  expect(Object.fromEntries(line?.fields ?? [])).toMatchObject({ payout: '2' })
  expect(line?.fields.has('currency')).toBe(false)
})

test.each<[dates: string, DateOrder | null, string | undefined, undecided: string | null]>([
  ['05/06/2026', null, '05/06/2026', 'open'],
  ['05/06/2026', 'day_first', '2026-06-05', null],
  ['05/06/2026', 'month_first', '2026-05-06', null],
  ['13/06/2026', 'month_first', '13/06/2026', null],
  ['6/6/2026', null, '2026-06-06', null],
  ['Nov 22, 2026', null, '2026-11-22', null],
  ['22-Nov-26 10:05', null, '2026-11-22 10:05:00', null],
  ['Sun, 22 Nov 2026 10:05:09', null, '2026-11-22 10:05:09', null],
  ['22.11.2026 10:05:09 UTC', null, '2026-11-22 10:05:09Z', null],
  ['2026-11-22 10:05:09 +03:00', null, '2026-11-22 10:05:09+03:00', null],
  ['2026/11/22 10:05', null, '2026-11-22 10:05:00', null],
])('the time %p of a table, said to have %p', (text, dates, wanted, undecided) => {
  const upload = readUpload(`subid;time\n${ID};${text}`, { dates })
  expect(upload.lines[0]?.fields.get('time')).toBe(wanted)
  expect(upload.undecided?.undecided ?? null).toBe(undecided as never)
})

test('columns that nothing is made of are told with how many lines have them', () => {
  const table = `subid,Статус,payout,sub_id_3,add_event2\n${ID},x,1,a,1\n${ID},,1,a,1\n${ID},y,1,a,1`
  expect(readUpload(table).ignored).toEqual([{ column: 'статус', lines: 2 }])
  expect(readUpload(`${ID}:Payout=1:sum=4`).ignored).toEqual([{ column: 'sum', lines: 1 }])
})

test('text without a line holds none', () => {
  expect(['', '\n\n', '# only this', '\uFEFF', 'sep=;'].map(readLines)).toEqual([
    [],
    [],
    [],
    [],
    [],
  ])
})
