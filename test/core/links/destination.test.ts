import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { type DestinationRules, readDestination } from '../../../src/core/links/destination.ts'

const RULES: DestinationRules = {
  moreSchemes: ['intent', 'javascript'],
  isOwnHost: (host) => host === 's.example.test' || host === 'xn--e1aybc.example.test',
}
const read = (text: string) => readDestination(text, RULES)

test.each([
  ['my-shop.buy', 'http://my-shop.buy', 'http://my-shop.buy/'],
  ['example.com:8080/x', 'http://example.com:8080/x', 'http://example.com:8080/x'],
  ['//example.com/x', 'http://example.com/x', 'http://example.com/x'],
  ['HTTP://ExAmPlE.com/BLAH', 'http://example.com/BLAH', 'http://example.com/BLAH'],
  [
    'https://пример.рф/путь?в=1',
    'https://пример.рф/путь?в=1',
    'https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?%D0%B2=1',
  ],
  [
    'http://Ozh:Password@example.com:1337/#OMG',
    'http://Ozh:Password@example.com:1337/#OMG',
    'http://Ozh:Password@example.com:1337/#OMG',
  ],
  ['http://[2001:db8::1]:8080/x', 'http://[2001:db8::1]:8080/x', 'http://[2001:db8::1]:8080/x'],
  ['[2001:db8::1]/x', 'http://[2001:db8::1]/x', 'http://[2001:db8::1]/x'],
  ['http://localhost/x', 'http://localhost/x', 'http://localhost/x'],
  ['https://192.168.0.1/', 'https://192.168.0.1/', 'https://192.168.0.1/'],
  [
    '  https://e.com/a b?c d#e f \n',
    'https://e.com/a%20b?c%20d#e%20f',
    'https://e.com/a%20b?c%20d#e%20f',
  ],
  ['https://e.com/%zz?q=100%', 'https://e.com/%zz?q=100%', 'https://e.com/%zz?q=100%'],
  ['https://e.com/p?x=a\\b#c\\d', 'https://e.com/p?x=a\\b#c\\d', 'https://e.com/p?x=a\\b#c\\d'],
  ['https://e.com/%0d%0aX:1', 'https://e.com/%0d%0aX:1', 'https://e.com/%0d%0aX:1'],
  ['https://e.com/{subid}', 'https://e.com/{subid}', 'https://e.com/%7Bsubid%7D'],
  ['viber://pa?chatURI=1234', 'viber://pa?chatURI=1234', 'viber://pa?chatURI=1234'],
  ['mailto:foo@example.com', 'mailto:foo@example.com', 'mailto:foo@example.com'],
  ['TEL:+49 30 1', 'tel:+49%2030%201', 'tel:+49%2030%201'],
  ['tg://msg?text=й', 'tg://msg?text=й', 'tg://msg?text=%D0%B9'],
  ['intent://scan/#Intent;end', 'intent://scan/#Intent;end', 'intent://scan/#Intent;end'],
])('%j is shown as %j and sent as %j', (typed, shown, location) => {
  expect(read(typed)).toEqual({ shown, location })
})

test.each([
  ['', 'invalid'],
  ['shop', 'invalid'],
  ['/absolute', 'invalid'],
  ['example:80/x', 'invalid'],
  ['user@example.com', 'invalid'],
  ['https:evil.test', 'invalid'],
  ['https:///evil.test', 'invalid'],
  ['http://', 'invalid'],
  ['http:\\\\evil.test', 'invalid'],
  ['https://exa mple.com/', 'invalid'],
  ['https://a@b@c.com/', 'invalid'],
  ['https://e.com\\@evil.test/', 'invalid'],
  ['https://e.com/a\\b', 'invalid'],
  ['https://..', 'invalid'],
  ['jAvA\tscript:alert(1)', 'invalid'],
  ['https://e.com/\r\nSet-Cookie: a=b', 'invalid'],
  ['https://e.com/\0', 'invalid'],
  ['https://e.com/\ud800', 'invalid'],
  ['mailto:', 'invalid'],
  ['https://e.com:99999/', 'invalid'],
  ['JavaScript:alert(1)', 'scheme'],
  ['data:text/html,x', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['blob:https://e.com/x', 'scheme'],
  ['gopher://e.com/', 'scheme'],
  ['https://S.example.test/word', 'own_service'],
  ['http://s.example.test.:8080/', 'own_service'],
  ['https://тест.example.test/', 'own_service'],
  [`https://e.com/${'a'.repeat(8200)}`, 'too_long'],
  [`https://e.com/${' '.repeat(3000)}x`, 'too_long'],
  [`https://e.com/${'й'.repeat(4000)}`, 'too_long'],
])('%j is refused: %s', (typed, problem) => {
  expect(read(typed)).toBe(problem as never)
})

const part = fc.constantFrom(
  'http',
  'https',
  'HTTPS',
  'javascript',
  'data',
  'mailto',
  'tg',
  ':',
  '//',
  '/',
  '\\',
  '?',
  '#',
  '@',
  '.',
  ' ',
  '\t',
  '\n',
  '\0',
  '%',
  '%0d%0a',
  'example.com',
  's.example.test',
  'пример.рф',
  '🦣',
  '\u2028',
  '{x}',
  '"',
  "'",
  '<',
  ';',
  '[::1]',
  '127.1',
  ':8080',
  '\ud800',
  '\u00a0',
  'a',
)
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webUrl(),
  fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
)

test('whatever is typed: what is sent is ASCII of an allowed scheme, what is shown stays itself', () => {
  fc.assert(
    fc.property(anything, (typed) => {
      const destination = read(typed)
      if (typeof destination === 'string') return
      const { shown, location } = destination
      expect(location).toMatch(/^[!-~]+$/)
      expect(location).not.toMatch(/^(?:\/\/|\/\\)/)
      expect(location.length).toBeLessThanOrEqual(16 * 1024)
      const scheme = /^([a-z-]+):/.exec(location)?.[1] ?? ''
      expect(['http', 'https', 'mailto', 'tg', 'intent']).toContain(scheme)
      if (scheme.startsWith('http')) {
        const { hostname, href } = new URL(location)
        expect(RULES.isOwnHost(hostname)).toBe(false)
        expect(href).toBe(location)
      }
      expect(read(shown)).toEqual(destination)
    }),
    { numRuns: 3000 },
  )
})
