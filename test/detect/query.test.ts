import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { cutQuery, parseQuery, readPairs } from '../../src/detect/query.ts'
import { cleanText, cutBytes, decodeText, partDecoder } from '../../src/detect/text.ts'

const queries: [query: string, fields: [string, string][]][] = [
  ['', []],
  [
    'a=1&b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['a=1&a=2', [['a', '2']]],
  ['a', [['a', '']]],
  ['a=&=b&&', [['a', '']]],
  ['a=b=c', [['a', 'b=c']]],
  ['q=red+shoes%20now', [['q', 'red shoes now']]],
  ['q=100%25%2B', [['q', '100%+']]],
  [
    'q=100%&r=%zz%4',
    [
      ['q', '100%'],
      ['r', '%zz%4'],
    ],
  ],
  ['q=%D1%8F%ff', [['q', 'я\ufffd']]],
  ['q=%00a%0D%0Ab%09', [['q', 'ab']]],
  ['a;b=1', [['a;b', '1']]],
  [
    '__proto__=1&constructor=2',
    [
      ['__proto__', '1'],
      ['constructor', '2'],
    ],
  ],
  ['zone=%adid%', [['zone', '%adid%']]],
  ['zone=%%cafe%%', [['zone', '%%cafe%%']]],
]

test.each(queries)('%p is read', (query, fields) => {
  expect([...parseQuery(query)]).toEqual(fields)
})

test('at most 200 parameters are kept, and the loss is told', () => {
  const into = new Map<string, string>()
  const query = Array.from({ length: 300 }, (_, index) => `p${index}=1`).join('&')
  expect(readPairs(`${query}&p0=last`, into)).toBe(true)
  expect(into.size).toBe(200)
  expect(into.get('p0')).toBe('last')
})

test('names of more than 64 bytes are dropped, and the loss is told', () => {
  const into = new Map<string, string>()
  expect(readPairs(`${'n'.repeat(64)}=1`, into)).toBe(false)
  expect(readPairs(`${'n'.repeat(65)}=1&${'я'.repeat(33)}=2`, into)).toBe(true)
  expect(into.size).toBe(1)
})

test('a raw query is cut at 8 KB', () => {
  expect(cutQuery('a'.repeat(9000))).toHaveLength(8192)
  expect(cutQuery('a=1')).toBe('a=1')
})

const cuts: [text: string, bytes: number, cut: string][] = [
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['яяя', 5, 'яя'],
  ['a€', 3, 'a'],
  ['a😀', 4, 'a'],
  ['😀', 4, '😀'],
  ['', 0, ''],
]

test.each(cuts)('%p in %p bytes is %p', (text, bytes, cut) => {
  expect(cutBytes(text, bytes)).toBe(cut)
})

test('a cut text fits and is the beginning of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, bytes) => {
      const cut = cutBytes(text, bytes)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes)
      expect(text.startsWith(cut)).toBe(true)
    }),
  )
})

test('decoding undoes encoding, but for control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/^%.*%$/s.test(encodeURIComponent(text)))
      expect(decodeText(encodeURIComponent(text))).toBe(cleanText(text))
    }),
  )
})

test('whatever comes, what is read is well-formed and without control characters', () => {
  const nasty = fc.array(fc.constantFrom('%', '0', 'a', 'F', '&', '=', '+', '\ud800', '\0', 'я'))
  fc.assert(
    fc.property(nasty, (parts) => {
      for (const [name, value] of parseQuery(parts.join(''))) {
        const text = name + value
        expect(text.isWellFormed() && text === cleanText(text)).toBe(true)
      }
    }),
  )
})

test('parts of a text are decoded as if they were alone', () => {
  const aPart = fc.oneof(
    fc.constantFrom(
      'a',
      '',
      'a+b',
      '%41',
      '%',
      '%adid%',
      '%FF',
      'я',
      '😀',
      '\ud800',
      '\u0001',
      '%0A',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  )
  fc.assert(
    fc.property(fc.array(aPart, { maxLength: 8 }), (parts) => {
      const decoded = partDecoder(parts.join('&'))
      let from = 0
      const one = (part: string) => {
        const text = decoded(from, from + part.length)
        from += part.length + 1
        return text
      }
      expect(parts.map(one)).toEqual(parts.map(decodeText))
    }),
    { numRuns: 2000 },
  )
})
