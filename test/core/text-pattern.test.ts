import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { quote, readTextPatterns, splitList, SUBJECT_LIMIT } from '../../src/core/text-pattern.ts'

const matches = (patterns: string[], subject: string) =>
  readTextPatterns(patterns, (problem) => expect(problem).toBe(''))(subject)

function problemsOf(patterns: string[]): string[] {
  const problems: string[] = []
  readTextPatterns(patterns, (problem) => problems.push(problem))
  return problems
}

describe('readTextPatterns', () => {
  test.each<[string[], string, boolean]>([
    [['foo'], 'foo', true],
    [['foo'], 'FOO', true],
    [['FÖO'], 'föo', true],
    [['foo'], 'foo1', false],
    [['foo'], ' foo', false],
    [['a', 'b'], 'b', true],
    [['foo*'], 'foo', true],
    [['foo*'], 'food', true],
    [['foo*'], 'afoo', false],
    [['*foo'], 'afoo', true],
    [['*foo*'], 'a foo b', true],
    [['a*b*c'], 'a-b-c', true],
    [['a*b*c'], 'abc', true],
    [['a*b*c'], 'acb', false],
    [['a*b*b'], 'ab', false],
    [['ab*ba'], 'aba', false],
    [['*ab*ab*'], 'abab', true],
    [['*ab*ab*'], 'abcb', false],
    [['a**b'], 'ab', true],
    [['*'], 'x', true],
    [['a.c'], 'abc', false],
    [['[a-z]+'], 'b', false],
    [['@empty'], '', true],
    [['@EMPTY'], '', true],
    [['@empty'], '@empty', false],
    [['@any'], '', false],
    [['@any'], 'x', true],
    [['*'], '', false],
    [[], 'x', false],
    [[], '', false],
    [['x', '@empty'], 'x', true],
  ])('%j on %j gives %p', (patterns, subject, expected) => {
    expect(matches(patterns, subject)).toBe(expected)
  })

  test('compares only the first kilobyte', () => {
    const long = 'a'.repeat(SUBJECT_LIMIT)
    expect(matches([long], `${long}b`)).toBe(true)
    expect(matches(['*b'], `${long}b`)).toBe(false)
  })

  test.each<[string[], string, boolean]>([
    [['/^a+$/'], 'AAA', true],
    [['/^a+$/'], 'aab', false],
    [['x', '/b/', '*c'], 'abd', true],
    [['x', '/b/', '*c'], 'a', false],
    [['/.*/', '/^$/'], '', false],
    [['/.*/', '@empty'], '', true],
  ])('%j on %j gives %p', (patterns, subject, expected) => {
    expect(matches(patterns, subject)).toBe(expected)
  })

  test('a regular expression sees the first kilobyte only', () => {
    expect(matches(['/b$/'], `${'a'.repeat(SUBJECT_LIMIT - 1)}bc`)).toBe(true)
    expect(matches(['/c/'], `${'a'.repeat(SUBJECT_LIMIT)}c`)).toBe(false)
  })

  test.each(['/', '//', '/landing', 'landing/', '/*', '*/a/b'])('%s is a plain text', (pattern) => {
    expect(matches([pattern], pattern.replace('*', 'x'))).toBe(true)
  })

  test('agrees with a regular expression made of the same pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 8 })
    const subject = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(letters, subject, (pattern, text) => {
        const oracle = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
        expect(matches([pattern], text)).toBe(oracle.test(text))
      }),
      { numRuns: 500 },
    )
  })

  test('no pattern and no subject makes it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string(), (patterns, text) => {
        expect([true, false]).toContain(readTextPatterns(patterns, () => {})(text))
      }),
    )
  })
})

describe('problems of patterns', () => {
  test('texts, stars, expressions and the special words have none', () => {
    expect(problemsOf(['a', 'b*', '@empty', '@any', '/path', '(x', '/x+/', '/Y/i'])).toEqual([])
  })

  test.each([
    ['/(?=a)/', '"/(?=a)/": look-ahead'],
    ['/a{1000}/', 'too large together'],
    ['', 'blank'],
    ['  ', 'blank'],
    ['x'.repeat(1_025), 'longer than'],
  ])('refuses %j', (pattern, problem) => {
    expect(problemsOf(['fine', pattern])).toEqual([expect.stringContaining(problem)])
  })
})

describe('splitList', () => {
  test.each([
    ['a,b;c\nd\r\ne', ['a', 'b', 'c', 'd', 'e']],
    [' a b , ,;c ', ['a b', 'c']],
    ['', []],
    ['/a{1,2}/i\n/b/, c', ['/a{1,2}/i', '/b/', 'c']],
    [' /[,/]/ \nname=/x,y/u\nhost:/^a,/', ['/[,/]/', 'name=/x,y/u', 'host:/^a,/']],
    ['/a,/b', ['/a', '/b']],
    ['https://a.test/x,https://b.test/', ['https://a.test/x', 'https://b.test/']],
  ])('%j holds %j', (text, items) => {
    expect(splitList(text)).toEqual(items)
  })
})

test('quote shortens long values', () => {
  expect(quote('a"b')).toBe('"a\\"b"')
  expect(quote('x'.repeat(100))).toHaveLength(63)
})
