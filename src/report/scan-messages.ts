/** What the keeper's thread and the scanning one say to each other. */
import type { Limits, Refusal } from './deadline.ts'
import type { Partial } from './partial.ts'
import type { Pass, ScanPlan } from './scan.ts'
import type { Claims } from './share.ts'

export interface ScanJob {
  readonly id: number
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  readonly claims: Claims
  readonly limits: Limits
}

export type ScanReply =
  | { readonly id: number; readonly partial: Partial }
  | { readonly id: number; readonly refused: Refusal }
  /** A fault; the text is for the log. */
  | { readonly id: number; readonly failed: string }
