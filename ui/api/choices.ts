/** Lists to choose from: countries, currencies, languages, groups. */
import { COUNTRY_CODES } from '../../src/core/words/closed-lists.ts'
import { countryIn, languageIn } from '../../src/core/words/values.ts'
import type { Option } from '../parts/field.tsx'
import { isAdmin } from '../state/user.ts'
import { language, t } from '../words/words.ts'
import { type GroupSubject, listGroups, listNetworks } from './lists.ts'
import type { NamedRow } from './types.ts'

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
  return named(COUNTRY_CODES, countryName)
}

export function languageOptions(): readonly Option[] {
  return named(LANGUAGE_CODES, languageName)
}

export function countryName(code: string): string {
  return countryIn(language.peek(), code)
}

/** Of `de` or `DE`; what is no code stays as it is. */
export function languageName(code: string): string {
  return languageIn(language.peek(), code.toLowerCase()) ?? code
}

function named(codes: string, nameOf: (code: string) => string): readonly Option[] {
  return codes
    .split(' ')
    .map((code) => ({ value: code, label: `${nameOf(code)} (${code})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language.peek()))
}

/** With what is chosen already: `made` just now, or what it is the user may not see. */
export function withChosen(
  options: readonly Option[],
  chosen: string,
  made: Option | null = null,
): readonly Option[] {
  if (chosen === '' || options.some(({ value }) => value === chosen)) return options
  return [...options, made?.value === chosen ? made : { value: chosen, label: closedName(chosen) }]
}

/** What is said in place of a name that the user is not told. */
export function closedName(chosen: string): string {
  const id = /^\d+$/.test(chosen) ? `#${chosen}` : ''
  return isAdmin.peek() ? id || chosen : [id, t('rights.notOpen')].filter(Boolean).join(', ')
}

export const noneOption = (): Option => ({ value: '', label: t('none') })

export async function groupOptions(
  subject: GroupSubject,
  signal?: AbortSignal,
): Promise<readonly Option[]> {
  const groups = await listGroups(subject, signal)
  return [noneOption(), ...groups.map(({ uuid, name }) => ({ value: uuid, label: name }))]
}

export const optionOf = ({ id, name }: Pick<NamedRow, 'id' | 'name'>): Option => ({
  value: String(id),
  label: name,
})

export async function networkOptions(signal?: AbortSignal): Promise<readonly Option[]> {
  return [noneOption(), ...(await listNetworks(signal)).map(optionOf)]
}
