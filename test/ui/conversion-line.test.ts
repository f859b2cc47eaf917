/** What the admin writes as lines of an upload, the server reads as it was meant. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readLines } from '../../src/core/conversions/lines.ts'
import { lineOf } from '../../ui/screens/money/conversion-line.ts'

const CLICK = 'g00007pe8004lhbjg975'

/** Ends of values are trimmed, and a line with separators may be a table's heading. */
const value = fc.stringMatching(/^[a-z=:\\]{1,12}$/).filter((text) => !/clickid|subid/.test(text))

test('values with colons and backslashes come back, each in its place', () => {
  fc.assert(
    fc.property(value, value, (tid, status) => {
      const pairs = [
        ['tid', tid],
        ['cnv_status', status],
        ['payout', ''],
      ] as const
      const [line] = readLines(lineOf(CLICK, pairs))
      expect(Object.fromEntries(line!.fields)).toEqual({ clickid: CLICK, tid, cnv_status: status })
    }),
  )
})

test('a final backslash takes nothing of what follows', () => {
  const line = lineOf(CLICK, [
    ['tid', 'x\\'],
    ['cnv_status', 'sale'],
  ])
  expect(line).toBe(`${CLICK}:tid=x\\\\:cnv_status=sale`)
})
