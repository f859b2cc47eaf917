/** Words in other languages, for `{device_type:ru}`, `{country_name:de}` and their like. */
import { lately } from '../../lib/lru.ts'
import { CONTINENTS, countryName } from '../countries.ts'

const RUSSIAN: ReadonlyMap<string, string> = new Map([
  ['desktop', 'компьютер'],
  ['mobile', 'телефон'],
  ['tablet', 'планшет'],
  ['tv', 'телевизор'],
  ['console', 'игровая приставка'],
  ['player', 'плеер'],
  ['wearable', 'носимое устройство'],
  ['smart_display', 'умный экран'],
  ['camera', 'камера'],
  ['car', 'автомобиль'],
  ['other', 'другое'],
  ['dialup', 'модем'],
  ['cable', 'кабель'],
  ['corporate', 'корпоративная сеть'],
  ['cellular', 'мобильная сеть'],
  ['satellite', 'спутник'],
])

/** The word itself, which is English, where there is no translation. */
export function wordIn(language: string, word: string): string {
  return language.trim().toLowerCase() === 'ru' ? (RUSSIAN.get(word) ?? word) : word
}

/** A country's name in any language; the English one where the language is unknown. */
export function countryNameIn(language: string, code: string): string {
  return namesIn(language.trim())?.of(code) ?? countryName(code)
}

/** Continents in the lists of regions' names, which number them as the United Nations do. */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['AF', '002'],
  ['AN', 'AQ'],
  ['AS', '142'],
  ['EU', '150'],
  ['NA', '003'],
  ['OC', '009'],
  ['SA', '005'],
])

/** A continent's name, as `countryNameIn`; `''` for what is none. */
export function continentNameIn(language: string, code: string): string {
  const number = NUMBERS.get(code)
  const english = CONTINENTS.get(code) ?? ''
  return number === undefined ? english : (namesIn(language.trim())?.of(number) ?? english)
}

/** Languages come from the texts of offers and landings, which people write. */
const MAX_LANGUAGES = 100
const namesIn = lately(MAX_LANGUAGES, makeNames)

/** `null` for English, and for what is no language. */
function makeNames(language: string): Intl.DisplayNames | null {
  if (language === '' || language === 'en') return null
  try {
    if (Intl.DisplayNames.supportedLocalesOf(language).length === 0) return null
    return new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  } catch {
    return null
  }
}
