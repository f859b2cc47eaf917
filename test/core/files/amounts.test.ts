import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { amountReader } from '../../../src/core/files/amounts.ts'

/** In units; the file has these others. */
function read(text: string, ...others: string[]) {
  const amount = amountReader([text, ...others])(text)
  return typeof amount === 'number' ? amount / 1e6 : amount
}

test.each([
  ['5', 5],
  ['12.5', 12.5],
  ['12,5', 12.5],
  ['12,50', 12.5],
  ['0,0125', 0.0125],
  ['0,125', 0.125],
  ['.5', 0.5],
  ['1234,567', 1234.567],
  ['1,234.50', 1234.5],
  ['1.234,50', 1234.5],
  ['1.234.567', 1234567],
  ['1,234,567', 1234567],
  ['1,234,567.891', 1234567.891],
  ['1 234,50', 1234.5],
  ['1\u00A0234\u00A0567.5', 1234567.5],
  ['1\u202F234,567', 1234.567],
  ["1'234.50", 1234.5],
  ['12 345', 12345],
  ['$1,234.50', 1234.5],
  ['1 234,50 €', 1234.5],
  [' 7 ', 7],
])('%p says by itself what it is', (text, wanted) => {
  expect(read(text)).toBe(wanted)
  expect(read(text, '1.5')).toBe(wanted)
  expect(read(text, '1,5')).toBe(wanted)
})

test.each<[string, string[], number | 'unclear']>([
  ['1,234', [], 'unclear'],
  ['1,234', ['5', '7,890'], 'unclear'],
  ['1,234', ['0.5'], 1234],
  ['1,234', ['1,000.5'], 1234],
  ['1,234', ['1,234,567'], 1234],
  ['1,234', ['12,5'], 1.234],
  ['1,234', ['1 000,5'], 1.234],
  ['1.234', [], 1.234],
  ['1.234', ['2,5'], 1234],
  ['1.234', ['1.234.567'], 1234],
  ['1.234', ['2.5'], 1.234],
  ['1.234', ['2.5', '2,5'], 'unclear'],
  ['1,234', ['2.5', '2,5'], 'unclear'],
])('%p in a file with %p is %p', (text, others, wanted) => {
  expect(read(text, ...others)).toBe(wanted)
})

test.each([
  '',
  'x',
  '-5',
  '1 23',
  '12 34,5',
  '1,23,456.78',
  '1.234.56',
  '1,234.567.8',
  '1 234 567,8,9',
  "1 234'567",
  '1e5',
  '0x10',
  '5 USD',
  '5.',
  '10000000000000',
  '1'.repeat(65),
])('%p is no amount', (text) => {
  expect(read(text)).toBeNull()
  expect(read(text, '1.5', '1,5')).toBeNull()
})

test('what a country’s way of writing makes of amounts is read as they were', () => {
  const cents = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1 })
  const ways = fc.constantFrom('en-US', 'de-DE', 'ru-RU', 'fr-FR', 'de-CH')
  fc.assert(
    fc.property(cents, ways, (amounts, way) => {
      const { format } = new Intl.NumberFormat(way, { minimumFractionDigits: 2 })
      const texts = amounts.map((amount) => format(amount / 100))
      const reader = amountReader(texts)
      expect(texts.map(reader)).toEqual(amounts.map((amount) => amount * 10_000))
    }),
  )
})
