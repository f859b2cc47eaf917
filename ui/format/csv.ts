/** How files for spreadsheets are asked for. */
import { language } from '../words/words.ts'
import { number } from './numbers.ts'

/** As spreadsheets in the user's language read numbers; the mark keeps Cyrillic readable in Excel. */
export function csvFormat() {
  const decimal = hasComma() ? { decimal: ',' } : {}
  return { ...csvSigns(), language: language.peek(), ...decimal }
}

/** Of a file that has the same titles and values in every language. */
export function csvSigns() {
  return { format: 'csv', bom: true, ...(hasComma() ? { delimiter: ';' } : {}) }
}

const hasComma = () => number(0.5, 1).includes(',')
