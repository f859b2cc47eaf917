/**
 * Costs as a table: one line per slot, `date` (a day or an hour), `value` of the field, `cost`.
 * Each line is a batch of its own, so one that is wrong never stops the others.
 */
import Papa from 'papaparse'

import { parseMoney } from '../core/money.ts'
import type { CostResult } from '../ledger/cost-book.ts'
import type { Caller } from './access.ts'
import { applyCosts, type CostDraft, type CostParts, orderOf } from './costs.ts'
import { isRefusal } from './refusal.ts'

export const COST_LINES_MAX = 2000
const HOUR = /^(\d{4}-\d\d-\d\d)[T ](\d\d)(?::00)?(?::00)?$/
const DATE = /^\d{4}-\d\d-\d\d$/

/** What all lines have in common; `field` as in a batch's filters, `''` for none. */
export interface CostFile extends Omit<CostDraft, 'period' | 'micros' | 'filters' | 'currency'> {
  readonly field: string
  readonly currency: string | null
  readonly csv: string
  /** By which all of it can be undone; a new UUID. */
  readonly upload: string
}

export type LineResult =
  | ({ readonly line: number } & Pick<CostResult, 'id' | 'clicks' | 'shareMicros' | 'unallocated'>)
  | { readonly line: number; readonly error: string }

/** Line numbers count from 1 with the header as the first. */
export async function applyCostFile(
  parts: CostParts,
  caller: Caller,
  file: CostFile,
): Promise<LineResult[]> {
  const { data } = Papa.parse<Record<string, string>>(file.csv.trim(), {
    header: true,
    skipEmptyLines: true,
    transformHeader: (title) => title.trim().toLowerCase(),
    preview: COST_LINES_MAX + 1,
  })
  const results: LineResult[] = []
  for (const [index, row] of data.entries()) {
    const line = index + 2
    const result =
      index < COST_LINES_MAX
        ? await applyLine(parts, caller, file, row)
        : { error: `a file may have ${COST_LINES_MAX} lines; split it` }
    results.push({ line, ...result })
  }
  return results
}

type WithoutLine<T> = T extends unknown ? Omit<T, 'line'> : never

async function applyLine(
  parts: CostParts,
  caller: Caller,
  file: CostFile,
  row: Readonly<Record<string, string | undefined>>,
): Promise<WithoutLine<LineResult>> {
  const draft = draftOf(file, row)
  if (typeof draft === 'string') return { error: draft }
  const order = orderOf(parts, caller, draft)
  if (isRefusal(order)) return { error: textOf(order) }
  const result = await applyCosts(parts, caller, order, { whenNone: 'keep', upload: file.upload })
  if (result === null) return { error: 'no click matches' }
  const { id, clicks, shareMicros, unallocated } = result
  return { id, clicks, shareMicros, unallocated }
}

function draftOf(
  { field, csv: _csv, upload: _upload, ...common }: CostFile,
  row: Readonly<Record<string, string | undefined>>,
): CostDraft | string {
  const date = (row['date'] ?? row['hour'] ?? '').trim()
  const micros = parseMoney(row['cost'] ?? '')
  const period = slotOf(date)
  if (period === null) return `date: "${date.slice(0, 30)}" is neither a day nor a full hour`
  if (micros === null) return `cost: "${(row['cost'] ?? '').slice(0, 30)}" is no amount`
  const value = (row['value'] ?? '').trim()
  if (field !== '' && value === '') return 'value: is missing'
  const filters = field === '' ? [] : [{ field, values: [value] }]
  const currency = row['currency']?.trim().toUpperCase() || common.currency
  return { ...common, period, micros, filters, currency }
}

/** A day, or an hour of it up to its last second. */
function slotOf(text: string): CostDraft['period'] | null {
  if (DATE.test(text)) return { preset: 'custom_time', from: text, to: text }
  const hour = HOUR.exec(text)
  if (hour === null) return null
  const start = `${hour[1]} ${hour[2]}`
  return { preset: 'custom_time', from: `${start}:00:00`, to: `${start}:59:59` }
}

function textOf(refusal: object): string {
  const fields = 'fields' in refusal ? Object.entries(refusal.fields as object) : []
  return fields.map(([name, texts]) => `${name} ${String(texts)}`).join('; ') || 'is not allowed'
}
