/** A long upload in parts is read as the whole of it would be, with the same line numbers. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { API_LINES_MAX, readLines } from '../../src/core/conversions/lines.ts'
import { PART_LINES_MAX, partsOf } from '../../ui/screens/money/upload-parts.ts'

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
      const parts = partsOf(whole, most)
      const read = parts.flatMap(({ payload, offset }) =>
        readLines(payload).map(({ number, fields }) => ({ number: number + offset, fields })),
      )
      expect(read).toEqual(readLines(whole))
      for (const { payload } of parts) expect(payload.split('\n').length).toBeLessThanOrEqual(most)
    }),
  )
})

test('a hundred thousand lines are as many parts as the server wants', () => {
  const whole = `subid,payout\n${'00000g00001d900beuv6,1\n'.repeat(100_000)}`
  const parts = partsOf(whole)
  expect(PART_LINES_MAX).toBe(API_LINES_MAX)
  expect(parts).toHaveLength(11)
  expect(parts.every(({ payload }) => readLines(payload).length <= API_LINES_MAX)).toBe(true)
})

test('long lines make smaller parts', () => {
  const parts = partsOf(`${`abc:from=${'x'.repeat(300_000)}\n`.repeat(5)}`)
  expect(parts.map(({ payload }) => payload.split('\n').length)).toEqual([3, 2])
})
