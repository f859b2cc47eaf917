/** A long upload of conversions in parts that a request may hold; what a part would leave open the whole says. */
import {
  AMOUNTS,
  isAside,
  type TableForm,
  tableSeparator,
  TIME,
  unsigned,
} from '../conversions/lines.ts'
import { decimalMark } from './amounts.ts'
import { type SlashOrder, slashOrder, type Undecided } from './dates.ts'
import { type Part, partsOfText } from './parts.ts'
import { type FileRow, fileRows } from './table.ts'

/** Of one request, and of all those that go on with an import: a file in parts. */
export const API_LINES_MAX = 10_000
export const IMPORT_LINES_MAX = 100_000
const PART_CHARACTERS_MAX = 1_000_000

export interface Parts extends Required<Pick<TableForm, 'decimal'>> {
  readonly parts: readonly Part[]
  readonly dates: SlashOrder | Undecided
}

/** `most`: lines of a part. Comments by themselves are no part. */
export function partsOf(text: string, most: number = API_LINES_MAX): Parts {
  const separator = tableSeparator(text)
  const limits = { lines: most, characters: PART_CHARACTERS_MAX }
  const isNothing = (line: string) => isAside(line.trim())
  if (separator === null)
    return { parts: partsOfText(text, limits, isNothing), dates: 'none', decimal: null }
  const rows = [...fileRows(text, { hasComments: true, separator })]
  const [head, ...below] = rows
  const table = { rows, titlesFrom: (head?.line ?? 1) - 1 }
  return {
    parts: partsOfText(text, limits, isNothing, table),
    ...formOf(head?.cells ?? [], below),
  }
}

/** What the columns say that may be read in two ways. */
function formOf(titles: readonly string[], rows: readonly FileRow[]): Omit<Parts, 'parts'> {
  const names = titles.map((title) => title.trim().toLowerCase())
  const textsIn = (wanted: readonly string[]) => {
    const columns = names.flatMap((name, at) => (wanted.includes(name) ? [at] : []))
    return rows.flatMap(({ cells }) => columns.map((at) => cells[at]?.trim() ?? ''))
  }
  return {
    dates: slashOrder(textsIn([TIME])),
    decimal: decimalMark(textsIn(AMOUNTS).map(unsigned)),
  }
}
