/** Ranks never contradict the order of strings. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { rankOfBytes, rankOfText } from '../../../src/report/scan/text-ranks.ts'

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'ÿ', '\u0100', '\ud800'), maxLength: 9 }),
  fc.string({ maxLength: 9, unit: 'binary' }),
)

test('of two texts the one with the lower rank comes first', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const difference = rankOfText(a) - rankOfText(b)
      if (difference !== 0) expect(a < b).toBe(difference < 0)
    }),
  )
})

test('texts that differ in one of their first six characters of Latin-1 have different ranks', () => {
  const latin = fc.string({ unit: fc.constantFrom('a', 'b', 'ÿ'), maxLength: 6 })
  fc.assert(
    fc.property(latin, latin, (a, b) => {
      expect(rankOfText(a) === rankOfText(b)).toBe(a === b)
    }),
  )
})

test('bytes of Latin-1 have the rank of their text, wherever they lie', () => {
  const latin = fc.string({ unit: fc.constantFrom('a', '\0', 'é', 'ÿ'), maxLength: 9 })
  fc.assert(
    fc.property(latin, latin, (before, own) => {
      const bytes = Buffer.from(`${before}${own}zzzzzz`, 'latin1')
      const to = before.length + own.length
      expect(rankOfBytes(bytes, before.length, to)).toBe(rankOfText(own))
    }),
  )
})
