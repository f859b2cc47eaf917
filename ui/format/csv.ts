/** How files for spreadsheets are asked for. */
import { language } from '../words/words.ts'
import { number } from './numbers.ts'

/** As spreadsheets in the user's language read numbers; the mark keeps Cyrillic readable in Excel. */
export function csvFormat() {
  const hasComma = number(0.5, 1).includes(',')
  const signs = hasComma ? { delimiter: ';', decimal: ',' } : {}
  return { format: 'csv', bom: true, language: language.peek(), ...signs }
}
