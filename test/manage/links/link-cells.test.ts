/** Cells of files with links: what was exported is read as it was. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { tagsCell, tagsOf, timeOf, unmarked } from '../../../src/manage/links/link-cells.ts'
import { csvCell, PLAIN_CSV } from '../../../src/report/export/csv.ts'

const word = fc
  .string({ minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() === text && text !== '')

test('tags come back as they were, whatever is in them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 20 }), (tags) => {
      expect(tagsOf(tagsCell(tags))).toEqual(tags)
    }),
  )
})

test.each([
  ['a|b, c;d', ['a', 'b', 'c', 'd']],
  ['["a,b","c"]', ['a,b', 'c']],
  ['[draft]', ['[draft]']],
  ['', []],
])('tags of %p', (cell, tags) => {
  expect(tagsOf(cell)).toEqual(tags)
})

test.each(['=1+1', '-word', '  =x', '＝1', '@me', 'plain', "it's", '+1'])(
  'the mark of a formula is taken off: %p',
  (text) => {
    expect(unmarked(csvCell(text, PLAIN_CSV))).toBe(text)
  },
)

const MORNING = Date.UTC(2026, 11, 21, 8)
test.each([
  ['2026-12-21 08:00', MORNING],
  ['2026-12-21T08:00:00', MORNING],
  ['2026-12-21T08:00:00.000Z', MORNING],
  ['2026-12-21T11:00:00+03:00', MORNING],
  ['2026-12-21 11:00:00 +0300', MORNING],
  ['Mon, 21 Dec 2026 08:00:00 GMT', MORNING],
  ['Mon Dec 21 2026 11:00:00 GMT+0300 (Moscow Standard Time)', MORNING],
  ['Dec 21 2026 08:00', MORNING],
  ['Dec 21, 2026 8:00 AM', MORNING],
  ['12/21/2026 08:00', MORNING],
  ['12/21/2026', MORNING - 8 * 3_600_000],
  ['2026-12-21', MORNING - 8 * 3_600_000],
  [String(MORNING / 1000), MORNING],
  ['5', null],
  ['21.12.2026', MORNING - 8 * 3_600_000],
  ['21.12.2026 08:00', MORNING],
  ['5.6.2026', Date.UTC(2026, 5, 5)],
  ['21/12/2026 8:00', MORNING],
  ['21-12-2026 08:00', MORNING],
  ['12-21-2026, 8:00 AM', MORNING],
  ['6/6/2026', Date.UTC(2026, 5, 6)],
  ['05/06/2026', null],
  ['5-6-2026 10:00', null],
  ['31.06.2026', null],
  ['21.13.2026', null],
  ['0/6/2026', null],
  ['tomorrow', null],
])('a time is that of UTC unless it says more: %s', (text, time) => {
  const before = process.env['TZ']
  try {
    process.env['TZ'] = 'Asia/Tokyo'
    expect(timeOf(text)).toBe(time)
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})
