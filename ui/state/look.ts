/** Theme, density and language of this browser. `theme.ts` puts the first two on the page early. */
import { signal } from '@preact/signals'

import { type Language, LANGUAGES, speak } from '../words/words.ts'
import { readStored, store } from './stored.ts'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'normal' | 'compact'

const dataset = document.documentElement.dataset
export const theme = signal((dataset['theme'] ?? 'system') as Theme)
export const density = signal((dataset['density'] ?? 'normal') as Density)
export const hasSingleKeys = signal(readStored('single-keys') !== 'off')

export function setTheme(value: Theme): void {
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

export async function setLanguage(code: Language): Promise<void> {
  store('language', code)
  await speak(code)
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
