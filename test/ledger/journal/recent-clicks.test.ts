import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Cell } from '../../../src/core/event.ts'
import { close, newBatch } from '../../../src/ledger/journal/batch.ts'
import { recentClicks, rowText } from '../../../src/ledger/journal/recent-clicks.ts'

/** What visitors send may look like the rows around it. */
const texts = fc.array(fc.constantFrom('"', '\\', '[', ']', ',', 'a', 'ж', '\n', '\u2028'))
const cells = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  texts.map((parts) => parts.join('')),
  fc.array(texts.map((parts) => parts.join(''))),
)

test('one row of a batch is found whatever its texts are', () => {
  fc.assert(
    fc.property(fc.array(fc.array(cells), { minLength: 1, maxLength: 8 }), (rows) => {
      const json = JSON.stringify(rows)
      rows.forEach((row, place) => expect(rowText(json, place)).toBe(JSON.stringify(row)))
      expect(() => rowText(json, rows.length)).toThrow('no row')
    }),
  )
})

test('a click is found while its batch gathers and after it left, until it is forgotten', () => {
  const recent = recentClicks(4)
  const batch = newBatch(1, 0)
  const rows: Cell[][] = [5, 6].map((seq) => [seq, ['],[', '"']])
  rows.forEach((row, index) => {
    batch.rows!.push(row)
    batch.events++
    recent.remember(5 + index, 9, batch)
  })
  for (const end of [() => undefined, () => close(batch)]) {
    end()
    expect([recent.find(5, 9), recent.find(6, 9)]).toEqual(rows)
  }
  expect([recent.find(5, 8), recent.find(9, 9)]).toEqual(['forged', null])
  recent.forget(5)
  expect(recent.find(5, 9)).toBeNull()
})
