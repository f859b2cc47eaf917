/**
 * Tables in text files, as spreadsheets and trackers write them: commas, semicolons, tabs or bars
 * between cells, quotes around those that hold one of them, of several lines if need be (RFC 4180).
 */
import { indexOrEnd } from '../../lib/text.ts'

export interface FileRow {
  /** In which it begins, as an editor counts: from 1, blank lines and titles included. */
  readonly line: number
  readonly cells: readonly string[]
}

const SEPARATORS = ['\t', ';', ',', '|'] as const
/** As spreadsheets name it above their tables. */
const NAMED_SEPARATOR = /^sep=(.?)$/i

interface FileRows {
  /** Else the one that is named above the titles, or makes the most cells of them. */
  readonly separator?: string
  /** Whether a line that begins with `#` says nothing. */
  readonly hasComments?: boolean
  /** Whether what reports have above their titles says nothing: their name, their period. */
  readonly hasHeading?: boolean
}

/** Rows that hold anything, made as they are asked for. */
export function* fileRows(
  text: string,
  { separator: given, hasComments = false, hasHeading = false }: FileRows = {},
): Generator<FileRow, undefined> {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const first = hasHeading ? titleLine(plain) : 1
  let separator = given ?? null
  let isBegun = false
  let line = 1
  for (let at = 0; at < plain.length; line++) {
    const end = indexOrEnd(plain, '\n', at)
    const own = plain.slice(at, end)
    const from = line
    at = end + 1
    if (own.trim() === '' || (hasComments && own.trimStart().startsWith('#'))) continue
    if (line < first && !NAMED_SEPARATOR.test(own.trimEnd())) continue
    const named = isBegun ? null : NAMED_SEPARATOR.exec(own.trimEnd())
    if (named !== null) {
      separator ??= named[1] || null
      continue
    }
    isBegun = true
    separator ??= separatorOf(own)
    const row = own.includes('"') ? quotedRow(plain, end - own.length, separator) : null
    const cells = row?.cells ?? own.split(separator)
    if (row !== null) {
      line += row.breaks
      at = row.end + 1
    }
    if (cells.some((cell) => cell.trim() !== '')) yield { line: from, cells }
  }
}

/** Among so many lines that hold anything titles are looked for. */
const HEADING_LINES = 8

/**
 * The line that has the titles: the first one, but where that is a single text, as of a report with its
 * name and its period above, the first of several cells that is no narrower than the one below it and holds no year.
 */
function titleLine(plain: string): number {
  const heads: { readonly line: number; readonly cells: number }[] = []
  let line = 1
  for (let at = 0; at < plain.length && heads.length < HEADING_LINES; line++) {
    const end = indexOrEnd(plain, '\n', at)
    const own = plain.slice(at, end)
    at = end + 1
    if (own.trim() === '' || NAMED_SEPARATOR.test(own.trimEnd())) continue
    // A title of several lines is no text above the titles.
    const cells = own.split('"').length % 2 === 0 ? Infinity : filledCells(own)
    if (heads.length === 0 && cells !== 1) return 1
    heads.push({ line, cells })
  }
  const found = heads.find(({ cells }, at) => cells > 1 && cells >= (heads[at + 1]?.cells ?? 0))
  return found?.line ?? 1
}

/** As a period begins, or ends, between commas; data begin so, too. */
const YEAR = /^\d{4}\b/

/** 0: what is in them is no title. */
function filledCells(row: string): number {
  const widths = SEPARATORS.map((separator) => {
    const cells = quotedRow(row, 0, separator).cells.map((cell) => cell.trim())
    return cells.some((cell) => YEAR.test(cell)) ? 0 : cells.filter((cell) => cell !== '').length
  })
  return Math.max(...widths)
}

/** Of a row of titles. */
function separatorOf(row: string): string {
  const counted = SEPARATORS.map((separator) => quotedRow(row, 0, separator).cells.length)
  return SEPARATORS[counted.indexOf(Math.max(...counted))] ?? ','
}

interface QuotedRow {
  readonly cells: readonly string[]
  /** Where its last line ends. */
  readonly end: number
  /** Inside of its cells. */
  readonly breaks: number
}

/** Looks for separators in one line at a time: beyond it there may be none for long. */
function quotedRow(text: string, from: number, separator: string): QuotedRow {
  const cells: string[] = []
  let breaks = 0
  let start = from
  let end = indexOrEnd(text, '\n', start)
  let line = text.slice(start, end)
  for (let at = from; ;) {
    const quoted = quotedCell(text, at)
    const rest = quoted?.end ?? at
    if (rest > end) {
      start = rest
      end = indexOrEnd(text, '\n', start)
      line = text.slice(start, end)
    }
    const next = line.indexOf(separator, rest - start)
    const stop = next < 0 ? end : start + next
    const tail = text.slice(rest, stop)
    cells.push(quoted === null ? tail : quoted.text + tail.trimEnd())
    breaks += quoted?.breaks ?? 0
    if (next < 0) return { cells, end, breaks }
    at = stop + 1
  }
}

interface QuotedCell {
  readonly text: string
  /** Behind its last quote. */
  readonly end: number
  readonly breaks: number
}

/** Null: it is not in quotes, or they never end, and so are signs as any. */
function quotedCell(text: string, from: number): QuotedCell | null {
  let start = from
  while (text[start] === ' ') start++
  if (text[start] !== '"') return null
  let own = ''
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return null
    own += text.slice(at, quote)
    if (text[quote + 1] !== '"')
      return { text: own, end: quote + 1, breaks: own.split('\n').length - 1 }
    own += '"'
    at = quote + 2
  }
}

export interface TableRow {
  readonly line: number
  /** By its titles in lower case; of those that are the same the first counts. */
  readonly row: ReadonlyMap<string, string>
  /** Whether cells below no title hold something, as where an amount is `1,5` between commas. */
  readonly hasMore: boolean
}

export interface FileTable {
  readonly titles: readonly string[]
  readonly rows: IteratorObject<TableRow, undefined>
}

/** A table whose first row has titles; null: there is no row. Cells have no blanks around them. */
export function fileTable(text: string, how: FileRows = {}): FileTable | null {
  const rows = fileRows(text, how)
  const head = rows.next().value
  if (head === undefined) return null
  const titles = head.cells.map((title) => title.trim().toLowerCase())
  return { titles, rows: namedRows(rows, titles) }
}

function* namedRows(
  rows: Iterable<FileRow>,
  titles: readonly string[],
): Generator<TableRow, undefined> {
  for (const { line, cells } of rows) {
    const row = new Map<string, string>()
    cells.slice(0, titles.length).forEach((cell, at) => {
      const title = titles[at]!
      if (!row.has(title)) row.set(title, cell.trim())
    })
    yield { line, row, hasMore: cells.slice(titles.length).some((cell) => cell.trim() !== '') }
  }
}
