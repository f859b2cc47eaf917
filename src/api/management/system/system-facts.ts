/** What the server tells of itself, whoever gathers it. */
import type { Certificates } from '../../../certify/facts.ts'
import type { WarningCode } from '../../../core/words/warnings.ts'
import type { GeoFileStatus } from '../../../detect/geo.ts'
import type { JournalStats } from '../../../ledger/journal/journal.ts'
import type { KeeperStatus } from '../../../ledger/keeper/keeper.ts'
import type { FillForecast } from '../../../ledger/segments/fill-forecast.ts'
import type { BackupFacts } from '../../../manage/backups/backups.ts'
import type { BlocklistFacts } from '../../../manage/blocklist/facts.ts'
import type { Detour, UnknownFilter } from '../../../track/noticed.ts'
import type { NotificationFacts } from '../../../track/notifications/letterbox.ts'
import type { OrphanHit } from '../../../track/orphans.ts'

export interface DiskFacts extends FillForecast {
  readonly free: number
  readonly total: number
}

/** Times are epoch milliseconds, sizes bytes; null: not known. */
export interface SystemFacts {
  readonly startedAt: number
  readonly memory: { readonly resident: number; readonly heap: number }
  readonly disk: DiskFacts | null
  readonly journal: JournalStats
  /** Of the data folder, what is not there any more; null: nothing. */
  readonly gone: string | null
  /** When a `config.db` was seen that is newer than the one that is there; null: it is the newest. */
  readonly lostConfigAt: number | null
  /** Null: it did not answer in time, because it is at work. */
  readonly ledger: KeeperStatus | null
  readonly conversions: {
    readonly queued: number
    readonly eventsUnderway: number
    readonly refused: number
    readonly failing: string | null
  }
  readonly outgoing: { readonly waiting: number; readonly failedToday: number }
  readonly databases: { readonly config: number; readonly ledger: number; readonly journal: number }
  /** Write-ahead logs, which are part of their databases' size. */
  readonly writeAhead: { readonly config: number; readonly ledger: number }
  readonly geo: readonly GeoFileStatus[]
  readonly blocklists: BlocklistFacts
  readonly backup: BackupFacts
  readonly certificates: Certificates
  readonly notifications: NotificationFacts
  /** Whether it has a host or a socket of its own. */
  readonly adminIsApart: boolean
  /** Filters that could not be judged since the start. */
  readonly unknownFilters: readonly UnknownFilter[]
  /** What visitors were led to, or past, against what was set up, since the start. */
  readonly detours: readonly Detour[]
  /** Hits that found no campaign, counted by host, the last ones newest first. */
  readonly orphans: {
    readonly counts: ReadonlyMap<string, number>
    readonly last: readonly OrphanHit[]
  }
  /** The newest losses and faults since the start. */
  readonly problems: readonly string[]
}

/** A warning, if it is so. */
export type Found = readonly [isSo: boolean, code: WarningCode, message: string]
