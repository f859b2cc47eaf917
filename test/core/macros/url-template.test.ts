import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { newClick } from '../../../src/core/click.ts'
import { cutValue } from '../../../src/core/macros/escape.ts'
import { parseTemplate } from '../../../src/core/macros/parse.ts'
import { expandUrl } from '../../../src/core/targets.ts'
import { aMacroContext, anArrival, aVisit, someParameters } from '../../support/build.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 40 })
/** Lone halves of surrogate pairs too. */
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units))

function fill(template: string, ...subIds: string[]): string | null {
  const visit = aVisit({ parameters: someParameters({ subIds }) })
  const context = aMacroContext({ click: newClick(visit, anArrival()) }, visit)
  return expandUrl(parseTemplate(template, 'url'), context)
}

const cases: Record<string, { url: string; values?: string[]; gives: string | null }> = {
  'a URL without macros is written as the URL parser does': {
    url: ' HTTP://Offer.Example/a b/../c?x=ü#é ',
    gives: 'http://offer.example/c?x=%C3%BC#%C3%A9',
  },
  'a host in Unicode becomes ASCII': {
    url: 'https://пример.example/{t1}',
    values: ['v'],
    gives: 'https://xn--e1afmkfd.example/v',
  },
  'a query without a path gets one': {
    url: 'https://o.example?k={t1}',
    values: ['v'],
    gives: 'https://o.example/?k=v',
  },
  'a value can not leave the query': {
    url: 'https://o.example/?k={t1}&z=1#f',
    values: ['a&b=c#d?e /"\''],
    gives: 'https://o.example/?k=a%26b%3Dc%23d%3Fe%20%2F%22%27&z=1#f',
  },
  'a raw value may add parameters': {
    url: 'https://o.example/?{_t1}&z=1',
    values: ['a=1&b=ü\r\n'],
    gives: 'https://o.example/?a=1&b=%C3%BC&z=1',
  },
  'a value in the path can not end it': {
    url: 'https://o.example/{t1}/x',
    values: ['a/b?c#d\\'],
    gives: 'https://o.example/a%2Fb%3Fc%23d%5C/x',
  },
  'a raw value in the path may hold slashes only': {
    url: 'https://o.example/{_t1}/x',
    values: ['a/b?c#d\\'],
    gives: 'https://o.example/a/b%3Fc%23d%5C/x',
  },
  'the old way to write a macro is read, where the whole word is the name of one': {
    url: 'https://o.example/$t2?k=$t1&price=$5&x=$t1x&y={sample:$t1}#$t1',
    values: ['a b', 'p/q'],
    gives: 'https://o.example/p%2Fq?k=a%20b&price=$5&x=$t1x&y=%24t1#a%20b',
  },
  'a value is never read again': {
    url: 'https://o.example/?k={_t1}',
    values: ['{t2}', 'secret'],
    gives: 'https://o.example/?k={t2}',
  },
  'an unknown name is left out': {
    url: 'https://o.example/?k={nobody}',
    gives: 'https://o.example/?k=',
  },
  'a known name without a value is empty': {
    url: 'https://o.example/?k={t7}',
    gives: 'https://o.example/?k=',
  },
  'names mind their case': {
    url: 'https://o.example/?k={T1}',
    values: ['v'],
    gives: 'https://o.example/?k=',
  },
  'doubled braces are no macro': {
    url: 'https://o.example/?k={{t1}}',
    values: ['v'],
    gives: 'https://o.example/?k={{t1}}',
  },
  'the click id has four names': {
    url: 'https://o.example/?a={subid}&b={sub_id}&c={clickid}&d={uclick}',
    gives:
      'https://o.example/?a=1jjlqn2cluajkp9edd1o&b=1jjlqn2cluajkp9edd1o&c=1jjlqn2cluajkp9edd1o&d=1jjlqn2cluajkp9edd1o',
  },
  'a lone surrogate becomes the replacement character': {
    url: 'https://o.example/?k={t1}',
    values: ['\ud800'],
    gives: 'https://o.example/?k=%EF%BF%BD',
  },
  'our own host may stand in a host': {
    url: 'https://x.{current_domain}:8080/?k={t1}',
    values: ['a&b'],
    gives: 'https://x.trk.example:8080/?k=a%26b',
  },
  'one of the owner’s hosts may be drawn': {
    url: '{sample:https://a.example,https://a.example}/p?k={t1}',
    values: ['v'],
    gives: 'https://a.example/p?k=v',
  },
  'without any of them there is no target, whatever follows': {
    url: 'https://{sample:,}/{t1}',
    values: ['evil.example'],
    gives: null,
  },
  'nor where a file has no line': {
    url: 'https://{from_file:none}/{_t1}',
    values: ['//evil.example'],
    gives: null,
  },
  'a visitor’s value may not stand in a host': {
    url: 'https://{t1}/',
    values: ['evil.example'],
    gives: null,
  },
  'nor behind one': { url: 'https://o.example{_t1}', values: ['.evil.example'], gives: null },
  'nor as a scheme': { url: '{_t1}', values: ['https://evil.example'], gives: null },
  'other schemes are no target': { url: 'javascript:alert(1)', gives: null },
  'a relative address is no target': { url: '/path', gives: null },
  'two slashes are no target': { url: '//o.example/', gives: null },
  'nothing is no target': { url: '', gives: null },
}

test.each(Object.entries(cases))('%s', (_name, { url, values = [], gives }) => {
  expect(fill(url, ...values)).toBe(gives)
})

describe('for every value', () => {
  const template = 'https://o.example/p?a={t1}&b=2&c={t2}#frag'

  test('a target is ASCII, keeps its parameters, and gives the value back', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), anyText, (first, second) => {
        const url = fill(template, first, second) ?? ''
        expect(url).toMatch(/^[!-~]+$/)
        expect(new URL(url).href).toBe(url)
        expect([...new URL(url).searchParams]).toEqual([
          ['a', first.toWellFormed()],
          ['b', '2'],
          ['c', second.toWellFormed()],
        ])
      }),
    )
  })

  test('a raw value changes neither scheme, host nor path of a query', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (value) => {
        const url = fill('https://o.example/p?{_t1}', value) ?? ''
        expect(url).toMatch(/^[!-~]+$/)
        expect(new URL(url).href).toBe(url)
        expect(new URL(url).origin + new URL(url).pathname).toBe('https://o.example/p')
      }),
    )
  })

  test('a value in the path leaves host and query alone', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (value) => {
        for (const name of ['t1', '_t1']) {
          const url = new URL(fill(`https://o.example/x{${name}}y?q=1`, value) ?? '')
          expect(url.host).toBe('o.example')
          expect(url.search).toBe('?q=1')
        }
      }),
    )
  })

  test('literals are encoded as the URL parser does', () => {
    fc.assert(
      fc.property(anyText, anyText, (path, query) => {
        const literal = `https://o.example/${path.replaceAll('{', '')}?${query.replaceAll('{', '')}`
        // Controls inside are dropped here; the parser keeps most of them encoded.
        // oxlint-disable-next-line no-control-regex
        const url = literal.replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
        expect(fill(url)).toBe(new URL(url).href)
      }),
    )
  })

  test('no template makes it throw, and what comes out is a URL', () => {
    const piece = fc.constantFrom(
      'https://',
      'o.example',
      '/',
      '?',
      '#',
      '&',
      '=',
      '{t1}',
      '{_t1}',
      '{',
      '}',
      ':',
      '@',
      ' ',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), anyUnits, (pieces, value) => {
        const url = fill(pieces.join(''), value)
        if (url !== null) expect(new URL(url).protocol).toMatch(/^https?:$/)
      }),
    )
  })
})

test('values are cut at 2,048 bytes between characters', () => {
  expect(cutValue('a'.repeat(3_000))).toHaveLength(2_048)
  expect(cutValue(`a${'é'.repeat(2_000)}`)).toBe(`a${'é'.repeat(1_023)}`)
  expect(cutValue('😀'.repeat(700))).toBe('😀'.repeat(512))
  expect(cutValue('é'.repeat(1_024))).toHaveLength(1_024)
})
