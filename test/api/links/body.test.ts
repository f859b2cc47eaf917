/** Bodies of the links API: what is read of them, and why one is refused. */
import { expect, test } from 'bun:test'

import { NO_BODY, TOO_DEEP, TOO_LARGE } from '../../../src/api/links/answers.ts'
import { readAttributes } from '../../../src/api/links/body.ts'

const read = (body: string | Uint8Array<ArrayBuffer>) =>
  readAttributes(new Request('http://a.test/', { method: 'POST', body }))
const withAttributes = (text: string) => `{"data":{"attributes":${text}}}`

test.each([
  ['an object', '{"web_url":"x"}', { web_url: 'x' }],
  ['the last of two members', '{"web_url":"x","web_url":"y"}', { web_url: 'y' }],
  ['lists as deep as they may be', `{"x":${'['.repeat(29)}${']'.repeat(29)}}`, null],
])('%s is read', async (_, text, expected) => {
  const result = await read(withAttributes(text))
  expect(result).toEqual({ attributes: expected ?? JSON.parse(text) })
})

test('a mark of byte order is skipped', async () => {
  expect(await read(`\ufeff${withAttributes('{"a":1}')}`)).toEqual({ attributes: { a: 1 } })
})

test.each([
  ['', NO_BODY],
  ['x', NO_BODY],
  ['[]', NO_BODY],
  ['{"data":{}}', NO_BODY],
  [withAttributes('[]'), NO_BODY],
  [Uint8Array.from(Buffer.from(withAttributes('{"web_url":"a.com/\xef"}'), 'latin1')), NO_BODY],
  [withAttributes('null'), NO_BODY],
  [withAttributes(`{"x":${'['.repeat(30)}${']'.repeat(30)}}`), TOO_DEEP],
  [withAttributes(`{"x":"${'x'.repeat(1_048_576)}"}`), TOO_LARGE],
])('a refused body says why: %#', async (body, failure) => {
  expect(await read(body)).toBe(failure)
})
