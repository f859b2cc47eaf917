/** The language of the admin in the tests of a file or of a `describe`: English again afterwards. */
import { afterAll, beforeAll } from 'bun:test'

import type { Language } from '../../src/core/words/language.ts'

const { speak } = await import('../../ui/words/words.ts')

/** There is no page: of it only what says the language is needed. */
export function speaksIn(language: Language): void {
  beforeAll(async () => {
    Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } })
    await speak(language)
  })

  afterAll(async () => {
    await speak('en')
    Reflect.deleteProperty(globalThis, 'document')
  })
}
