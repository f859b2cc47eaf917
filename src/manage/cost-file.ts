/**
 * Costs as a table: one line per slot, `date` (a day or an hour), `campaign` if the file is of several,
 * `value` of the field, `cost`; a file's own titles may be said instead. Each line is a batch of its own,
 * so one that is wrong never stops the others. Those that are right are booked as one change.
 */
import type { TableForm } from '../core/conversions/lines.ts'
import { hasOtherSign } from '../core/conversions/rates.ts'
import type { CostOrder } from '../core/cost-batches.ts'
import { currencyCode } from '../core/currencies.ts'
import { type AmountReader, amountReader } from '../core/files/amounts.ts'
import { COST_LINES_MAX } from '../core/files/cost-parts.ts'
import { bareAmount, titleCurrency, titleSign } from '../core/files/currencies.ts'
import { readFileTime, type SlashOrder, slashOrder } from '../core/files/dates.ts'
import { fileTable, type TableRow } from '../core/files/table.ts'
import type { LineVerdict } from '../ledger/costs/cost-uploads.ts'
import { dateText } from '../lib/time-text.ts'
import { breathe } from '../lib/turns.ts'
import { isTimeZone, localToUtc } from '../lib/zoned-time.ts'
import type { Caller } from './access.ts'
import { campaignWords } from './campaigns/campaign-words.ts'
import { type CostDraft, type CostParts, orderMaker, uploadCosts, valueKeyOf } from './costs.ts'
import { addUndecided } from './file-dates.ts'
import { isRefusal, type Problems, problems, type Refusal } from './refusal.ts'
import { baseCurrency } from './settings.ts'

/** What all lines have in common; `campaigns` are those of lines that name none. */
export interface CostFile extends Omit<CostDraft, 'period' | 'micros' | 'filters' | 'currency'> {
  /** As in a batch's filters, `''` for none. */
  readonly field: string
  readonly currency: string | null
  /** By which all of it can be undone; a new UUID. */
  readonly upload: string
}

/** What a column of a cost file may hold. */
export type CostColumn = 'date' | 'value' | 'cost' | 'campaign' | 'currency'
/**
 * The titles of a file's own columns by what they hold; those left out are called as we do. `null`: no
 * column holds it, whatever it is called.
 */
export type CostColumns = Partial<Readonly<Record<CostColumn, string | null>>>
type Titles = Readonly<Record<CostColumn, string | null>>

/** What a file says, and how it says it. */
export interface CostTable {
  readonly titles: Titles
  /** One more than may be, if there are more. */
  readonly rows: readonly TableRow[]
  readonly slashes: SlashOrder
  readonly amountOf: AmountReader
  /** That of all costs, by their title, `Amount spent (EUR)`; `null`: it names none. */
  readonly titleCurrency: string | null
  /** A sign of several currencies in that title, `Cost ($)`; `''`: there is none. */
  readonly titleSign: string
}

/** How the file writes what it says, as far as somebody has said it. */
export interface CostForm extends TableForm {
  readonly columns?: CostColumns
}

/**
 * Its lines; a file without the columns that are needed, or with dates that nobody can tell, is refused
 * as a whole.
 */
export function readCostFile(
  csv: string,
  campaigns: CostFile['campaigns'],
  { columns = {}, dates, decimal }: CostForm = {},
): CostTable | Refusal {
  const table = fileTable(csv, { hasHeading: true })
  const there = table?.titles ?? []
  const rows = [...(table?.rows.take(COST_LINES_MAX + 1) ?? [])]
  const found = problems()
  const titles = titlesOf(columns, there)
  const isThere = (name: CostColumn) => titles[name] !== null && there.includes(titles[name])
  for (const [name, title] of Object.entries(columns) as [CostColumn, string | null][])
    if (title !== null && !isThere(name)) found.add(`columns.${name}`, 'is no title of the file')
  const needed = (['date', 'cost'] as const).filter((name) => columns[name] === undefined)
  if (!needed.every(isThere)) {
    found.add('csv', 'begins with a line of titles, "date" and "cost" among them')
  } else if (rows.length === 0) found.add('csv', 'has no line below its titles')
  if (campaigns.length === 0 && !isThere('campaign'))
    found.add('campaigns', 'must be chosen where the file has no column "campaign"')
  const slashes = dates ?? slashesOf(rows, titles, found)
  const costs = rows.map((row) => bareAmount(cellIn(row, titles.cost)).amount)
  const amountOf = amountReader(costs, decimal)
  const cost = columns.cost ?? ''
  const named = { titleCurrency: titleCurrency(cost) || null, titleSign: titleSign(cost) }
  return found.refusal() ?? { titles, rows, slashes, amountOf, ...named }
}

/** As tables have them: in lower case. A column of hours may stand for that of dates. */
function titlesOf(columns: CostColumns, there: readonly string[]): Titles {
  const date = there.includes('date') ? 'date' : 'hour'
  const titleOf = (name: CostColumn, usual: string = name) => {
    const { [name]: own = usual } = columns
    return own === null ? null : own.trim().toLowerCase()
  }
  return {
    date: titleOf('date', date),
    value: titleOf('value'),
    cost: titleOf('cost'),
    campaign: titleOf('campaign'),
    currency: titleOf('currency'),
  }
}

function slashesOf(rows: readonly TableRow[], titles: Titles, found: Problems): SlashOrder {
  const slashes = slashOrder(rows.map((row) => cellIn(row, titles.date)))
  if (typeof slashes === 'string') return slashes
  addUndecided(found, slashes, 'csv')
  return 'none'
}

const cellIn = ({ row }: TableRow, title: string | null) =>
  title === null ? '' : (row.get(title) ?? '')

/** So many are read at a time: visits are answered by the same thread. */
const READ_AT_ONCE = 250

export async function applyCostFile(
  parts: CostParts,
  caller: Caller,
  file: CostFile,
  { rows, titleCurrency, ...how }: CostTable,
): Promise<LineVerdict[]> {
  const known = {
    ...file,
    ...how,
    currency: titleCurrency ?? file.currency,
    usual: baseCurrency(parts.desk),
    campaignsOf: campaignReader(parts.desk, caller, file.campaigns),
  }
  const { slots, errors } = await slotsOf(known, rows)
  const lines: [number, number | string][] = [...errors]
  const orders: CostOrder[] = []
  const orderOf = orderMaker(parts, caller)
  for (const [at, slot] of [...slots.values()].entries()) {
    const order = orderOf(slot.draft)
    const outcome = isRefusal(order) ? textOf(order) : orders.push(order) - 1
    lines.push(...slot.lines.map((line) => [line, outcome] as [number, number | string]))
    if (at % READ_AT_ONCE === READ_AT_ONCE - 1) await breathe()
  }
  lines.sort(([a], [b]) => a - b)
  const lists = new Set([file.campaigns, ...orders.map((order) => order.campaigns)])
  const campaigns = [...new Set([...lists].flat())]
  const upload = { id: file.upload, campaigns, lines }
  const results = await uploadCosts(parts, caller, orders, upload)
  return lines.map(([line, outcome]) =>
    typeof outcome === 'string' ? { line, error: outcome } : { line, ...results[outcome]! },
  )
}

/** What is known before its lines are read. */
interface KnownFile extends CostFile, Omit<CostTable, 'rows' | 'titleCurrency'> {
  /** Where neither the file nor who uploads it names another. */
  readonly usual: string
  /** A text says why it is nobody. */
  readonly campaignsOf: (word: string) => readonly number[] | string
}

/** The same list for the same campaigns, whichever word names them. */
function campaignReader(
  { stores }: CostParts['desk'],
  caller: Caller,
  usual: CostFile['campaigns'],
): KnownFile['campaignsOf'] {
  const lists = new Map<number, readonly number[]>(usual.length === 1 ? [[usual[0]!, usual]] : [])
  let meantBy: ((word: string) => readonly number[]) | null = null
  return (word) => {
    if (word === '') return usual.length === 0 ? 'campaign: is missing' : usual
    const [id, ...others] = (meantBy ??= campaignWords(stores, caller))(word)
    const shown = JSON.stringify(word.slice(0, 60))
    if (id === undefined) return `campaign: ${shown} is the id, key, alias or name of none`
    if (others.length > 0) {
      const ids = [id, ...others].slice(0, 5).join(', ')
      return `campaign: ${shown} means several (${ids}): say the id or the key of one`
    }
    return lists.getOrInsertComputed(id, () => [id])
  }
}

/** What several lines say of one day or hour of a value, as one batch. */
interface Slot {
  readonly lines: number[]
  draft: CostDraft
}

/** Sums of the same slot add up: as batches of their own the last would take the place of the rest. */
async function slotsOf(file: KnownFile, data: readonly TableRow[]) {
  const slots = new Map<string, Slot>()
  const errors: [number, string][] = []
  const valueKey = valueKeyOf(file.field)
  const lists = new Map<CostDraft['campaigns'], number>()
  const keyOf = ({ campaigns, period, filters }: CostDraft) => {
    const list = lists.getOrInsertComputed(campaigns, () => lists.size)
    return JSON.stringify([list, period, ...filters.flatMap(({ values }) => values.map(valueKey))])
  }
  for (const [index, row] of data.entries()) {
    const { line } = row
    const draft = index < COST_LINES_MAX ? draftOf(file, row) : TOO_MANY
    const problem = typeof draft === 'string' ? draft : take(slots, keyOf(draft), draft, line)
    if (problem !== null) errors.push([line, problem])
    if (index % READ_AT_ONCE === READ_AT_ONCE - 1) await breathe()
  }
  return { slots, errors }
}

const TOO_MANY = `a file may have ${COST_LINES_MAX} lines; split it`
const DEAREST_SLOT_MICROS = 1e15

/** A text says why the line can't be one of its slot. */
function take(
  slots: Map<string, Slot>,
  key: string,
  draft: CostDraft,
  line: number,
): string | null {
  const slot = slots.get(key)
  if (slot === undefined) {
    slots.set(key, { draft, lines: [line] })
    return null
  }
  const [first] = slot.lines
  const micros = slot.draft.micros + draft.micros
  if (draft.how === 'per_click') return `line ${first} says a price for the same clicks`
  if (draft.currency !== slot.draft.currency)
    return `line ${first} has another currency for the same clicks`
  if (micros > DEAREST_SLOT_MICROS) return `cost: is too much together with line ${first}`
  slot.draft = { ...slot.draft, micros }
  slot.lines.push(line)
  return null
}

function draftOf(
  { field, campaignsOf, titles, slashes, amountOf, titleSign, usual, ...file }: KnownFile,
  row: TableRow,
): CostDraft | string {
  const { upload: _upload, ...common } = file
  const campaigns = campaignsOf(cellIn(row, titles.campaign))
  const date = cellIn(row, titles.date)
  const period = periodOf(date, slashes, common.zone)
  const end = endOf(row, slashes)
  const whole = cellIn(row, titles.cost)
  const { amount, currency: beside } = bareAmount(whole)
  const micros = amountOf(amount)
  const cost = JSON.stringify(whole.slice(0, 30))
  if (row.hasMore) return 'has more cells than there are titles: put what has a comma in quotes'
  if (typeof campaigns === 'string') return campaigns
  if (period === 'skipped') return `date: the clock of ${common.zone} skips this hour`
  if (period === null) return `date: "${date.slice(0, 30)}" is neither a day nor a time`
  if (end !== null && end !== dayOf(date, slashes))
    return `date: the line is of ${date} to ${end}: let the source divide its report by days`
  if (micros === null) return `cost: ${cost} is no amount`
  if (micros === 'unclear')
    return `cost: ${cost} may be a thousand or a fraction: write it as 1234 or 1.234`
  const value = cellIn(row, titles.value)
  if (field !== '' && value === '') return 'value: is missing'
  const filters = field === '' ? [] : [{ field, values: [value] }]
  const said = currencyCode(cellIn(row, titles.currency)) || common.currency
  const currency = said ?? (beside || usual)
  const isOther = [amount, `${titleSign}1`].some((text) => hasOtherSign(text, currency))
  if (isOther || (beside !== '' && beside !== currency))
    return `cost: ${cost} bears another sign than that of ${currency}`
  return { ...common, campaigns, period, micros, filters, currency }
}

/** What sources call the last day of a line that sums up several. */
const ENDS = [
  'reporting ends',
  'дата окончания отчетности',
  'дата окончания отчётности',
  'окончание отчетности',
  'окончание отчётности',
  'завершення звітності',
]

/** The last day of a line, where it says one. */
function endOf({ row }: TableRow, slashes: SlashOrder): string | null {
  const title = ENDS.find((each) => row.has(each))
  return title === undefined ? null : dayOf(row.get(title) ?? '', slashes)
}

function dayOf(text: string, slashes: SlashOrder): string | null {
  const time = readFileTime(text, slashes)
  return time && dateText(time)
}

/**
 * A day, or an hour up to the next one on the wall: one that comes twice is both, one that the clock
 * skips would be the next.
 */
function periodOf(
  text: string,
  slashes: SlashOrder,
  zone: string,
): CostDraft['period'] | 'skipped' | null {
  const time = readFileTime(text, slashes)
  if (time === null) return null
  const { year, month, day, hour } = time
  if (hour === null || !isTimeZone(zone)) {
    const date = dateText(time)
    return { preset: 'custom_time', from: date, to: date }
  }
  const at = (of: number) => localToUtc(zone, { year, month, day, hour: of, minute: 0, second: 0 })
  const [from, to] = [at(hour), at(hour + 1)]
  return from < to ? { from, to } : 'skipped'
}

function textOf(refusal: object): string {
  const fields = 'fields' in refusal ? Object.entries(refusal.fields as object) : []
  return fields.map(([name, texts]) => `${name} ${String(texts)}`).join('; ') || 'is not allowed'
}
