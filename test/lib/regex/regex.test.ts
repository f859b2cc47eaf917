import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Node } from '../../../src/lib/regex/node.ts'
import {
  INSTRUCTION_LIMIT,
  LETTER_LIMIT,
  readRegex,
  searchForAny,
} from '../../../src/lib/regex/regex.ts'

function nodeOf(literal: string): Node {
  const read = readRegex(literal)
  if (read === null || 'problem' in read) throw new Error(`${literal}: ${read?.problem ?? 'plain'}`)
  return read.node
}

const search = (...literals: string[]) => searchForAny(literals.map(nodeOf))!
const finds = (literal: string, text: string) => search(literal)(text.toLowerCase())
const oracleOf = (body: string, flags = '') => new RegExp(body, `iu${flags}`)

test.each<[string, string, boolean]>([
  ['/^(foo|bar)\\d+$/', 'bar17', true],
  ['/^(foo|bar)\\d+$/', 'bar17x', false],
  ['/iphone.*safari/i', 'iPhone … Safari', true],
  ['/iphone.*safari/i', 'Safari on iPhone', false],
  ['/купить (дом|квартиру)/', 'КУПИТЬ КВАРТИРУ', true],
  ['/[а-яё]{4}/', 'Ёлка', true],
  ['/[А-Я]{4}/i', 'окна', true],
  ['/[^А-Я]/', 'Окна', false],
  ['/^.$/', '😀', true],
  ['/[😀-😂]/', '😁', true],
  ['/\\bcar\\b/', 'a car!', true],
  ['/\\bcar\\b/', 'cart', false],
  ['/\\Bar/', 'car', true],
  ['/^a|b$/', 'xb', true],
  ['/a$b/', 'ab', false],
  ['/b^a/', 'ba', false],
  ['/(^)a/', 'ba', false],
  ['/^(^a)/', 'ab', true],
  ['/colou?r/', 'color', true],
  ['/a{2,3}b/', 'xaab', true],
  ['/^a{2}$/', 'aaa', false],
  ['/^a{2,}$/', 'aaaa', true],
  ['/a{,2}/', 'a{,2}', true],
  ['/{zone}/', 'x{zone}', true],
  ['/a\\/b/', 'a/b', true],
  ['/[/]/', 'a/b', true],
  ['/[\\]a-]+$/', 'x-]', true],
  ['/[\\w-.]+@/', 'a.b-c@d', true],
  ['/\\x41\\u0042\\u{43}\\x{44}/', 'abcd', true],
  ['/\\.\\+\\-/', 'a.+-', true],
  ['/\\s/', 'a\u00a0b', true],
  ['/a.b/', 'a\nb', false],
  ['/a.b/s', 'a\nb', true],
  ['/(?i)ABC/', 'abc', true],
  ['/(?<id>a)(?P<x>b)(?:c)/', 'abc', true],
  ['/\\Aab\\z/', 'ab', true],
  ['/a*?b+?c??/', 'b', true],
  ['/()/', 'anything', true],
  ['/(a|)$/', 'b', true],
  ['/(a*)*b/', 'aab', true],
  ['/(|a)+b/', 'aab', true],
  ['/İstanbul/', 'İSTANBUL', true],
])('%s on %j gives %p', (literal, text, expected) => {
  expect(finds(literal, text)).toBe(expected)
})

test.each(['/', '//', '/path', 'path/', '/a/path', 'a/b/', '/*', ''])('%j is plain', (text) => {
  expect(readRegex(text)).toBeNull()
})

test.each([
  ['/(a)\\1/', 'references'],
  ['/(?<a>b)\\k<a>/', 'references'],
  ['/(?=a)b/', 'look-ahead'],
  ['/a(?!b)/', 'look-ahead'],
  ['/(?<=a)b/', 'look-behind'],
  ['/(?<!a)b/', 'look-behind'],
  ['/(?>a)b/', '(?: and (?<name>'],
  ['/a++/', 'behind another repeat'],
  ['/a**/', 'behind another'],
  ['/a{2}{3}/', 'behind another'],
  ['/*a/', 'nothing before *'],
  ['/(+a)/', 'nothing before +'],
  ['/(a/', 'a ( has no )'],
  ['/a)/', 'a ) has no ('],
  ['/[a/', 'a [ has no ]'],
  ['/[]a]/', 'begins with ]'],
  ['/[z-a]/', 'ends before it begins'],
  ['/a{3,2}/', 'ends before it begins'],
  ['/[[:alpha:]]/', '[:alpha:]'],
  ['/\\p{L}/', '\\p is not supported'],
  ['/\\Qa\\E/', '\\Q is not supported'],
  ['/\\u{110000}/', 'no character'],
  ['/a\\/', 'a \\ stands at the end'],
  ['/a/b/', 'a / inside'],
  ['/a/g', 'flags'],
  ['/a/USA', 'flags'],
])('%s is refused: %s', (literal, problem) => {
  expect(readRegex(literal)).toEqual({ problem: expect.stringContaining(problem) })
})

describe('a list', () => {
  test('is found where any of it is', () => {
    const either = search('/^(foo|bar)$/', '/\\d{3}/', '/baz/')
    expect(['foo', 'a123', 'xbaz', 'foo1'].map(either)).toEqual([true, true, true, false])
  })

  test.each(['/(a{99}){4}/', '/((a{999}){999}){999}/', '/[ab]*a[ab]{300}x/', '/(.|a|b){99,}/'])(
    'with %s is too large',
    (literal) => {
      expect(searchForAny([nodeOf('/ok/'), nodeOf(literal)])).toBeNull()
    },
  )

  test('is too large when its parts come to too much', () => {
    const part = nodeOf(`/a{${INSTRUCTION_LIMIT / 3}}/`)
    expect(searchForAny([part, part])).not.toBeNull()
    expect(searchForAny([part, part, part])).toBeNull()
    const word = nodeOf(`/${'a'.repeat(999)}/`)
    expect(searchForAny(Array<Node>(LETTER_LIMIT / 1_000).fill(word))).not.toBeNull()
    expect(searchForAny(Array<Node>(LETTER_LIMIT / 1_000 + 1).fill(word))).toBeNull()
  })
})

/** Expressions of every kind that both engines read alike, over few letters so that they match. */
const expression: fc.Arbitrary<string> = fc.letrec<{ part: string; whole: string }>((tie) => {
  const atom = fc.constantFrom(
    ...'a b B д Д - 1 \\. . ^ $ \\b \\B \\d \\w \\W \\s [ab] [^ab] [А-Я] [^д1] [\\d-] 😀 [😀b]'.split(
      ' ',
    ),
  )
  const group = tie('whole').map((inner) => `(?:${inner})`)
  const repeat = fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?')
  const repeated = fc.tuple(fc.oneof(group, fc.constantFrom('a', 'б', '.', '[ab]')), repeat)
  return {
    part: fc.oneof(
      { maxDepth: 2 },
      atom,
      group,
      repeated.map(([what, times]) => what + times),
    ),
    whole: fc
      .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
      .map((options) => options.map((parts) => parts.join('')).join('|')),
  }
}).whole
const subject = fc.string({ unit: fc.constantFrom(...Array.from('aAbBдД-1. 😀\n')), maxLength: 12 })

describe('any expression', () => {
  test('is found where RegExp finds it', () => {
    fc.assert(
      fc.property(expression, fc.array(subject, { maxLength: 8 }), (body, texts) => {
        const literal = `/${body}/`
        fc.pre(body !== '' && searchForAny([nodeOf(literal)]) !== null)
        const found = search(literal)
        const oracle = oracleOf(body)
        for (const text of texts) {
          expect([literal, text, found(text.toLowerCase())]).toEqual([
            literal,
            text,
            oracle.test(text),
          ])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('is found in texts that are longer than what is remembered of one', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 200, maxLength: 400 })
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 20 }), (text, count) => {
        const body = `a[ab]{${count}}b[ab]{9}$|(?:ab){${count % 4}}b{7}`
        expect(finds(`/${body}/`, text)).toBe(oracleOf(body).test(text))
      }),
      { numRuns: 100 },
    )
  })

  test('is found when the table was full and forgotten many times', () => {
    const found = search('/a[ab]{14}b.b$/')
    const oracle = oracleOf('a[ab]{14}b.b$')
    const dice = fc.sample(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 60 }), {
      numRuns: 500,
      seed: 7,
    })
    for (const text of dice) expect(found(text)).toBe(oracle.test(text))
  })

  test('whatever is typed is plain, refused, too large or searched for', () => {
    const typed = fc.string({
      unit: fc.constantFrom(...Array.from('ab()[]{}|*+?^$\\-.,12dwb:<=!iд/')),
    })
    fc.assert(
      fc.property(typed, subject, (body, text) => {
        const read = readRegex(`/${body}/`)
        if (read === null || 'problem' in read) return
        expect([true, false, undefined]).toContain(searchForAny([read.node])?.(text))
      }),
      { numRuns: 3_000 },
    )
  })

  test('of a thousand brackets is read', () => {
    expect(finds(`/${'('.repeat(500)}a${')'.repeat(500)}/`, 'ba')).toBe(true)
  })
})
