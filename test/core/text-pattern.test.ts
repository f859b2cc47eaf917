import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  compileTextPattern,
  quote,
  splitList,
  SUBJECT_LIMIT,
  validateTextPatterns,
} from '../../src/core/text-pattern.ts'

const matches = (patterns: string[], subject: string) => compileTextPattern(patterns)!(subject)

describe('compileTextPattern', () => {
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
    [[''], '', false],
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

  test.each(['/a+/', '/^(a+)+$/i', '/./', '/a/b/'])('%s is not compiled', (pattern) => {
    expect(compileTextPattern(['x', pattern])).toBeNull()
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
        expect([true, false, undefined]).toContain(compileTextPattern(patterns)?.(text))
      }),
    )
  })
})

describe('validateTextPatterns', () => {
  test('accepts texts, stars and the special words', () => {
    expect(validateTextPatterns(['a', 'b*', '@empty', '@any', '/path', '(x'])).toEqual([])
  })

  test.each([
    ['/a+/', 'regular expressions'],
    ['/A/i', 'regular expressions'],
    ['', 'blank'],
    ['  ', 'blank'],
    ['x'.repeat(1_025), 'longer than'],
  ])('refuses %j', (pattern, problem) => {
    expect(validateTextPatterns(['fine', pattern])).toEqual([expect.stringContaining(problem)])
  })
})

describe('splitList', () => {
  test.each([
    ['a,b;c\nd\r\ne', ['a', 'b', 'c', 'd', 'e']],
    [' a b , ,;c ', ['a b', 'c']],
    ['', []],
  ])('%j holds %j', (text, items) => {
    expect(splitList(text)).toEqual(items)
  })
})

test('quote shortens long values', () => {
  expect(quote('a"b')).toBe('"a\\"b"')
  expect(quote('x'.repeat(100))).toHaveLength(63)
})
