/** Lists to choose from: countries, currencies, languages, groups. */
import { CONTINENT_CODES } from '../../src/core/words/closed-lists.ts'
import { countryIn, languageIn, nameIn, valueWord } from '../../src/core/words/values.ts'
import type { Option } from '../parts/field.tsx'
import { isAdmin } from '../state/user.ts'
import { language, t } from '../words/words.ts'
import { type GroupSubject, listGroups, listNetworks } from './lists.ts'

const COUNTRY_CODES =
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW ' +
  'BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ' +
  'ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL ' +
  'IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY ' +
  'MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR ' +
  'NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK ' +
  'SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ ' +
  'VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'

const LANGUAGE_CODES =
  'af am ar az be bg bn bs ca cs da de el en es et fa fi fr he hi hr hu hy id is it ja ka kk km ko ky ' +
  'lo lt lv mk mn ms my nb ne nl pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tk tl tr uk ur uz vi zh'

const CURRENCIES =
  'USD EUR RUB GBP UAH KZT PLN CZK HUF RON BGN CHF SEK NOK DKK TRY ILS AED SAR INR IDR THB VND MYR PHP ' +
  'SGD HKD CNY JPY KRW AUD NZD CAD BRL MXN ARS CLP COP PEN ZAR NGN'

export function currencyOptions(): readonly Option[] {
  return CURRENCIES.split(' ').map((code) => ({ value: code, label: code }))
}

/** In the language of the user, in its order. */
export function countryOptions(): readonly Option[] {
  return named(COUNTRY_CODES, 'region')
}

export function languageOptions(): readonly Option[] {
  return named(LANGUAGE_CODES, 'language')
}

export function countryName(code: string): string {
  return countryIn(language.peek(), code)
}

/** Of `de` or `DE`; what is no code stays as it is. */
export function languageName(code: string): string {
  return languageIn(language.peek(), code.toLowerCase()) ?? code
}

let codesByName: ReadonlyMap<string, string> | null = null

/** The API's English name of a country in the language of the user. */
export function countryWord(name: string): string {
  if (language.peek() === 'en') return name
  codesByName ??= new Map(
    COUNTRY_CODES.split(' ').map((code) => [countryIn('en', code), code] as const),
  )
  const code = codesByName.get(name)
  return code === undefined ? name : countryName(code)
}

/** The API's English name of a continent in the language of the user. */
export function continentWord(name: string): string {
  const code = CONTINENT_CODES.find((one) => valueWord('en', 'geoContinent', one) === name)
  return code === undefined ? name : (valueWord(language.peek(), 'geoContinent', code) ?? name)
}

/** `desktop`, `mobile` and the like, as people say. */
export function deviceWord(type: string): string {
  return valueWord(language.peek(), 'deviceType', type) ?? type
}

function named(codes: string, type: 'region' | 'language'): readonly Option[] {
  return codes
    .split(' ')
    .map((code) => ({ value: code, label: `${nameIn(language.peek(), type, code)} (${code})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language.peek()))
}

/** With what is chosen already, also where the user may not see what that is. */
export function withChosen(options: readonly Option[], chosen: string): readonly Option[] {
  if (chosen === '' || options.some(({ value }) => value === chosen)) return options
  const id = /^\d+$/.test(chosen) ? `#${chosen}` : ''
  const label = isAdmin.peek() ? id || chosen : [id, t('rights.notOpen')].filter(Boolean).join(', ')
  return [...options, { value: chosen, label }]
}

export const noneOption = (): Option => ({ value: '', label: t('none') })

export async function groupOptions(subject: GroupSubject): Promise<readonly Option[]> {
  const groups = await listGroups(subject)
  return [noneOption(), ...groups.map(({ uuid, name }) => ({ value: uuid, label: name }))]
}

export async function networkOptions(): Promise<readonly Option[]> {
  const networks = await listNetworks()
  return [noneOption(), ...networks.map(({ id, name }) => ({ value: String(id), label: name }))]
}
