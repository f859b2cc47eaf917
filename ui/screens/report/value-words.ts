/** Values of dimensions in the user's words: countries, weekdays, and what only Sluice calls so. */
import { countryName, languageName } from '../../api/choices.ts'
import { isKey, language, t } from '../../words/words.ts'

/** Dimensions that are `true` or `false`. */
export const FLAGS = [
  'bot',
  'company',
  'crawler',
  'datacenter',
  'landingClicked',
  'proxyVPN',
] as const

const NO_CONVERSION = '(no conversion)'

/** Null: the value has no other word than itself. */
export function valueWord(dimension: string, value: string): string | null {
  switch (dimension) {
    case 'geoCountry':
      return countryName(value)
    case 'dayOfWeek':
      return weekday(Number(value))
    case 'geoContinent':
      return known(`continent.${value}`)
    case 'languageCode':
      return languageName(value)
    case 'conversionClass':
      return value === NO_CONVERSION ? t('value.conversion.none') : known(`class.${value}`)
    case 'conversionStatusOne':
    case 'conversionStatusTwo':
      return value === NO_CONVERSION ? t('value.conversion.none') : null
    default:
      return FLAGS.some((flag) => flag === dimension)
        ? known(`value.flag.${value}`)
        : known(`value.${dimension}.${value}`)
  }
}

function known(key: string): string | null {
  return isKey(key) ? t(key) : null
}

/** 1 January 2024 was a Monday. */
function weekday(day: number): string | null {
  if (!(day >= 1 && day <= 7)) return null
  const format = new Intl.DateTimeFormat(language.peek(), { weekday: 'long', timeZone: 'UTC' })
  return format.format(Date.UTC(2024, 0, day))
}
