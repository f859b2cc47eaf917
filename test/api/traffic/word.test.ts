import { expect, test } from 'bun:test'

import { wordOf } from '../../../src/api/traffic/word.ts'

test.each([
  ['/word1', { text: 'word1' }],
  ['/word1/', { text: 'word1' }],
  ['/%77ord1', { text: 'word1' }],
  ['/%77ord1/', { text: 'word1' }],
  ['//word1', null],
  ['/word1//', null],
  ['/word1/extra', null],
  ['/word1+', null],
  ['/word1%2Fextra', null],
  ['/%2577ord1', null],
  ['/', null],
  ['/%', 'broken'],
  ['/word%zz', 'broken'],
  ['/word%00', 'broken'],
  ['/%c3%28', 'broken'],
])('%s', (path, wanted) => {
  expect(wordOf(path)).toEqual(wanted as never)
})
