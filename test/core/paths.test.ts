import { expect, test } from 'bun:test'

import { ALIAS, isReservedWord, PATHS } from '../../src/core/paths.ts'

test('no alias can be a word of the server', () => {
  for (const path of Object.values(PATHS))
    expect(isReservedWord(path.split('/')[1] ?? '')).toBe(true)
  expect(['admin', 'Admin', 'click_api', 'api.php', '.well-known'].every(isReservedWord)).toBe(true)
  expect(['', 'sale', 'admins', 'constructor'].some(isReservedWord)).toBe(false)
})

test('an alias is a word of 1 to 64 letters, digits, dashes and underscores', () => {
  const isAlias = (word: string) => ALIAS.test(word)
  expect(['a', 'A-b_9', 'x'.repeat(64)].every(isAlias)).toBe(true)
  expect(['', 'a b', 'ä', 'a/b', 'a.b', 'a\n', 'x'.repeat(65)].some(isAlias)).toBe(false)
})
