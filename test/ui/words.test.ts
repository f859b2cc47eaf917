/** The dictionary: both languages say everything, with the same values and the right plural forms. */
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import { dimensions } from '../../src/core/reports/dimensions.ts'
import { measures } from '../../src/core/reports/measures.ts'
import { SETTINGS } from '../../src/core/settings.ts'

const { termsRu } = await import('../../ui/words/terms-ru.ts')
const { PLURAL_FORMS, TEXTS } = await import('../../ui/words/words.ts')

const ROOT = join(import.meta.dir, '../..')
const entries = Object.entries(TEXTS)
const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()

describe('every text', () => {
  test('is there in both languages', () => {
    expect(entries.filter(([, texts]) => texts.some((text) => text.trim() === ''))).toEqual([])
  })

  test('fills in the same values in both', () => {
    const macros = /\{(offer_url|subid|country|external_id|payout)\}/g
    const wrong = entries.filter(([, [en, ru]]) => {
      const [a, b] = [names(en.replace(macros, '')), names(ru.replace(macros, ''))]
      return a.join() !== b.join()
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  test('has all plural forms of its language, or none', () => {
    const wrong = entries.filter(([, [en, ru]]) => {
      if (!en.includes('|')) return ru.includes('|')
      return (
        en.split('|').length !== PLURAL_FORMS.en.length ||
        ru.split('|').length !== PLURAL_FORMS.ru.length
      )
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })
})

test('every dimension and measure has a name in Russian, but for abbreviations', () => {
  const named = (kind: string, key: string) =>
    termsRu.has(`${kind}.${key}`) || termsRu.has(`${kind}.${key.replace(/\d+$/, 'N')}`)
  const titles = [
    ...dimensions.filter(({ key }) => !key.startsWith('token_') && !named('dimension', key)),
    ...measures.filter(({ key }) => !named('measure', key)),
  ].map(({ title }) => title)
  expect(
    titles.filter((title) => !/^(e?CP[A-Z]|EP[A-Z]|IP|IPv6)( \/\d+)?$|^User agent$/.test(title)),
  ).toEqual([])
})

test('every setting has a name in Russian', () => {
  const keys = SETTINGS.map(({ key }) => `setting.${key}`)
  expect(keys.filter((key) => !termsRu.has(key))).toEqual([])
})

const found = async (glob: string, pattern: RegExp) => {
  const words = new Set<string>()
  for await (const path of new Bun.Glob(glob).scan(ROOT)) {
    const source = await Bun.file(join(ROOT, path)).text()
    for (const [, word = ''] of source.matchAll(pattern)) words.add(word)
  }
  return [...words]
}

test('every warning has its words in Russian', async () => {
  const codes = await found('src/api/management/system/system.ts', /'([a-z_]+)',\s+[`'][A-Z]/g)
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => !termsRu.has(`warning.${code}`))).toEqual([])
})

test('every deed of the list of changes has its word in Russian', async () => {
  const deeds = await found('src/{manage,api}/**/*.ts', /\bevent: '([a-z_]+)'/g)
  expect(deeds.length).toBeGreaterThan(30)
  expect(deeds.filter((deed) => !termsRu.has(`deed.${deed}`))).toEqual([])
})
