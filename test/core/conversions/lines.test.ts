/** Uploads of conversions as networks, spreadsheets and people write them. */
import { expect, test } from 'bun:test'

import { readLines, readTable } from '../../../src/core/conversions/lines.ts'

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

test('a table may have titles of its own', () => {
  const names = new Map([['aff_sub', 'clickid']])
  const [read] = readTable(`Date;AFF_SUB;Sum\n2026;${ID};3`, names)
  expect([...(read?.fields ?? [])]).toEqual([
    ['date', '2026'],
    ['clickid', ID],
    ['sum', '3'],
  ])
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
