/** What a page of the click log or the conversion log asks. Plain data that travels to a worker. */
import type { Period } from './period.ts'
import type { Labels, Where } from './query.ts'

export const LOG_LIMIT_MAX = 1_000

export interface LogQuery {
  readonly of: 'clicks' | 'conversions'
  /** By the time of the event. */
  readonly period: Period
  /** IANA zone, for filters on time. */
  readonly zone: string
  readonly where: readonly Where[]
  /** The sequence number of the event at the border of the page before, itself left out. */
  readonly cursor: number | null
  /** `next` goes on to older events, `prev` back to newer ones. */
  readonly direction: 'next' | 'prev'
  /** 1 to `LOG_LIMIT_MAX`. */
  readonly limit: number
  readonly labels: Labels
  /** As in a report's query. */
  readonly hidesShares?: boolean
}
