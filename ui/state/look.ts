/**
 * Theme, density and language. Theme and language follow the user to other browsers; this one keeps
 * them too, because `theme.ts` puts the look on the page before anybody is logged in.
 */
import { signal } from '@preact/signals'

import type { Language } from '../../src/core/words/language.ts'
import type { StoredPreferences } from '../api/types.ts'
import { language, LANGUAGES, speak } from '../words/words.ts'
import { changePreferences } from './preferences.ts'
import { readStored, store } from './stored.ts'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'normal' | 'compact'

const dataset = document.documentElement.dataset
export const theme = signal((dataset['theme'] ?? 'system') as Theme)
export const density = signal((dataset['density'] ?? 'normal') as Density)
export const hasSingleKeys = signal(readStored('single-keys') !== 'off')

export function setTheme(value: Theme): void {
  showTheme(value)
  changePreferences({ theme: value === 'system' ? 'auto' : value })
}

function showTheme(value: Theme): void {
  theme.value = value
  dataset['theme'] = value
  store('theme', value)
}

export function setDensity(value: Density): void {
  density.value = value
  dataset['density'] = value
  store('density', value)
}

export function setSingleKeys(value: 'on' | 'off'): void {
  hasSingleKeys.value = value === 'on'
  store('single-keys', value)
}

/** Of a visitor at the door; who is logged in uses `setLanguage`. */
export async function showLanguage(code: Language): Promise<void> {
  store('language', code)
  await speak(code)
}

export async function setLanguage(code: Language): Promise<void> {
  changePreferences({ language: code })
  await showLanguage(code)
}

/** As the user chose elsewhere; what was never chosen stays as it is here. */
export async function lookAs({ theme: chosen, language: code }: StoredPreferences): Promise<void> {
  if (chosen !== 'auto') showTheme(chosen)
  if (code !== null && code !== language.peek()) await showLanguage(code)
}

/** What was chosen here, else what the browser prefers, else English. */
export function preferredLanguage(): Language {
  const wanted = [readStored('language') ?? '', ...navigator.languages]
  for (const code of wanted) {
    const known = LANGUAGES.find((one) => code.toLowerCase().startsWith(one.code))
    if (known !== undefined) return known.code
  }
  return 'en'
}
