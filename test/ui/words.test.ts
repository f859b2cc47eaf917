/** The dictionary: both languages say everything, with the same values and the right plural forms. */
import { describe, expect, test } from 'bun:test'

import { SETTINGS } from '../../src/core/settings.ts'

const { termsRu } = await import('../../ui/words/terms-ru.ts')
const { PLURAL_FORMS, TEXTS } = await import('../../ui/words/words.ts')

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

test('every setting has a name in Russian', () => {
  const keys = SETTINGS.map(({ key }) => `setting.${key}`)
  expect(keys.filter((key) => !termsRu.has(key))).toEqual([])
})
