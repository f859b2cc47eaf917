/**
 * What the UI says, in the language of the user. A key that does not exist fails the build. `{name}`
 * in a text is filled in; `a|b` are plural forms in the order of the language.
 */
import { signal } from '@preact/signals'

import type { Language } from '../../src/core/words/language.ts'
import { VALUE_WORDS } from '../../src/core/words/values.ts'
import { actWords } from './acts.ts'
import { adminWords } from './admin.ts'
import { allowedWords } from './allowed.ts'
import { costWords } from './costs.ts'
import { extraWords } from './extras.ts'
import { flowWords } from './flows.ts'
import { frameWords } from './frame.ts'
import { inboxWords } from './inbox.ts'
import { messengerWords } from './messengers.ts'
import { moneyWords } from './money.ts'
import { movingWords } from './moving.ts'
import { objectWords } from './objects.ts'
import { reconcileWords } from './reconcile.ts'
import { reportWords } from './report.ts'
import { robotWords } from './robots.ts'
import { safetyWords } from './safety.ts'
import { storyWords } from './story.ts'
import { systemWords } from './system.ts'
import type { SaidRule } from './texts.ts'
import { useWords } from './use.ts'

/** Every text in English and Russian: a pair, so that neither can be forgotten. */
export const TEXTS = {
  ...actWords,
  ...adminWords,
  ...allowedWords,
  ...costWords,
  ...extraWords,
  ...flowWords,
  ...frameWords,
  ...inboxWords,
  ...messengerWords,
  ...moneyWords,
  ...movingWords,
  ...objectWords,
  ...reconcileWords,
  ...reportWords,
  ...robotWords,
  ...safetyWords,
  ...storyWords,
  ...systemWords,
  ...useWords,
  ...VALUE_WORDS,
} satisfies Readonly<Record<string, readonly [en: string, ru: string]>>

export type Key = keyof typeof TEXTS
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

let column: 0 | 1 = 0
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
        ])
      : null
  terms = russian?.[0].termsRu ?? new Map()
  sentences = russian?.[1].saidRu ?? []
  problems = russian?.[2].problemsRu ?? []
  subjects = russian?.[2].lineSubjectsRu ?? []
  column = code === 'ru' ? 1 : 0
  document.documentElement.lang = code
  language.value = code
}

export function t(key: Key, values: Values = {}): string {
  return filled(TEXTS[key][column], values)
}

/** The form for `n`, which is also the value `{n}`. */
export function plural(key: Key, n: number, values: Values = {}): string {
  const code = language.peek()
  const forms = TEXTS[key][column].split('|')
  const rule = new Intl.PluralRules(code).select(n)
  const at = PLURAL_FORMS[code].indexOf(rule)
  const form = forms[at < 0 ? forms.length - 1 : at] ?? forms[0] ?? ''
  return filled(form, { n: new Intl.NumberFormat(code).format(n), ...values })
}

/** For keys that are put together of what the server says. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(TEXTS, key)
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
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}
