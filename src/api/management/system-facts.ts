/** What the server tells of itself, whoever gathers it. */

/** Times are epoch milliseconds, sizes bytes; null: not known. */
export interface SystemFacts {
  readonly startedAt: number
  readonly memory: { readonly resident: number; readonly heap: number }
  readonly disk: { readonly free: number; readonly total: number } | null
  readonly journal: {
    readonly stored: number
    readonly queued: number
    readonly pending: number
    readonly dropped: number
    readonly oldestQueuedMs: number | null
    readonly lastSyncAt: number | null
    readonly failing: string | null
    readonly writerDeaths: number
  }
  /** Null: it did not answer in time, because it is at work. */
  readonly ledger: {
    readonly sealedSegments: number
    readonly sealedRows: number
    readonly openSegments: number
    readonly openRows: number
    readonly damaged: readonly number[]
  } | null
  readonly conversions: {
    readonly queued: number
    readonly eventsUnderway: number
    readonly refused: number
    readonly failing: string | null
  }
  readonly outgoing: { readonly waiting: number; readonly failedToday: number }
  readonly databases: { readonly config: number; readonly ledger: number; readonly journal: number }
  readonly geo: readonly GeoFact[]
  readonly lastBackupAt: number | null
  /** `''` while one host serves everything. */
  readonly adminHost: string
  /** The newest losses and faults since the start. */
  readonly problems: readonly string[]
}

export interface GeoFact {
  readonly name: string
  readonly type: string
  readonly builtAt: number
  readonly problem: string | null
}
