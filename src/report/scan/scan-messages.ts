/** What the keeper's thread and the scanning one say to each other. */
import type { Limits, Refusal } from './deadline.ts'
import type { PackedView } from './packed-view.ts'
import type { Partial } from './partial.ts'
import type { Counter, MarkedRows } from './parts.ts'
import type { PartOfReport } from './run.ts'
import type { Pass, ScanPlan } from './scan.ts'
import type { Claims } from './share.ts'
import type { Counts, Survey } from './survey.ts'

export interface ScanJob {
  readonly id: number
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  readonly task: ScanTask
  readonly limits: Limits
}

/** What is to be done, each in the same memory as the other thread does it. */
export type ScanTask =
  /** Add segments up. */
  | { readonly of: 'sums'; readonly claims: Claims }
  /** Look at segments before parts are made, then at the buckets they filled. */
  | { readonly of: 'survey'; readonly claims: Claims; readonly survey: Survey }
  | { readonly of: 'buckets'; readonly counter: Counter; readonly survey: Survey }
  | PartsTask

export interface PartsTask {
  readonly of: 'parts'
  /** Sealed segments, of each of which one thread takes the values that stand alone. */
  readonly claims: Claims
  readonly open: readonly PackedView[]
  readonly marked: MarkedRows
  readonly counts: Counts
  readonly counter: Counter
}

export type ScanReply =
  | { readonly id: number; readonly partial: Partial }
  | { readonly id: number; readonly parts: readonly PartOfReport[] }
  /** Its share is done; segments that could not be read. */
  | { readonly id: number; readonly damaged: readonly number[] }
  | { readonly id: number; readonly refused: Refusal }
  /** A fault; the text is for the log. */
  | { readonly id: number; readonly failed: string }
