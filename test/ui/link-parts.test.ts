/** Long files of links in parts: read as the whole of them, under the same line numbers. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readLinkFile } from '../../src/manage/links/link-file.ts'
import { linkParts } from '../../ui/screens/links/link-parts.ts'

function readInParts(text: string, characters: number) {
  const { parts, dates } = linkParts(text, characters)!
  const order = dates === 'none' ? null : dates
  return parts.flatMap(({ payload, offset }) =>
    [...(readLinkFile(payload, order) ?? [])].map((one) => ({ ...one, line: one.line + offset })),
  )
}

const row = fc.record({
  word: fc.constantFrom('', 'spring', '"a;b"'),
  title: fc.constantFrom('', '"two\nlines"', '1/2/2024 promo', '"says ""no"""'),
  created: fc.constantFrom('', '05/06/2026', '13/06/2026 10:00', '2026-06-13'),
})

test('the parts of a table say what the whole says', () => {
  const start = fc.constantFrom('', '\uFEFF', 'sep=;\n', '\n')
  fc.assert(
    fc.property(
      start,
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.nat(150),
      (head, rows, n) => {
        const lines = rows.map(
          ({ word, title, created }, at) => `https://a.test/${at};${word};${title};${created}`,
        )
        const text = `${head}longUrl;word;title;createdAt\n${lines.join('\n')}\n`
        expect(readInParts(text, n + 1)).toEqual([...readLinkFile(text)!])
      },
    ),
  )
})

test('lines of JSON are divided between them, one document is not', () => {
  const lines = Array.from({ length: 9 }, (_, at) =>
    JSON.stringify({ longUrl: `https://a.test/${at}` }),
  )
  const text = `${lines.join('\n')}\n`
  expect(readInParts(text, 60)).toEqual([...readLinkFile(text)!])
  expect(linkParts(text, 60)?.parts.length).toBeGreaterThan(3)
  expect(linkParts(`[${lines.join(',\n')}]`, 60)).toBeNull()
  expect(linkParts(`[${lines.join(',')}]`)?.parts).toHaveLength(1)
})
