/** Months as files name them, whole or cut to three letters and more: in English, Russian and Ukrainian. */

const NAMES: readonly string[] = [
  'january январь января січень січня',
  'february февраль февраля лютий лютого',
  'march март марта березень березня',
  'april апрель апреля квітень квітня',
  'may май мая травень травня',
  'june июнь июня червень червня',
  'july июль июля липень липня',
  'august август августа серпень серпня',
  'september сентябрь сентября вересень вересня',
  'october октябрь октября жовтень жовтня',
  'november ноябрь ноября листопад листопада',
  'december декабрь декабря грудень грудня',
]
const WORDS = NAMES.map((names) => names.split(' '))
const SHORTEST = 3

/** Its number as text; `0`: it is no month. */
export function monthNamed(name: string): string {
  const word = name.toLowerCase()
  const isMeant = (names: readonly string[]) => names.some((each) => each.startsWith(word))
  return word.length < SHORTEST ? '0' : String(WORDS.findIndex(isMeant) + 1)
}
