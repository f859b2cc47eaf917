/** What moving from another tracker is for those who ask for it. */
import type { ReadStores } from '../../../db/stores.ts'

export const TRACKERS = ['keitaro', 'binom'] as const

export interface MoveOrder {
  readonly from: (typeof TRACKERS)[number]
  readonly address: string
  /** Of its API. */
  readonly key: string
}

/** Takes in a file and takes it back: the answer of that, whatever became of it. */
export type DryRun = (bytes: Uint8Array) => Promise<object>

/** The installation that it moves to. */
export interface MoveHere {
  readonly read: ReadStores
  /** Its base currency. */
  readonly currency: string
  /** Its time zone. */
  readonly zone: string
  readonly dryRun: DryRun
}

export interface TrackerMoves {
  /** The body of the answer, a refusal, or a failure. */
  find(order: MoveOrder, here: MoveHere): Promise<object>
}
