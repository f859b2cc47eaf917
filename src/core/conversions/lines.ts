/**
 * Uploads of conversions as text: a click id with `name=value` pairs, or a table with a header
 * (`conversions.md` 11). Every line is read by itself; one that can't be read says so.
 */
import { dateText, twoDigits } from '../../lib/time-text.ts'
import { type AmountReader, amountReader } from '../file-amounts.ts'
import { readFileTime, type SlashOrder, slashOrder } from '../file-dates.ts'
import { fileRows } from '../file-table.ts'
import { formatMoney, parseMoney, signBeside } from '../money.ts'
import { CALL_NAMES, parseTime } from './call.ts'

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

/**
 * A table under any heading; `names` are ours by the heading's, in lower case. What somebody said to
 * be in one column is in no other, whatever that is called.
 */
export function readTable(text: string, names: ReadonlyMap<string, string>): UploadLine[] {
  const said = new Set(names.values())
  const others = Object.values(CALL_NAMES).filter((group) => group.some((name) => said.has(name)))
  const isOther = (title: string) => others.some((group) => group.some((name) => name === title))
  return tableLines(text, {
    nameOf: (title) => names.get(title) ?? (isOther(title) ? null : title),
  })
}

interface TableForm {
  readonly separator?: string
  /** `null`: the column is not read. */
  readonly nameOf?: (title: string) => string | null
}

function tableLines(text: string, { separator, nameOf = (title) => title }: TableForm) {
  const form = separator === undefined ? {} : { separator }
  const [titles, ...rows] = fileRows(text, { hasComments: true, ...form })
  const names = titles?.cells.map((title) => nameOf(title.trim().toLowerCase())) ?? []
  const lines = rows.map(({ line, cells }) => ({ number: line, fields: fieldsOf(cells, names) }))
  return asCalls(lines)
}

/** Amounts and times as calls have them: files write them as their country does. */
function asCalls(lines: readonly { number: number; fields: Map<string, string> }[]): UploadLine[] {
  const texts = (name: string) => lines.flatMap(({ fields }) => fields.get(name) ?? [])
  for (const name of [...CALL_NAMES.payout, ...CALL_NAMES.cost]) {
    const amountOf = amountReader(texts(name).map((text) => text.replace(/^-/, '')))
    rewrite(lines, name, (text) => plainAmount(text, amountOf))
  }
  for (const name of CALL_NAMES.time) {
    const slashes = slashOrder(texts(name))
    const order = typeof slashes === 'string' ? slashes : 'none'
    rewrite(lines, name, (text) => plainTime(text, order))
  }
  return [...lines]
}

function rewrite(
  lines: readonly { readonly fields: Map<string, string> }[],
  name: string,
  plain: (text: string) => string,
): void {
  for (const { fields } of lines) {
    const text = fields.get(name)
    if (text !== undefined) fields.set(name, plain(text))
  }
}

/** With its sign of a currency; what calls understand stays as it is, and so does what is no amount. */
function plainAmount(text: string, amountOf: AmountReader): string {
  const [minus, amount] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text]
  const micros = amountOf(amount)
  if (micros === null || micros === 'unclear' || micros === parseMoney(amount)) return text
  return `${minus}${signBeside(amount)}${formatMoney(micros)}`
}

/** A time that calls understand stays as it is, and so does what is none. */
function plainTime(text: string, slashes: SlashOrder): string {
  const time = parseTime(text) === null ? readFileTime(text, slashes) : null
  if (time === null) return text
  const day = dateText(time)
  if (time.hour === null) return day
  const [, minute = '00', second = '00'] = /:(\d\d)(?::(\d\d))?/.exec(text) ?? []
  return `${day} ${twoDigits(time.hour)}:${minute}:${second}`
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

function fieldsOf(
  cells: readonly string[],
  names: readonly (string | null)[],
): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [at, cell] of cells.entries()) {
    const [name, value] = [names[at], cell.trim()]
    // An empty cell says nothing; of columns with the same heading the first counts.
    if (name && value !== '' && !fields.has(name)) fields.set(name, value)
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
