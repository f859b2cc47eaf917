import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readLanguage } from '../../src/detect/language.ts'

const languages: [header: string, language: string][] = [
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de-AT'],
  ['DE-at', 'de-AT'],
  ['pt_br', 'pt-BR'],
  [' en-GB ;q=0.7', 'en-GB'],
  ['zh-Hans-CN', 'zh-CN'],
  ['zh-Hant-TW', 'zh-TW'],
  ['zh_Hans', 'zh'],
  ['zh-Hant', 'zh-Hant'],
  ['zh-Hant-CN', 'zh-Hant-CN'],
  ['sr-latn-rs,sr', 'sr-Latn-RS'],
  ['sr-Cyrl-RS', 'sr-RS'],
  ['de-DE-1996', 'de-DE'],
  ['iw-IL', 'he-IL'],
  ['in', 'id'],
  ['nb-NO', 'nb-NO'],
  ['es-419', 'es-419'],
  ['fil-PH', 'fil-PH'],
  ['*', ''],
  ['*,fr;q=0.5', 'fr'],
  ['en;q=0,fr', 'fr'],
  ['en;q=0.0, fr', 'fr'],
  ['en;q=0.1', 'en'],
  ['english', ''],
  ['', ''],
  [',,,', ''],
  ["'; DROP TABLE clicks", ''],
]

test.each(languages)('%p is %p', (header, language) => {
  expect(readLanguage(header)).toBe(language)
})

test('any text gives a language of the one shape', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readLanguage(text)).toMatch(/^$|^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/)
    }),
  )
})

test('only the first 256 characters are read', () => {
  expect(readLanguage(`${' '.repeat(300)}de`)).toBe('')
  expect(readLanguage(`${'*,'.repeat(100_000)}de`)).toBe('')
})
