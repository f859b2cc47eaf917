import { expect, test } from 'bun:test'

import { fileText } from '../../src/lib/file-text.ts'

const TEXT = 'дата;Расход\r\n22.11.2026;1,5 €\n'
const utf8 = new TextEncoder().encode(TEXT)
const little = Buffer.from(TEXT, 'utf16le')
const big = Buffer.from(little).swap16()
/** Letters of Russian begin at 0xC0 with А; ё and € stand apart. */
const windows = Uint8Array.from(TEXT, (char) => {
  const code = char.codePointAt(0)!
  if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0
  return char === '€' ? 0x88 : code
})

test.each<[string, Uint8Array, string]>([
  ['UTF-8', utf8, 'UTF-8'],
  ['UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8]), 'UTF-8'],
  ['UTF-16 of Windows', Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'UTF-16'],
  ['UTF-16, the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'UTF-16'],
  ['Windows-1251', windows, 'Windows-1251'],
])('%s is read', (_, bytes, encoding) => {
  expect(fileText(bytes)).toEqual({ text: TEXT, encoding: encoding as never })
})

test.each([[[]], [[0xff]], [[0xff, 0xfe, 0x41]], [[0x98]], [[0xef, 0xbb, 0xbf]]])(
  'what is no text does not stop it: %j',
  (bytes) => {
    expect(typeof fileText(Uint8Array.from(bytes)).text).toBe('string')
  },
)
