import { expect, test } from 'bun:test'

import { parseExactJson } from '../../src/api/exact-json.ts'

test.each<[string, unknown]>([
  ['{"tid":12345678901234567890}', { tid: '12345678901234567890' }],
  ['{"a":{"b":[-9007199254740993]}}', { a: { b: ['-9007199254740993'] } }],
  ['{"tid":9007199254740991,"n":1}', { tid: 9007199254740991, n: 1 }],
  ['{"text":"12345678901234567890","n":2}', { text: '12345678901234567890', n: 2 }],
  ['{"p":12.5000000000000001,"e":1e30}', { p: 12.5, e: 1e30 }],
  ['[true,null]', [true, null]],
])('%s keeps every digit of an id', (text, wanted) => {
  expect(parseExactJson(text)).toEqual(wanted)
})

test('what is no JSON is none here', () => {
  expect(() => parseExactJson('{"tid":12345678901234567890')).toThrow(SyntaxError)
})
