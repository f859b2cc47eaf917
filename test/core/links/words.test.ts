import { expect, test } from 'bun:test'

import { linkDevice } from '../../../src/core/links/device.ts'
import { type WordProblem, wordProblem } from '../../../src/core/links/words.ts'

test.each<[string, WordProblem | null]>([
  ['abcd', 'too_short'],
  ['abcde', null],
  ['a'.repeat(30), null],
  ['a'.repeat(31), 'too_long'],
  ['site_Whats-App', null],
  ['my word', 'invalid'],
  ['wp-admin.php', 'invalid'],
  ['%41%42%43', 'invalid'],
  ['word+', 'invalid'],
  ['ädmin', 'invalid'],
  ['ADMIN', 'reserved'],
  ['signup', 'reserved'],
  ['constructor', null],
  ['__proto__', null],
])('%s as a word: %p', (word, problem) => {
  expect(wordProblem(word)).toBe(problem)
})

test('a word from elsewhere may have any length that a visit can find', () => {
  expect(wordProblem('a', 'any')).toBeNull()
  expect(wordProblem('a'.repeat(64), 'any')).toBeNull()
  expect(wordProblem('a'.repeat(65), 'any')).toBe('too_long')
  expect(wordProblem('api', 'any')).toBe('reserved')
})

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)', 'ios'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) CriOS/147 Safari/605.1.15', 'ios'],
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8)', 'android'],
  ['Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1)', 'web'],
  ['Mozilla/5.0 (Mobile; Nokia; rv:48.0) Gecko KAIOS/2.5 Android', 'web'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', 'web'],
  ['', 'web'],
])('%s is %s', (userAgent, device) => {
  expect(linkDevice(userAgent)).toBe(device as never)
})
