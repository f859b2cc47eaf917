/**
 * CSV: RFC 4180 with CRLF, safe against formulas (`security.md` 7.3). Only text cells are marked:
 * `-5.2` as a number stays one. Lines come one by one, so memory does not grow with rows.
 */
import type { Query } from '../../core/reports/query.ts'
import { cellIn } from '../../core/words/cells.ts'
import { type Language, titleIn } from '../../core/words/language.ts'
import { DIMENSION_TITLES, MEASURE_TITLES } from '../../core/words/titles.ts'
import { VALUE_WORDS, valueWord } from '../../core/words/values.ts'
import { decimalText } from '../../lib/decimal-text.ts'
import type { MeasureValues, PageOfRows, ReportRow } from '../rows/result.ts'

export interface CsvFormat {
  readonly delimiter: ',' | ';' | '\t'
  readonly decimal: '.' | ','
  readonly bom: boolean
  readonly totals: boolean
  /** `flat`: every level; `leaf`: only rows without children. */
  readonly shape: 'flat' | 'leaf'
  /** Whether a last line `# end` says that the export is complete. */
  readonly trailer: boolean
  /** Of titles, and of values that have words in it; ids and numbers are the same in all. */
  readonly language: Language
}

export const PLAIN_CSV: CsvFormat = {
  delimiter: ',',
  decimal: '.',
  bom: false,
  totals: true,
  shape: 'flat',
  trailer: false,
  language: 'en',
}

/** `null` is an empty cell. */
export type CsvCell = string | number | null

// Spreadsheets also take full-width forms of these signs for the start of a formula.
const FORMULA = /^[\0\s\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\0 ]*[\t\r\n]/

/** One line with its line end. */
export function csvLine(cells: readonly CsvCell[], format: CsvFormat): string {
  return `${cells.map((cell) => csvCell(cell, format)).join(format.delimiter)}\r\n`
}

/** One cell as it stands in a line. */
export function csvCell(cell: CsvCell, { delimiter, decimal }: CsvFormat): string {
  if (cell === null) return ''
  const text = typeof cell === 'number' ? numberText(cell).replace('.', decimal) : safeText(cell)
  const isPlain = !text.includes(delimiter) && !/["\r\n]/.test(text)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}

function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** A log's text in the language of the file. English ones have the API's words: programs go by them. */
export function logCell(column: string, text: string, { language }: CsvFormat): string {
  return language === 'en' ? text : cellIn(language, column, text)
}

/** Measures have six decimals at most. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return ''
  const text = String(value)
  return text.includes('e') ? decimalText(value) : text
}

/** Of everything in the report, and of the period that it is compared with. */
export type WholeSums = Pick<PageOfRows, 'totals' | 'prevTotals'>

/** What the lines of a report are made with. */
export interface ReportFrame {
  head(): Iterable<string>
  /** Empty for a row that is not shown. */
  row(row: ReportRow): string
  foot(whole: WholeSums): Iterable<string>
}

export function csvFrame(query: Query, format: CsvFormat): ReportFrame {
  const measures = query.columns.map(({ key }) => key)
  return {
    *head() {
      if (format.bom) yield '\ufeff'
      yield csvLine(headerOf(query, format), format)
    },
    row: (row) =>
      format.shape === 'flat' || isLeaf(row, query)
        ? csvLine(rowCells(row, { query, measures, format }), format)
        : '',
    *foot(whole) {
      if (format.totals) yield csvLine(totalCells(whole, { query, measures, format }), format)
      if (format.trailer) yield `# end\r\n`
    },
  }
}

const isLeaf = (row: ReportRow, query: Query) => row.isOther || row.level === query.groupings.length

function headerOf(query: Query, { language }: CsvFormat): CsvCell[] {
  const groupings = query.groupings.flatMap((key) => {
    const title = titleIn(language, DIMENSION_TITLES, key) ?? key
    return [`${title} id`, title]
  })
  const before = query.compare === null ? null : titleIn(language, VALUE_WORDS, 'value.compared')
  const columns = query.columns.flatMap(({ key, title: own }) => {
    const title = own ?? titleIn(language, MEASURE_TITLES, key) ?? key
    return before === null ? [title] : [title, `${title} ${before}`]
  })
  return [...groupings, ...columns]
}

/** What the cells of a line are made with. */
interface Cells {
  readonly query: Query
  readonly measures: readonly string[]
  readonly format: CsvFormat
}

function rowCells(row: ReportRow, cells: Cells): CsvCell[] {
  const { query, format } = cells
  const path = query.groupings.flatMap((key, index): CsvCell[] => {
    const part = row.path[index]
    if (part === undefined) return [null, null]
    const { value, label } = part
    return [value, row.isOther ? label : (valueWord(format.language, key, value) ?? label)]
  })
  return [...path, ...valuesOf(row.m, row.prev ?? null, cells)]
}

function totalCells({ totals, prevTotals }: WholeSums, cells: Cells): CsvCell[] {
  const { query, format } = cells
  const blank = query.groupings.flatMap((_key, index): CsvCell[] => [
    null,
    index === 0 ? titleIn(format.language, VALUE_WORDS, 'value.total') : null,
  ])
  return [...blank, ...valuesOf(totals, prevTotals, cells)]
}

/** Of a comparison the number of the other period stands behind each. */
function valuesOf(
  now: MeasureValues,
  before: MeasureValues | null,
  { query, measures }: Cells,
): CsvCell[] {
  if (query.compare === null) return measures.map((key) => now[key] ?? null)
  return measures.flatMap((key) => [now[key] ?? null, before?.[key] ?? null])
}
