/** A long upload in parts is read as the whole of it would be, with the same line numbers. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readLines, readUpload } from '../../../src/core/conversions/lines.ts'
import { API_LINES_MAX, partsOf } from '../../../src/core/files/upload-parts.ts'

const line = fc.constantFrom(
  '',
  '  ',
  '# a comment',
  'abc:payout=1',
  'abc,2,sale',
  '"abc","2"',
  'abc;2',
)
const text = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '# first\n', '\n', 'sep=;\n', '\uFEFFSEP=,\r\n'),
    fc.constantFrom('', 'subid,payout\n', 'tid;"Click_ID"\r\n', 'x\tcnv_id\ty\n'),
    fc.array(line, { minLength: 1, maxLength: 40 }),
  )
  .map(([start, titles, lines]) => start + titles + lines.join('\n'))

test('the parts say what the whole says', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 9 }), (whole, most) => {
      const { parts } = partsOf(whole, most)
      const read = parts.flatMap(({ payload, offset }) =>
        readLines(payload).map(({ number, ...rest }) => ({ number: number + offset, ...rest })),
      )
      expect(read).toEqual([...readLines(whole)])
      const { length } = parts.filter(({ payload }) => payload.split('\n').length > most)
      expect(length).toBe(0)
    }),
  )
})

test('a hundred thousand lines are as many parts as the server wants', () => {
  const whole = `subid,payout\n${'00000g00001d900beuv6,1\n'.repeat(100_000)}`
  const { parts } = partsOf(whole)
  expect(parts).toHaveLength(11)
  expect(parts.every(({ payload }) => readLines(payload).length <= API_LINES_MAX)).toBe(true)
})

test('long lines make smaller parts', () => {
  const { parts } = partsOf(`${`abc:from=${'x'.repeat(300_000)}\n`.repeat(5)}`)
  expect(parts.map(({ payload }) => payload.split('\n').length)).toEqual([3, 2])
})

test('a row whose cells have several lines is in one part, and so are titles of several lines', () => {
  const whole = 'subid,"sub_id_1\nx",payout\na,"1\n2",3\n# aside\nb,"4\n5\n6",7\nc,,8\nd,"9\n",1\n'
  for (const most of [1, 2, 3, 4, 5, 6, 7, 20]) {
    const read = partsOf(whole, most).parts.flatMap(({ payload, offset }) =>
      readLines(payload).map(({ number, ...rest }) => ({ number: number + offset, ...rest })),
    )
    expect(read).toEqual([...readLines(whole)])
  }
})

test('what a part leaves open is read as the whole says it', () => {
  const rows = ['a,"1,234",05/06/2026', 'b,"7,891",06/05/2026', 'c,"2.5",13/06/2026']
  const whole = ['subid,payout,time', ...rows].join('\n')
  const { parts, dates, decimal } = partsOf(whole, 2)
  expect([parts.length, dates, decimal]).toEqual([3, 'day_first', '.'])
  const form = { dates: 'day_first', decimal } as const
  const read = parts.flatMap(({ payload }) => readUpload(payload, form).lines)
  expect(read.map(({ fields }) => [fields.get('payout'), fields.get('time')])).toEqual([
    ['1234', '2026-06-05'],
    ['7891', '2026-05-06'],
    ['2.5', '2026-06-13'],
  ])
})
