/**
 * Uploads of conversions as text: a click id with `name=value` pairs, or a table with a header
 * (`conversions.md` 11). Every line is read by itself; one that can't be read says so.
 */
import { fileRows } from '../file-table.ts'
import { CALL_NAMES } from './call.ts'

/** Of one request, and of all those that go on with an import: a file in parts. */
export const API_LINES_MAX = 10_000
export const IMPORT_LINES_MAX = 100_000

export interface UploadLine {
  /** From 1, as a person counts. */
  readonly number: number
  /** With the names of incoming calls. */
  readonly fields: ReadonlyMap<string, string>
}

const ID_NAMES: ReadonlySet<string> = new Set(CALL_NAMES.clickId)
const SEPARATORS = ['\t', ';', ','] as const

/** Blank lines and comments are left out. */
export function readLines(text: string): UploadLine[] {
  const lines = numbered(text)
  const header = headerOf(lines[0]?.line ?? '')
  if (header !== null) return tableLines(text, header)
  return lines.map(({ line, number }) => ({ number, fields: pairsOf(line) }))
}

/** A table under any heading; `names` are ours by the heading's, in lower case. */
export function readTable(text: string, names: ReadonlyMap<string, string>): UploadLine[] {
  return tableLines(text, { nameOf: (title) => names.get(title) ?? title })
}

interface TableForm {
  readonly separator?: string
  readonly nameOf?: (title: string) => string
}

function tableLines(text: string, { separator, nameOf = (title) => title }: TableForm) {
  const form = separator === undefined ? {} : { separator }
  const [titles, ...rows] = fileRows(text, { hasComments: true, ...form })
  const names = titles?.cells.map((title) => nameOf(title.trim().toLowerCase())) ?? []
  return rows.map(({ line, cells }) => ({ number: line, fields: fieldsOf(cells, names) }))
}

function numbered(text: string) {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, at) => ({ line: line.trimEnd(), number: at + 1 }))
    .filter(({ line }) => !isAside(line.trimStart()))
}

/** Nothing, a comment, or the separator as spreadsheets name it above their tables. */
function isAside(line: string): boolean {
  return line === '' || line.startsWith('#') || /^sep=.?$/i.test(line)
}

/** `null`: the line is no header. */
function headerOf(line: string): { readonly separator: string } | null {
  for (const separator of SEPARATORS) {
    const titles = fileRows(line, { separator }).next().value?.cells ?? []
    if (titles.some((title) => ID_NAMES.has(title.trim().toLowerCase()))) return { separator }
  }
  return null
}

function fieldsOf(cells: readonly string[], names: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [at, cell] of cells.entries()) {
    const [name, value] = [names[at], cell.trim()]
    // An empty cell says nothing; of columns with the same heading the first counts.
    if (name !== undefined && value !== '' && !fields.has(name)) fields.set(name, value)
  }
  return fields
}

function pairsOf(line: string): Map<string, string> {
  const [clickId = '', ...pairs] = partsOf(line)
  const fields = new Map([['clickid', clickId.trim()]])
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals > 0) fields.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
  }
  return fields
}

/** `\:` is a colon inside of a value, `\\` a backslash; before anything else a backslash is one, too. */
function partsOf(line: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < line.length; at++) {
    const [char, next] = [line[at]!, line[at + 1]]
    if (char === ':') {
      parts.push(part)
      part = ''
    } else if (char === '\\' && (next === ':' || next === '\\')) part += line[++at]
    else part += char
  }
  return [...parts, part]
}
