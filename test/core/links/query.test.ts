import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { forwardQuery, withUtm } from '../../../src/core/links/query.ts'

describe('forwarding', () => {
  test.each([
    ['https://e.test/p?some=thing', 'foo=bar', 'https://e.test/p?some=thing&foo=bar'],
    ['https://e.test/p?some=thing#f', 'some=new', 'https://e.test/p?some=new#f'],
    ['https://e.test/p', 'foo%20bar=1&123=x', 'https://e.test/p?foo%20bar=1&123=x'],
    ['https://e.test/p?a=1&a=2&b=3', 'a=9', 'https://e.test/p?a=9&b=3'],
    ['https://e.test/p?a=1&b=3', 'a=8&c&a=9', 'https://e.test/p?a=8&a=9&b=3&c'],
    ['https://e.test/p?x=1', 'q=%0d%0aX:1', 'https://e.test/p?x=1&q=%0d%0aX:1'],
    ['https://e.test/p?f%6Fo=1', 'foo=2', 'https://e.test/p?foo=2'],
    ['https://e.test/p', 'q=й&r=100%', 'https://e.test/p?q=%D0%B9&r=100%25'],
    ['https://e.test/p', '__proto__=1', 'https://e.test/p?__proto__=1'],
    ['https://e.test/p', '_qr=1', 'https://e.test/p'],
    ['https://e.test/p', '', 'https://e.test/p'],
    ['tg://msg?text=a', 'text=b', 'tg://msg?text=a'],
    ['https://e.test/p?x=1', `q=${'a'.repeat(8192)}`, 'https://e.test/p?x=1'],
  ])('%s with %s', (target, query, wanted) => {
    expect(forwardQuery(target, query)).toBe(wanted)
  })

  test('whatever a visit sends: ASCII, and the path and host of the target stay', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        const forwarded = forwardQuery('https://e.test/p?a=1#f', query.replaceAll('#', ''))
        expect(forwarded).toMatch(/^https:\/\/e\.test\/p\?[!-~]*#f$/)
      }),
      { numRuns: 500 },
    )
  })
})

test('fields are added at the end of the query, never twice', () => {
  const utm = { source: 'a b', medium: '', campaign: 'c' }
  expect(withUtm('https://e.test/?utm_source=x#f', utm)).toBe(
    'https://e.test/?utm_source=x&utm_campaign=c#f',
  )
  expect(withUtm('https://e.test/', utm)).toBe('https://e.test/?utm_source=a%20b&utm_campaign=c')
  expect(withUtm('mailto:a@b.test', utm)).toBe('mailto:a@b.test')
})
