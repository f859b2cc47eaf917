import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { fileRows, fileTable } from '../../../src/core/files/table.ts'
import { csvLine, PLAIN_CSV } from '../../../src/report/export/csv.ts'

const rowsOf = (text: string, how?: Parameters<typeof fileRows>[1]) =>
  [...fileRows(text, how)].map(({ line, cells }) => [line, ...cells])

describe('lines', () => {
  test.each([
    ['blank ones', '\n\na,b\n\n1,2\n \n3,4', [3, 5, 7]],
    ['those of rows without anything', 'a,b\n,\n1,2', [1, 3]],
    ['those in quotes', 'a,b\n1,"x\n\ny"\n3,4', [1, 2, 5]],
    ['the separator above the titles', 'sep=;\r\na;b\r\n1;2', [2, 3]],
    ['those of old machines', 'a,b\r1,2\r\r3,4', [1, 2, 4]],
  ])('are counted as an editor does: %s', (_, text, lines) => {
    expect([...fileRows(text)].map(({ line }) => line)).toEqual(lines)
  })

  test('with # say nothing where comments are known', () => {
    expect(rowsOf('# x,y\na,b\n #1,2\n3,4', { hasComments: true })).toEqual([
      [2, 'a', 'b'],
      [4, '3', '4'],
    ])
    expect(rowsOf('a\n#1')).toEqual([
      [1, 'a'],
      [2, '#1'],
    ])
  })
})

describe('cells', () => {
  test.each([
    ['a;b,c;d', ['a', 'b,c', 'd']],
    ['a\tb;c\td', ['a', 'b;c', 'd']],
    ['a|b', ['a', 'b']],
    ['"a;b;c",d', ['a;b;c', 'd']],
    ['"say ""x""" ,"",  "y"', ['say "x"', '', 'y']],
    ['12" pipe,b"c"', ['12" pipe', 'b"c"']],
    ['"not closed,b', ['"not closed', 'b']],
    ['\uFEFF"a","b"', ['a', 'b']],
    ['alone', ['alone']],
  ])('of %j', (text, cells) => {
    expect(rowsOf(text)).toEqual([[1, ...cells]])
  })

  test('of a quote that never ends do not swallow the lines below', () => {
    expect(rowsOf('a,b\n"1,2\n3,4')).toEqual([
      [1, 'a', 'b'],
      [2, '"1', '2'],
      [3, '3', '4'],
    ])
  })

  test('are read as spreadsheets write them', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', 'я', ' ') })
    const row = fc.array(
      cell.map((text) => `x${text}x`),
      { minLength: 2, maxLength: 5 },
    )
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const titles = Array.from({ length: 5 }, (_, at) => `t${at}`)
        const text = [titles, ...rows].map((cells) => csvLine(cells, PLAIN_CSV)).join('')
        let line = 1
        const expected = [titles, ...rows].map((cells) => {
          const own = [line, ...cells]
          line += cells.join('').split('\n').length
          return own
        })
        expect(rowsOf(text)).toEqual(expected)
      }),
    )
  })
})

test('a table is read by its titles, and says what stands below none', () => {
  const table = fileTable(' Date ;COST;cost\n2026;1 ;2\n2027;3;4;;5\n2028')
  expect(table?.titles).toEqual(['date', 'cost', 'cost'])
  const rows = [...(table?.rows ?? [])]
  expect(rows.map(({ line, row, hasMore }) => [line, row.get('cost'), hasMore])).toEqual([
    [2, '1', false],
    [3, '3', true],
    [4, undefined, false],
  ])
  expect(fileTable(' \n\n')).toBeNull()
})

test.each([
  ['the name of a report', 'Campaign report\nDay,Cost\n1,2', ['day', 'cost'], 3],
  [
    'its name and its period',
    'sep=,\nReport\n\nJuly 1, 2026 - July 31, 2026\nDay,Campaign,Ad,Cost\n1,2,3,4',
    ['day', 'campaign', 'ad', 'cost'],
    6,
  ],
  ['its period in quotes', 'Report;;\n"1, 2"\nDay;Cost\n1;2', ['day', 'cost'], 4],
  ['nothing', 'Day,Cost\n1,2,3', ['day', 'cost'], 2],
  ['nothing, in one column', 'Cost\n1', ['cost'], 2],
  ['nothing, in lines of one title', 'Cost,"Day\nor hour"\n1,2', ['cost', 'day\nor hour'], 3],
  [
    'a period as wide as they',
    'A\nMay 1, 2026 - May 2, 2026\nDay,Ad,Cost\n1,2,3',
    ['day', 'ad', 'cost'],
    4,
  ],
])('above titles stands %s', (_, text, titles, line) => {
  const table = fileTable(text, { hasHeading: true })
  expect(table?.titles).toEqual(titles)
  expect([...(table?.rows ?? [])].map((row) => row.line)).toEqual([line])
})

/** What grows with the square of its size would take minutes. */
test.each([
  ['quotes that end in later lines', '"""x,"\n"y"z\n'.repeat(30_000)],
  ['quotes and no separator', `url\n${'"https://e.test/""a"""\n'.repeat(40_000)}`],
  ['a quote that never ends', `a,b\n${'"x" y,"\n'.repeat(100_000)}`],
  ['half a million titles', `${'"a",'.repeat(250_000)}\n${'1\n'.repeat(250_000)}`],
])('a large file is read as fast as a small one: %s', (_, text) => {
  const table = fileTable(text)
  expect([...(table?.rows ?? [])].length).toBeGreaterThan(0)
})
