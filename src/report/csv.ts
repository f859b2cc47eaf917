/**
 * CSV: RFC 4180 with CRLF, safe against formulas (`security.md` 7.3). Only text cells are marked:
 * `-5.2` as a number stays one. Lines come one by one, so memory does not grow with rows.
 */
import { dimensionOf } from '../core/reports/dimensions.ts'
import { measureOf } from '../core/reports/measures.ts'
import type { Query } from '../core/reports/query.ts'
import type { MeasureValues, ReportRow, ReportRows } from './result.ts'

export interface CsvFormat {
  readonly delimiter: ',' | ';' | '\t'
  readonly decimal: '.' | ','
  readonly bom: boolean
  readonly totals: boolean
  /** `flat`: every level; `leaf`: only rows without children. */
  readonly shape: 'flat' | 'leaf'
  /** Whether a last line `# end` says that the export is complete. */
  readonly trailer: boolean
}

export const PLAIN_CSV: CsvFormat = {
  delimiter: ',',
  decimal: '.',
  bom: false,
  totals: true,
  shape: 'flat',
  trailer: false,
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
  const text = typeof cell === 'number' ? decimalText(cell).replace('.', decimal) : safeText(cell)
  const isPlain = !text.includes(delimiter) && !/["\r\n]/.test(text)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}

function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** At most six decimals, never an exponent. */
function decimalText(value: number): string {
  if (!Number.isFinite(value)) return ''
  return /e/.test(String(value)) ? value.toFixed(6).replace(/\.?0+$/, '') : String(value)
}

/** The lines of a report. `titles` are the reader's words for columns; a missing one is our own. */
export function* csvOfReport(
  report: Pick<ReportRows, 'rows' | 'totals'>,
  query: Query,
  format: CsvFormat,
  titles: ReadonlyMap<string, string> = new Map(),
): Generator<string> {
  const measures = query.columns.map(({ key }) => key)
  if (format.bom) yield '\ufeff'
  yield csvLine(headerOf(query, titles), format)
  for (const row of report.rows)
    if (format.shape === 'flat' || isLeaf(row, query))
      yield csvLine(rowCells(row, query, measures), format)
  if (format.totals) yield csvLine(totalCells(report.totals, query, measures), format)
  if (format.trailer) yield `# end\r\n`
}

const isLeaf = (row: ReportRow, query: Query) => row.isOther || row.level === query.groupings.length

function headerOf(query: Query, titles: ReadonlyMap<string, string>): CsvCell[] {
  const groupings = query.groupings.flatMap((key) => {
    const title = titles.get(key) ?? dimensionOf(key)?.title ?? key
    return [`${title} id`, title]
  })
  const columns = query.columns.map(
    ({ key, title }) => titles.get(key) ?? title ?? measureOf(key)?.title ?? key,
  )
  return [...groupings, ...columns]
}

function rowCells(row: ReportRow, query: Query, measures: readonly string[]): CsvCell[] {
  const path = query.groupings.flatMap((_key, index): CsvCell[] => {
    const part = row.path[index]
    return part === undefined ? [null, null] : [part.value, part.label]
  })
  return [...path, ...valuesOf(row.m, measures)]
}

function totalCells(totals: MeasureValues, query: Query, measures: readonly string[]): CsvCell[] {
  const blank = query.groupings.flatMap((_key, index): CsvCell[] => [
    null,
    index === 0 ? 'Total' : null,
  ])
  return [...blank, ...valuesOf(totals, measures)]
}

const valuesOf = (values: MeasureValues, keys: readonly string[]): CsvCell[] =>
  keys.map((key) => values[key] ?? null)
