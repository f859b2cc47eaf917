/**
 * A table of rates as services offer it: JSON with a base currency, `rates` and a date, or the XML
 * of the European Central Bank.
 */
import { DAY_MS } from '../../lib/spans.ts'
import { parseTime } from './call.ts'
import { readRateXml } from './rate-xml.ts'
import { isCurrency, type RateTable } from './rates.ts'

const ENTRIES_MAX = 1000
const SECOND_MS = 1000

/** A text says what is wrong. `now` stands in for a date that the table does not tell. */
export function readRateTable(text: string, now: number): RateTable | string {
  const table = parsed(text)
  if (table === null) return 'the answer is neither JSON nor the table of the European Central Bank'
  const listed = table['rates'] ?? table['conversion_rates']
  if (typeof listed !== 'object' || listed === null) return 'the answer has no "rates"'
  const base = table['base'] ?? table['base_code']
  const rates = new Map(Object.entries(listed).slice(0, ENTRIES_MAX).filter(isRate))
  if (typeof base === 'string') rates.set(base.toUpperCase(), 1)
  const dollar = rates.get('USD')
  if (dollar === undefined || rates.size < 2) return 'the table has no US dollar beside others'
  const madeAt = dateOf(table, now)
  if (madeAt > now + DAY_MS) return 'the table is of the future'
  const perDollar = [...rates].map(([code, rate]) => [code, rate / dollar] as const)
  return { madeAt, perDollar: Object.fromEntries(perDollar) }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  const xml = text.trimStart().startsWith('<') ? readRateXml(text) : null
  if (xml !== null) return { ...xml }
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isRate(entry: [string, unknown]): entry is [string, number] {
  const [code, rate] = entry
  return isCurrency(code) && typeof rate === 'number' && rate > 1e-9 && rate < 1e9
}

function dateOf(table: Readonly<Record<string, unknown>>, now: number): number {
  const seconds = table['timestamp'] ?? table['time_last_update_unix']
  if (typeof seconds === 'number') return Math.round(seconds * SECOND_MS)
  const { date } = table
  return (typeof date === 'string' ? parseTime(date) : null) ?? now
}
