/** The dictionary in Russian, loaded by those who read it. */
import type { Key } from './dictionary.ts'
import { textsIn } from './in-language.ts' with { type: 'macro' }

export const RUSSIAN: Readonly<Record<Key, string>> = textsIn('ru')
