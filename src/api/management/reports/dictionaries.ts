/** Words that programs choose from: countries, currencies, zones, presets, macros. */
import { CONTINENTS, COUNTRIES } from '../../../core/countries.ts'
import { CURRENCIES, currencySign } from '../../../core/currencies.ts'
import { MACROS } from '../../../core/macros/index.ts'
import { DEVICE_TYPES } from '../../../core/words/closed-lists.ts'
import { offsetText } from '../../../lib/time-text.ts'
import { offsetAt } from '../../../lib/zoned-time.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { titleOf } from '../wire.ts'

const tag = 'Dictionaries'

const PRESETS = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'last_2_days',
  'last_3_days',
  'last_7_days',
  'last_14_days',
  'last_30_days',
  'this_month',
  'last_month',
  'this_year',
  'last_year',
  'all_time',
  'custom_time',
]

/** ISO 639-1. */
const LANGUAGES = (
  'aa ab af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cv cy da de dv dz ' +
  'ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ' +
  'ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu ' +
  'lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt ' +
  'qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn ' +
  'to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
).split(' ')

/** Made when they are wanted: a start has no time for them. */
let namesByCode: ReadonlyMap<string, string> | null = null
let codesByName: ReadonlyMap<string, string> | null = null

function languageNames(): ReadonlyMap<string, string> {
  if (namesByCode !== null) return namesByCode
  const english = new Intl.DisplayNames('en', { type: 'language' })
  return (namesByCode = new Map(LANGUAGES.map((code) => [code, english.of(code) ?? code])))
}

/** `Unknown` for a code that is not in the list. */
export function languageName(code: string): string {
  return languageNames().get(code.toLowerCase()) ?? 'Unknown'
}

/** The code for an English name; the text itself if it is none. */
export function languageNamed(text: string): string {
  codesByName ??= new Map([...languageNames()].map(([code, name]) => [name.toLowerCase(), code]))
  return codesByName.get(text.trim().toLowerCase()) ?? text
}

/** As the numbers of days are: Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
]

const CONTINENT_CODES: ReadonlyMap<string, string> = new Map(
  [...CONTINENTS].map(([code, name]) => [name.toLowerCase(), code]),
)

/** The code for an English name; the text itself if it is none. */
export function continentNamed(text: string): string {
  return CONTINENT_CODES.get(text.trim().toLowerCase()) ?? text
}

const countries = [
  { code: 'GLOBAL', name: 'Global' },
  ...[...COUNTRIES.values()].map(({ code, name }) => ({ code, name })),
]

/** Whether a zone is ahead of its own winter now. */
function zoneView(timezone: string, now: number) {
  const offset = offsetAt(timezone, now)
  const year = new Date(now).getUTCFullYear()
  const standard = Math.min(...[0, 6].map((month) => offsetAt(timezone, Date.UTC(year, month, 15))))
  return { timezone, offset: offsetText(timezone, now), isDST: offset !== standard }
}

function macroViews() {
  return MACROS.flatMap(({ name, otherNames }) =>
    [name, ...otherNames].map((word) => ({
      title: titleOf(name),
      name: word,
      placeholder: `{${word}}`,
    })),
  )
}

const lists: readonly [path: string, id: string, summary: string, run: (call: Call) => unknown][] =
  [
    ['/country/list', 'listCountries', 'Countries; the first is GLOBAL', () => countries],
    [
      '/currency/list',
      'listCurrencies',
      'Currencies',
      () => CURRENCIES.map((code) => ({ code, symbol: currencySign(code) })),
    ],
    [
      '/timezone/list',
      'listTimezones',
      'Time zones',
      ({ clock }) =>
        ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
          (zone) => zoneView(zone, clock()),
        ),
    ],
    ['/date_preset/list', 'listDatePresets', 'Date presets', () => PRESETS],
    ['/device/type', 'listDeviceTypes', 'Device types', () => [...DEVICE_TYPES]],
  ]

const openLists: Operation[] = [
  operation({
    method: 'GET',
    path: '/language/list',
    id: 'listLanguages',
    summary: 'Languages, code in upper case',
    tag,
    open: true,
    run: () =>
      LANGUAGES.map((code) => ({
        code: code.toUpperCase(),
        name: languageName(code),
      })),
  }),
  operation({
    method: 'GET',
    path: '/system/tokens',
    id: 'listMacros',
    summary: 'Macros for URLs',
    tag,
    open: true,
    run: macroViews,
  }),
]

export const dictionaryOperations: readonly Operation[] = [
  ...lists.map(([path, id, summary, run]) =>
    operation({ method: 'GET', path, id, summary, tag, run }),
  ),
  ...openLists,
]
