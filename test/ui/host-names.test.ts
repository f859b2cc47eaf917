/** Names of hosts in letters. */
import { expect, test } from 'bun:test'
import { domainToASCII, domainToUnicode } from 'node:url'

import fc from 'fast-check'

import { asciiHost, readableHost } from '../../ui/format/host-names.ts'

test.each([
  ['xn--e1afmkfd.xn--p1ai', 'пример.рф'],
  ['go.xn--80ak6aa92e.com', 'go.аррӏе.com'],
  ['xn--bcher-kva.example', 'bücher.example'],
  ['xn--fsqu00a.xn--0zwm56d', '例子.测试'],
  ['example.com', 'example.com'],
  ['xn--', 'xn--'],
  ['xn--a', 'xn--a'],
  ['xn--99999999999.com', 'xn--99999999999.com'],
  ['xn--ls8h.com', '💩.com'],
  ['__proto__', '__proto__'],
])('%s is shown as %s', (host, shown) => {
  expect(readableHost(host)).toBe(shown)
})

test('whatever a name is made of, it is that name again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (label) => {
      const host = domainToASCII(`${label}.test`)
      if (host === '' || asciiHost(host) !== host) return
      expect(readableHost(host)).toBe(domainToUnicode(host))
    }),
  )
})

test('what only looks like a name stays as it is', () => {
  const sign = fc.constantFrom(...Array.from('abcxyz0189-'))
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 30 }), (text) => {
      const host = `xn--${text}.test`
      const shown = readableHost(host)
      expect(shown === host || asciiHost(shown) === host).toBe(true)
    }),
  )
})
