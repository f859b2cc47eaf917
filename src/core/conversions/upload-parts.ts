/**
 * A long upload in parts that a request may hold: each with the titles, if the text is a table, and
 * with what its line numbers lack to those of the whole. What a part would leave open the whole says.
 */
import { decimalMark } from '../file-amounts.ts'
import { type SlashOrder, slashOrder, type Undecided } from '../file-dates.ts'
import { type FileRow, fileRows } from '../file-table.ts'
import { AMOUNTS, isAside, type TableForm, tableSeparator, TIME, unsigned } from './lines.ts'

/** Of one request, and of all those that go on with an import: a file in parts. */
export const API_LINES_MAX = 10_000
export const IMPORT_LINES_MAX = 100_000
const PART_CHARACTERS_MAX = 1_000_000

export interface Part {
  readonly payload: string
  /** To be added to the line numbers of its answer. */
  readonly offset: number
}

export interface Parts extends Required<Pick<TableForm, 'decimal'>> {
  readonly parts: readonly Part[]
  readonly dates: SlashOrder | Undecided
}

/** `most`: lines of a part. Comments by themselves are no part. */
export function partsOf(text: string, most: number = API_LINES_MAX): Parts {
  const lines = text.replace(/\s+$/, '').split(/\r\n|\r|\n/)
  const separator = tableSeparator(text)
  const form = separator === null ? {} : { separator }
  const [head, ...rows] = separator === null ? [] : fileRows(text, { hasComments: true, ...form })
  if (head === undefined) return { parts: dividedAt(lines, most), dates: 'none', decimal: null }
  const below = head.line + breaksIn(head)
  const titles = { lines: lines.slice(head.line - 1, below), below }
  const inner = new Set([head, ...rows].flatMap(innerLines))
  return { parts: dividedAt(lines, most, { titles, inner }), ...formOf(head, rows) }
}

/** What the columns say that may be read in two ways. */
function formOf({ cells: titles }: FileRow, rows: readonly FileRow[]): Omit<Parts, 'parts'> {
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

interface Table {
  /** Where the first line below them is. */
  readonly titles: { readonly lines: readonly string[]; readonly below: number }
  /** Lines in which a row goes on that began before: cells may have several. */
  readonly inner: ReadonlySet<number>
}

/** A table, or lines each of which stands alone. */
function dividedAt(lines: readonly string[], most: number, table: Table | null = null): Part[] {
  const parts: Part[] = []
  for (let from = 0; from < lines.length;) {
    const titles = table === null || from < table.titles.below ? [] : table.titles.lines
    const to = endOf(lines, { from, most: most - titles.length }, table)
    const own = lines.slice(from, to)
    if (own.some((line) => !isAside(line.replace(/^\uFEFF/, '').trim())))
      parts.push({ payload: [...titles, ...own].join('\n'), offset: from - titles.length })
    from = to
  }
  return parts
}

/** One row at least, however long it is. */
function endOf(
  lines: readonly string[],
  { from, most }: { readonly from: number; readonly most: number },
  table: Table | null,
): number {
  let characters = 0
  let end: number | null = null
  for (let at = from + 1; at <= lines.length; at++) {
    characters += lines[at - 1]!.length + 1
    if (table?.inner.has(at)) continue
    if (at - from > most || characters > PART_CHARACTERS_MAX) return end ?? at
    end = at
  }
  return lines.length
}

function breaksIn({ cells }: FileRow): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
}

/** Counted from 0. */
function innerLines(row: FileRow): number[] {
  return Array.from({ length: breaksIn(row) }, (_, at) => row.line + at)
}
