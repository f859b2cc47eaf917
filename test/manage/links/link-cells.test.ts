/** Cells of files with links: what was exported is read as it was. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { tagsCell, tagsOf, unmarked } from '../../../src/manage/links/link-cells.ts'
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
