/**
 * What the UI says, in the language of the user. A key that does not exist fails the build. `{name}`
 * in a text is filled in; `a|b` are plural forms in the order of the language.
 */
import { signal } from '@preact/signals'

import type { Language } from '../../src/core/words/language.ts'
import { visible } from '../format/text.ts'
import type { Key } from './dictionary.ts'
import { textsIn } from './in-language.ts' with { type: 'macro' }
import type { SaidRule } from './texts.ts'

export type { Key } from './dictionary.ts'

/** Frozen, because a bundler writes out what a macro gave wherever it is named by a plain constant. */
const ENGLISH: Readonly<Record<Key, string>> = Object.freeze(textsIn('en'))

export type Values = Readonly<Record<string, string | number>>

export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ru', name: 'Русский' },
]

/** Forms of `a|b|c`, in this order. */
export const PLURAL_FORMS: { readonly [L in Language]: readonly Intl.LDMLPluralRule[] } = {
  en: ['one', 'other'],
  ru: ['one', 'few', 'many'],
}

export const language = signal<Language>('en')

let texts = ENGLISH
/** Terms that the server names in English: measures, dimensions, filters, actions. */
let terms: ReadonlyMap<string, string> = new Map()

let sentences: readonly SaidRule[] = []
let problems: readonly SaidRule[] = []
let subjects: readonly SaidRule[] = []

/** For parts of the server's sentences, in the order in which they are to be tried. */
export const rules = (): readonly SaidRule[] => sentences

/** For what the server refuses: the first that fits the whole text. */
export const problemRules = (): readonly SaidRule[] => problems

/** With what a problem of a line of a file begins: of which part of it that is said. */
export const lineSubjects = (): readonly SaidRule[] => subjects

/** Switches everything that is drawn from now on. */
export async function speak(code: Language): Promise<void> {
  const russian =
    code === 'ru'
      ? await Promise.all([
          import('./terms-ru.ts'),
          import('./said-ru.ts'),
          import('./problems-ru.ts'),
          import('./dictionary-ru.ts'),
        ])
      : null
  terms = russian?.[0].termsRu ?? new Map()
  sentences = russian?.[1].saidRu ?? []
  problems = russian?.[2].problemsRu ?? []
  subjects = russian?.[2].lineSubjectsRu ?? []
  texts = russian?.[3].RUSSIAN ?? ENGLISH
  document.documentElement.lang = code
  language.value = code
}

export function t(key: Key, values: Values = {}): string {
  return filled(texts[key], values)
}

/** The form for `n`, which is also the value `{n}`. */
export function plural(key: Key, n: number, values: Values = {}): string {
  const code = language.peek()
  const forms = texts[key].split('|')
  const rule = new Intl.PluralRules(code).select(n)
  const at = PLURAL_FORMS[code].indexOf(rule)
  const form = forms[at < 0 ? forms.length - 1 : at] ?? forms[0] ?? ''
  return filled(form, { n: new Intl.NumberFormat(code).format(n), ...values })
}

/** For keys that are put together of what the server says. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(ENGLISH, key)
}

/** What stands under `kind.text`; `text` where nothing does. */
export function word(kind: string, text: string): string {
  const key = `${kind}.${text}`
  return isKey(key) ? t(key) : text
}

/** The user's word for something the server calls `title`, or by its key alone. */
export function term(kind: string, key: string, title = key.replaceAll('_', ' ')): string {
  return terms.get(`${kind}.${key}`) ?? terms.get(title) ?? title
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole
    return typeof value === 'number' ? String(value) : visible(value)
  })
}
