/** Measures of lists, and questions to the report. */
import { hidesMoney } from '../state/user.ts'
import { get, post, search } from './client.ts'
import type { MeasureEntry, QueryInput, ReportAnswer } from './types.ts'

/** Columns of lists, in this order. */
export const LIST_MEASURES = ['clicks', 'leads', 'cr', 'cost', 'revenue', 'profit', 'roi'] as const

export type ListMeasure = (typeof LIST_MEASURES)[number]

const MONEY: readonly string[] = ['revenue', 'profit', 'roi']

/** Without those that are kept from the user: asking for them is refused. */
export function shownMeasures<M extends string>(measures: readonly M[]): readonly M[] {
  return hidesMoney.value ? measures.filter((key) => !MONEY.includes(key)) : measures
}

/** As many rows as one question may have. */
export const MAX_ROWS = 10_000

/** Of one in an address; proxies in front take 8 KB of it. */
const ADDRESS_MAX = 4000

/** In an address where it fits, so that it travels with what else a screen asks. */
export function queryReport(query: QueryInput, signal: AbortSignal | null = null) {
  const address = `/report/query${search({ q: JSON.stringify(query) })}`
  return address.length > ADDRESS_MAX
    ? post<ReportAnswer>('/report/query', query, signal)
    : get<ReportAnswer>(address, signal)
}

/** How the measures of lists are shown; the report screen has all of them from the catalogue. */
export const LIST_FORMATS: Readonly<Record<string, Omit<MeasureEntry, 'key' | 'title'>>> = {
  clicks: { format: 'def', decimals: 0 },
  leads: { format: 'def', decimals: 0 },
  cr: { format: '%', decimals: 2 },
  cost: { format: '$', decimals: 2 },
  revenue: { format: '$', decimals: 2 },
  profit: { format: '$', decimals: 2 },
  roi: { format: '%', decimals: 1 },
}
