/** Cells of the click log and of conversions as people say them: the API has words of its own. */
import { CONTINENT_CODES, COUNTRY_CODES } from './closed-lists.ts'
import { type Language, titleIn, type Titles } from './language.ts'
import { countryIn, VALUE_WORDS, valueWord } from './values.ts'

/** What is odd about a conversion. */
export const NOTE_WORDS = {
  'note.review': ['review', 'на проверку'],
  'note.no_payout': ['no payout', 'без выплаты'],
  'note.payout_unreadable': ['payout unreadable', 'выплата не прочитана'],
  'note.payout_not_counted': ['payout not counted', 'выплата не учтена: у оффера фиксированный 0'],
  'note.payout_by_hand': ['payout set by hand', 'выплата задана вручную'],
  'note.macro_not_replaced': ['macro not replaced', 'макрос не заменён'],
  'note.repeated': ['repeated', 'параметр повторён'],
  'note.event_unreadable': ['event unreadable', 'событие не прочитано'],
  'note.cost_unreadable': ['cost unreadable', 'расход не прочитан'],
  'note.time_ignored': ['time ignored', 'время не учтено'],
  'note.pixel_payout_ignored': ['pixel payout ignored', 'выплата пикселя не учтена'],
  'note.to_offer_unknown': ['to offer unknown', 'оффер неизвестен'],
  'note.old_rate': ['old rate', 'старый курс'],
  'note.test': ['a test', 'тест'],
} satisfies Titles

/** What became of a visit of a short link. */
const LINK_WORDS: Titles = {
  'outcome.redirect': ['redirect', 'редирект'],
  'outcome.pixel_page': ['pixel_page', 'страница с пикселями'],
  'outcome.password_form': ['password_form', 'форма пароля'],
  'outcome.limit': ['limit', 'закончилась'],
  'outcome.blocked': ['blocked', 'заблокирована'],
}

type Saying = (language: Language, text: string) => string | null

/** By the column's name. */
const SAYINGS: ReadonlyMap<string, Saying> = new Map<string, Saying>([
  ['country', country],
  ['geo', country],
  ['continent', continent],
  ['device_type', (language, text) => valueWord(language, 'deviceType', text)],
  ['connection', (language, text) => valueWord(language, 'connectionType', text)],
  ['rule', (language, text) => valueWord(language, 'rule', text)],
  ['class', (language, text) => valueWord(language, 'conversionClass', text)],
  ['notes', notes],
  ['time_since_click', span],
  ['outcome', (language, text) => titleIn(language, LINK_WORDS, `outcome.${text}`)],
])

/** The API's text of a column, as people say it; itself where there is no other word. */
export function cellIn(language: Language, column: string, text: string): string {
  return SAYINGS.get(column)?.(language, text) ?? text
}

let codesByName: ReadonlyMap<string, string> | null = null

function country(language: Language, name: string): string | null {
  codesByName ??= new Map(COUNTRY_CODES.split(' ').map((code) => [countryIn('en', code), code]))
  const code = codesByName.get(name)
  return code === undefined ? null : countryIn(language, code)
}

function continent(language: Language, name: string): string | null {
  const code = CONTINENT_CODES.find((one) => VALUE_WORDS[`continent.${one}`][0] === name)
  return code === undefined ? null : valueWord(language, 'geoContinent', code)
}

/** Several stand beside each other. */
function notes(language: Language, text: string): string {
  const wordOf = (note: string) => titleIn(language, NOTE_WORDS, `note.${note}`) ?? note
  return text.split(' ').map(wordOf).join(', ')
}

/** `0 h. 24 m. 39 s.` */
function span(language: Language, text: string): string | null {
  if (language === 'en') return null
  return text.replace(' h.', ' ч').replace(' m.', ' мин').replace(' s.', ' с')
}
