/**
 * Uploads of conversions as text: a click id with `name=value` pairs, or a table with a header
 * (`conversions.md` 11). Every line is read by itself; one that can't be read says so.
 */
import { indexOrEnd } from '../../lib/text.ts'
import { dateText, twoDigits } from '../../lib/time-text.ts'
import { currencyCode } from '../currencies.ts'
import { type AmountReader, amountReader, type Mark } from '../files/amounts.ts'
import { bareAmount } from '../files/currencies.ts'
import {
  type DateOrder,
  readFileTime,
  type SlashOrder,
  slashOrder,
  type Undecided,
} from '../files/dates.ts'
import { fileRows } from '../files/table.ts'
import { formatMoney, parseMoney, signBeside } from '../money.ts'
import { CALL_NAMES, firstNamed, firstOf, isCallName, parseTime } from './call.ts'

export interface UploadLine {
  /** From 1, as a person counts. */
  readonly number: number
  /** With the names of incoming calls. */
  readonly fields: ReadonlyMap<string, string>
  /** Its table has a column of statuses, and its cell there is empty. */
  readonly isStatusBlank: boolean
}

const ID_NAMES: ReadonlySet<string> = new Set(CALL_NAMES.clickId)
const SEPARATORS = ['\t', ';', ','] as const

/** How a table writes what may be read in two ways, as somebody says who knows it; `null`: by itself. */
export interface TableForm {
  readonly dates?: DateOrder | null
  readonly decimal?: Mark | null
  /** What an empty cell of the column of statuses says. */
  readonly blankStatus?: string | null
}

export interface Upload {
  readonly lines: readonly UploadLine[]
  /** Its times, where nothing tells day from month: they say nothing then. */
  readonly undecided: Undecided | null
  /** Columns that nothing is made of, and of how many lines. */
  readonly ignored: readonly { readonly column: string; readonly lines: number }[]
}

/** Blank lines and comments are left out. */
export function readUpload(text: string, form: TableForm = {}): Upload {
  const separator = tableSeparator(text)
  if (separator !== null) {
    const read = tableLines(text, { ...form, separator })
    return { ...read, ignored: ignoredIn(read.lines) }
  }
  const lines = Array.from(numbered(text), ({ line, number }) => ({
    number,
    fields: pairsOf(line),
    isStatusBlank: false,
  }))
  return { lines, undecided: null, ignored: ignoredIn(lines) }
}

/** The same lines alone. */
export function readLines(text: string): readonly UploadLine[] {
  return readUpload(text).lines
}

/** What stands between the cells of a table; `null`: the text is none. */
export function tableSeparator(text: string): string | null {
  return headerOf(numbered(text).next().value?.line ?? '')?.separator ?? null
}

/**
 * A table under any heading; `names` are ours by the heading's, in lower case. What somebody said to
 * be in one column is in no other, whatever that is called.
 */
export function readTable(
  text: string,
  names: ReadonlyMap<string, string>,
  form: TableForm = {},
): Omit<Upload, 'ignored'> {
  const said = new Set(names.values())
  const others = Object.values(CALL_NAMES).filter((group) => group.some((name) => said.has(name)))
  const isOther = (title: string) => others.some((group) => group.some((name) => name === title))
  return tableLines(text, {
    ...form,
    nameOf: (title) => names.get(title) ?? (isOther(title) ? null : title),
  })
}

interface Table extends TableForm {
  readonly separator?: string
  /** `null`: the column is not read. */
  readonly nameOf?: (title: string) => string | null
}

function tableLines(text: string, { separator, nameOf = (title) => title, ...form }: Table) {
  const how = separator === undefined ? {} : { separator }
  const [titles, ...rows] = fileRows(text, { hasComments: true, ...how })
  const names = titles?.cells.map((title) => nameOf(title.trim().toLowerCase())) ?? []
  const hasStatuses = names.some((name) => isStatus(name ?? ''))
  const lines = rows.map(({ line, cells }) => {
    const fields = fieldsOf(cells, names)
    const isStatusBlank = hasStatuses && !fields.keys().some(isStatus)
    if (isStatusBlank && form.blankStatus) fields.set(STATUS, form.blankStatus)
    return { number: line, fields, isStatusBlank: isStatusBlank && !form.blankStatus }
  })
  return asCalls(lines, form)
}

const [STATUS] = CALL_NAMES.status
const isStatus = (name: string) => CALL_NAMES.status.some((each) => each === name)

interface OpenLine extends UploadLine {
  readonly fields: Map<string, string>
}

/** Amounts and times as calls have them: files write them as their country does. */
function asCalls(lines: readonly OpenLine[], { dates, decimal }: TableForm) {
  for (const { fields } of lines) takeCurrency(fields)
  for (const name of AMOUNTS) {
    const amountOf = amountReader(textsOf(lines, name).map(unsigned), decimal)
    rewrite(lines, name, (text) => plainAmount(text, amountOf))
  }
  const order = dates ?? slashOrder(textsOf(lines, TIME))
  const isDecided = typeof order === 'string'
  rewrite(lines, TIME, (text) => plainTime(text, isDecided ? order : 'none'))
  return { lines, undecided: isDecided ? null : order }
}

export const AMOUNTS: readonly string[] = [...CALL_NAMES.payout, ...CALL_NAMES.cost]
export const [TIME] = CALL_NAMES.time

/** Of an amount, as `amountReader` wants it. */
export const unsigned = (text: string) => bareAmount(text).amount.replace(/^-/, '')

function textsOf(lines: readonly OpenLine[], name: string): string[] {
  return lines.flatMap(({ fields }) => fields.get(name) ?? [])
}

function rewrite(lines: readonly OpenLine[], name: string, plain: (text: string) => string): void {
  for (const { fields } of lines) {
    const text = fields.get(name)
    if (text !== undefined) fields.set(name, plain(text))
  }
}

/** What stands beside the payout that counts, `12.50 USD`; another one than the line's own stays there. */
function takeCurrency(fields: Map<string, string>): void {
  const payout = firstNamed(fields, CALL_NAMES.payout)
  const { amount, currency } = bareAmount(payout?.value ?? '')
  const own = firstOf(fields, CALL_NAMES.currency)
  if (payout === null || currency === '' || (own !== '' && currencyCode(own) !== currency)) return
  fields.set(payout.name, amount)
  if (own === '') fields.set('currency', currency)
}

/** With its sign of a currency; what calls understand stays as it is, and so does what is no amount. */
function plainAmount(text: string, amountOf: AmountReader): string {
  const [minus, amount] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text]
  const micros = amountOf(amount)
  if (micros === null || micros === 'unclear' || micros === parseMoney(amount)) return text
  return `${minus}${signBeside(amount)}${formatMoney(micros)}`
}

/** As some say behind a time of day what it is by: `10:05:00 UTC`, `10:05 +03:00`. */
const ZONE = /(?<=:\d\d.*)\s?(?:(?:UTC|GMT|Z)(?:\s?([+-]\d\d:?\d\d))?|([+-]\d\d:?\d\d))$/i

/** No time is longer; to look for a zone in more would take long. */
const TIME_MAX = 64

/** A time that calls understand stays as it is, and so does what is none. */
function plainTime(text: string, slashes: SlashOrder): string {
  if (text.length > TIME_MAX || parseTime(text) !== null) return text
  const [zone = '', offset, bare] = ZONE.exec(text) ?? []
  const time = readFileTime(text.slice(0, text.length - zone.length), slashes)
  if (time === null) return text
  const day = dateText(time)
  if (time.hour === null) return day
  const clock = [time.hour, time.minute, time.second].map(twoDigits).join(':')
  return `${day} ${clock}${zone === '' ? '' : (offset ?? bare ?? 'Z')}`
}

/** By name, what calls make nothing of. */
function ignoredIn(lines: readonly UploadLine[]): Upload['ignored'] {
  const counts = new Map<string, number>()
  for (const { fields } of lines)
    for (const name of fields.keys())
      if (!isCallName(name.toLowerCase())) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([column, count]) => ({ column, lines: count }))
}

/** Lines that say something, made as they are asked for. */
function* numbered(text: string): Generator<{ line: string; number: number }, undefined> {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  for (let at = 0, number = 1; at < plain.length; number++) {
    const end = indexOrEnd(plain, '\n', at)
    const line = plain.slice(at, end).trimEnd()
    if (!isAside(line.trimStart())) yield { line, number }
    at = end + 1
  }
}

/** Nothing, a comment, or the separator as spreadsheets name it above their tables. */
export function isAside(line: string): boolean {
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
