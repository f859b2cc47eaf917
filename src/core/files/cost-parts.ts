/**
 * A long file of costs in parts that a request may hold. Lines that say the same slot (day or hour,
 * campaign, value) add up, so they stay together. What a part would leave open the whole says.
 */
import type { TableForm } from '../conversions/lines.ts'
import { decimalMark } from './amounts.ts'
import { bareAmount } from './currencies.ts'
import {
  type DateOrder,
  readFileTime,
  type SlashOrder,
  slashOrder,
  type Undecided,
} from './dates.ts'
import { type FileRow, fileRows } from './table.ts'

/** Of one request, and how many of them one file may be. */
export const COST_LINES_MAX = 10_000
export const COST_PARTS_MAX = 10
/** Between the id of a file, which is that of its first part, and what tells a later part. */
export const PART_MARK = '.'

/** The id of the file that a part is of. */
export function costFileOf(part: string): string {
  return part.split(PART_MARK)[0]!
}
/** With what JSON puts before quotes it fits into a body. */
const PART_CHARACTERS_MAX = 700_000

/** Titles of the columns that tell slots apart, and of the amounts; `''`: there is none. */
export interface CostTitles {
  readonly date: string
  readonly value: string
  readonly campaign: string
  readonly cost: string
}

export interface CostPart {
  readonly csv: string
  /** In the whole file, by the part's own: `0` where the part has no such line. */
  readonly lines: readonly number[]
}

export interface CostParts extends Required<Pick<TableForm, 'decimal'>> {
  readonly parts: readonly CostPart[]
  readonly dates: SlashOrder | Undecided
}

/** `most`: rows of a part; a slot of more goes beyond it. A file that fits is one part, as it is. */
export function costParts(
  csv: string,
  titles: CostTitles,
  dates: DateOrder | null,
  most: number = COST_LINES_MAX,
): CostParts {
  const [head, ...rows] = fileRows(csv, { hasHeading: true })
  const at = (title: string) => head?.cells.findIndex((cell) => cell.trim() === title) ?? -1
  const textIn = (title: string) => {
    const column = title === '' ? -1 : at(title)
    return ({ cells }: FileRow) => cells[column]?.trim() ?? ''
  }
  const dateIn = textIn(titles.date)
  const order = dates ?? slashOrder(rows.map(dateIn))
  const amounts = rows.map((row) => bareAmount(textIn(titles.cost)(row)).amount)
  const form = { dates: order, decimal: decimalMark(amounts) }
  if (head === undefined || (rows.length <= most && csv.length <= PART_CHARACTERS_MAX))
    return { parts: [{ csv, lines: [] }], ...form }
  const others = [titles.campaign, titles.value].map(textIn)
  const slotOf = (row: FileRow) =>
    [slotTime(dateIn(row), order), ...others.map((text) => text(row).toLowerCase())].join('\n')
  const slots = [...Map.groupBy(rows, slotOf).values()]
  return { parts: packed(head, slots, most), ...form }
}

/** A day or an hour; what is none stands for itself. */
function slotTime(text: string, order: SlashOrder | Undecided): string {
  const time = readFileTime(text, typeof order === 'string' ? order : 'none')
  return time === null ? text : [time.year, time.month, time.day, time.hour].join(' ')
}

/** In the order of their first lines. */
function packed(head: FileRow, slots: readonly (readonly FileRow[])[], most: number): CostPart[] {
  const titles = csvRow(head)
  const parts: CostPart[] = []
  let rows: FileRow[] = []
  let texts: string[] = []
  let characters = 0
  const end = () => {
    if (rows.length > 0) parts.push(partOf(titles, rows, texts))
    ;[rows, texts, characters] = [[], [], 0]
  }
  for (const slot of slots) {
    const added = slot.map(csvRow)
    const more = added.reduce((sum, text) => sum + text.length + 1, 0)
    const isFull = rows.length + slot.length > most || characters + more > PART_CHARACTERS_MAX
    if (isFull) end()
    rows.push(...slot)
    texts.push(...added)
    characters += more
  }
  end()
  return parts
}

function partOf(titles: string, rows: readonly FileRow[], texts: readonly string[]): CostPart {
  const lines = Array.from({ length: linesIn(titles) + 1 }, () => 0)
  texts.forEach((text, at) => {
    lines.push(rows[at]!.line)
    for (let more = 1; more < linesIn(text); more++) lines.push(0)
  })
  return { csv: [titles, ...texts].join('\n'), lines }
}

const linesIn = (text: string) => text.split('\n').length

/** With commas, whatever the file has between its cells. */
function csvRow({ cells }: FileRow): string {
  return cells
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')
}
