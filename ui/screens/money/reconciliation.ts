/** A network's list beside ours: what is asked of the server and what it answers. */
import { post } from '../../api/client.ts'
import { periodSearch } from '../../state/period-search.ts'

/** What a person can say of a column. */
export const COLUMN_FIELDS = [
  'clickId',
  'transactionId',
  'status',
  'payout',
  'currency',
  'time',
] as const
export type ColumnField = (typeof COLUMN_FIELDS)[number]
/** Titles of the list by what their column holds; one that is left out is found by its title. */
export type ColumnMap = Partial<Readonly<Record<ColumnField, string>>>

interface Said {
  readonly clickId: string
  readonly transactionId: string
  readonly status: string
  readonly payout: string
  readonly currency: string
}

export interface There extends Said {
  readonly line: number
}

export interface Here extends Said {
  readonly conversionId: number | string
  readonly at: string
}

export interface Differing {
  readonly line: number
  readonly differs: readonly ('status' | 'payout')[]
  readonly there: There
  readonly here: Here
}

interface Booked {
  readonly result: string
  readonly cause?: string | null
}

export interface Comparison {
  readonly lines: number
  readonly equal: number
  readonly onlyThere: readonly There[]
  readonly onlyHere: readonly Here[]
  readonly differing: readonly Differing[]
  /** `null`: nothing was to be booked. */
  readonly applied: { readonly importId: number | null; readonly results: readonly Booked[] } | null
}

export interface Wanted {
  readonly networkId: number
  readonly payload: string
  readonly columns: ColumnMap
  /** Which of two numbers is the day; empty: the list tells it. */
  readonly dates: string
}

export function compare(wanted: Wanted): Promise<Comparison> {
  return post<Comparison>('/conversions/reconcile', bodyOf(wanted))
}

/** Books these lines as they stand; `send`: sources hear of it. */
export function applyLines(wanted: Wanted, apply: readonly number[], send: boolean) {
  return post<Comparison>('/conversions/reconcile', { ...bodyOf(wanted), apply, send })
}

function bodyOf({ networkId, payload, columns, dates }: Wanted) {
  const { datePreset, dateFrom, dateTo, timezone } = periodSearch()
  const custom = { ...(dateFrom ? { dateFrom } : {}), ...(dateTo ? { dateTo } : {}) }
  return { networkId, payload, columns, dates: dates || null, datePreset, timezone, ...custom }
}
