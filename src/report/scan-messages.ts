/** What the keeper's thread and the scanning one say to each other. */
import type { Limits, Refusal } from './deadline.ts'
import type { PackedView } from './packed-view.ts'
import type { Partial } from './partial.ts'
import type { PartClaims } from './parts.ts'
import type { PartOfReport } from './run.ts'
import type { Pass, ScanPlan } from './scan.ts'
import type { Claims } from './share.ts'

export interface ScanJob {
  readonly id: number
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  /** What there is to take: segments, or parts of all of them. */
  readonly from: Claims | PartsToTake
  readonly limits: Limits
}

export interface PartsToTake {
  /** Sealed segments by number, and the open ones. */
  readonly segments: readonly number[]
  readonly open: readonly PackedView[]
  readonly parts: PartClaims
}

export type ScanReply =
  | { readonly id: number; readonly partial: Partial }
  | { readonly id: number; readonly parts: readonly PartOfReport[] }
  | { readonly id: number; readonly refused: Refusal }
  /** A fault; the text is for the log. */
  | { readonly id: number; readonly failed: string }
