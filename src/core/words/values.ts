/** What values of dimensions are called that are Sluice's own words, codes or numbers. */
import { inLanguage, type Language, titleIn, type Titles } from './language.ts'

/** The value of a field whose macro the traffic source did not replace. */
export const MACRO = '(macro not replaced)'
export const NO_CONVERSION = '(no conversion)'

/** `value.<dimension>.<value>`, and what several of them share. */
export const VALUE_WORDS = {
  'value.notSet': ['(not set)', '(не задано)'],
  'value.noCampaign': ['(no campaign)', '(без кампании)'],
  'value.macro': ['macro not replaced', 'макрос не заменён'],
  'value.noConversion': ['(no conversion)', '(без конверсии)'],
  'value.total': ['Total', 'Итого'],
  'value.compared': ['(before)', '(до этого)'],
  'value.flag.true': ['yes', 'да'],
  'value.flag.false': ['no', 'нет'],
  'value.deviceType.desktop': ['Desktop', 'Компьютер'],
  'value.deviceType.mobile': ['Mobile', 'Телефон'],
  'value.deviceType.tablet': ['Tablet', 'Планшет'],
  'value.deviceType.tv': ['TV', 'Телевизор'],
  'value.deviceType.console': ['Game console', 'Игровая приставка'],
  'value.deviceType.player': ['Media player', 'Медиаплеер'],
  'value.deviceType.wearable': ['Wearable', 'Носимое устройство'],
  'value.deviceType.smart_display': ['Smart display', 'Умный экран'],
  'value.deviceType.camera': ['Camera', 'Камера'],
  'value.deviceType.car': ['Car', 'Автомобиль'],
  'value.deviceType.other': ['Other devices', 'Другие устройства'],
  'value.connectionType.dialup': ['dialup', 'модем'],
  'value.connectionType.cable': ['cable', 'кабель'],
  'value.connectionType.corporate': ['corporate', 'корпоративное'],
  'value.connectionType.cellular': ['cellular', 'сотовое'],
  'value.connectionType.satellite': ['satellite', 'спутник'],
  'value.flowType.forced': ['Forced', 'Форсированный'],
  'value.flowType.regular': ['Regular', 'Обычный'],
  'value.flowType.default': ['Default', 'По умолчанию'],
  'value.rule.Default': ['Default', 'По умолчанию'],
  'value.integration.redirect': ['Redirect', 'Редирект'],
  'value.integration.click_api': ['Click API', 'Click API'],
  'value.integration.pixel': ['Pixel', 'Пиксель'],
  'value.integration.link': ['Short link', 'Короткая ссылка'],
  'value.uniqueness.tracker': ['New to the tracker', 'Новый для трекера'],
  'value.uniqueness.campaign': ['New to the campaign', 'Новый для кампании'],
  'value.uniqueness.none': ['Seen before', 'Уже был'],
  'value.costOrigin.macro': ['Macro', 'Макрос'],
  'value.costOrigin.rule': ['Rule', 'Правило'],
  'value.costOrigin.manual': ['Entered later', 'Внесён позже'],
  'value.costOrigin.none': ['None is set', 'Не задан'],
  'value.costOrigin.no_rate': ['No rate for its currency', 'Нет курса валюты'],
  'continent.AF': ['Africa', 'Африка'],
  'continent.AN': ['Antarctica', 'Антарктида'],
  'continent.AS': ['Asia', 'Азия'],
  'continent.EU': ['Europe', 'Европа'],
  'continent.NA': ['North America', 'Северная Америка'],
  'continent.OC': ['Oceania', 'Океания'],
  'continent.SA': ['South America', 'Южная Америка'],
  'class.lead': ['Lead (hold)', 'Лид (холд)'],
  'class.sale': ['Sale (approve)', 'Продажа (апрув)'],
  'class.rebill': ['Rebill', 'Ребилл'],
  'class.rejected': ['Rejected', 'Отклонено'],
  'class.trash': ['Trash', 'Треш'],
  'class.other': ['Other', 'Другое'],
  'class.ignore': ['Ignore', 'Не учитывать'],
} satisfies Titles

/** Dimensions that are `true` or `false`. */
export const FLAGS = [
  'bot',
  'company',
  'crawler',
  'datacenter',
  'flood',
  'landingClicked',
  'proxyVPN',
] as const

/** As people read it; null: the value has no other word than itself, or its object's name. */
export function valueWord(
  language: Language,
  dimension: string,
  value: string | null,
): string | null {
  const word = (key: string) => titleIn(language, VALUE_WORDS, key)
  if (value === null) return word(dimension === 'campaign' ? 'value.noCampaign' : 'value.notSet')
  if (value === MACRO) return word('value.macro')
  if (value === NO_CONVERSION && CONVERSION.test(dimension)) return word('value.noConversion')
  if (FLAGS.some((flag) => flag === dimension)) return word(`value.flag.${value}`)
  switch (dimension) {
    case 'geoCountry':
      return countryIn(language, value)
    case 'languageCode':
      return languageIn(language, value)
    case 'dayOfWeek':
      return weekday(language, Number(value))
    case 'geoContinent':
      return word(`continent.${value}`)
    case 'conversionClass':
      return word(`class.${value}`)
    default:
      return word(`value.${dimension}.${value}`)
  }
}

const CONVERSION = /^conversion(StatusOne|StatusTwo|Class)$/

/** Where the API calls a country otherwise than the platform does. */
const SHORTER: Readonly<Record<string, string>> = {
  CD: 'DR Congo',
  CG: 'Congo',
  HK: 'Hong Kong',
  MM: 'Myanmar',
  MO: 'Macao',
  PS: 'Palestine',
}

/** By its alpha-2 code; what is none is its own name. */
export function countryIn(language: Language, code: string): string {
  const shorter = language === 'en' ? SHORTER[code] : undefined
  return shorter ?? (/^[A-Z]{2}$/.test(code) ? nameIn(language, 'region', code) : code)
}

/** Language, script and region, as visitors have them. */
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/

/** Null for what is no code of a language. */
export function languageIn(language: Language, code: string): string | null {
  if (!LANGUAGE.test(code)) return null
  return nameIn(language, 'language', code)
}

/** Visitors can make up codes of languages. */
const KNOWN_MAX = 1000

interface Names {
  readonly all: Intl.DisplayNames
  readonly known: Map<string, string>
}
const names = new Map<string, Names>()

/** Made once: rows ask one by one, and the platform takes microseconds for each. */
export function nameIn(language: Language, type: 'region' | 'language', code: string): string {
  const key = `${language} ${type}`
  const { all, known } = names.get(key) ?? {
    all: new Intl.DisplayNames([language], { type }),
    known: new Map<string, string>(),
  }
  names.set(key, { all, known })
  const name = known.get(code) ?? all.of(code) ?? code
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(code, name)
  return name
}

/** From Monday, which is 1. */
const WEEKDAYS = [
  ['Monday', 'понедельник'],
  ['Tuesday', 'вторник'],
  ['Wednesday', 'среда'],
  ['Thursday', 'четверг'],
  ['Friday', 'пятница'],
  ['Saturday', 'суббота'],
  ['Sunday', 'воскресенье'],
] as const

function weekday(language: Language, day: number): string | null {
  const words = WEEKDAYS[day - 1]
  return words === undefined ? null : inLanguage(language, words)
}
