/** What the running server knows of itself, gathered when somebody asks. */
import type { SystemFacts } from '../api/management/system/system-facts.ts'
import type { Config } from '../config.ts'
import { settingNumber } from '../core/settings.ts'
import { deliveryCounts } from '../db/money/deliveries.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { GeoDatabase } from '../detect/geo.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { DAY_MS } from '../lib/spans.ts'
import { within } from '../lib/within.ts'
import type { Backups } from '../manage/backups/backups.ts'
import type { Conversions } from '../track/conversions/conversions.ts'
import type { TrackParts } from '../track/parts.ts'
import type { Blocklists } from './blocklists.ts'
import { DATABASE_FILES, diskRoom, type FileSizes, fileSizes } from './data-files.ts'

/** A report may keep the keeper busy for longer. */
const KEEPER_PATIENCE_MS = 500

export interface FactParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly ledger: Pick<Ledger, 'status' | 'keeperStatus' | 'daysUntilFull'>
  readonly conversions: Pick<Conversions, 'status'>
  readonly geo: GeoDatabase
  readonly backups: Pick<Backups, 'facts'>
  readonly blocklists: Pick<Blocklists, 'facts'>
  readonly track: Pick<TrackParts, 'orphans' | 'unknownFilters' | 'tables'>
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export function systemFacts(parts: FactParts): () => Promise<SystemFacts> {
  const { config, db, ledger, conversions, geo, backups, blocklists, track, clock } = parts
  const startedAt = clock()
  const { dataDir, adminHost, adminListen } = config
  const disk = async () => {
    const room = await diskRoom(dataDir)
    if (room === null) return null
    const keptDays = settingNumber(track.tables().settings, 'retention_days')
    return {
      ...room,
      fullInDays: await patient(ledger.daysUntilFull({ free: room.free, keptDays })),
    }
  }
  return async () => {
    const { journal, problems } = ledger.status()
    const { queued, eventsUnderway, refused, failing } = conversions.status()
    const { rss, heapUsed } = process.memoryUsage()
    return {
      startedAt,
      memory: { resident: rss, heap: heapUsed },
      disk: await disk(),
      journal,
      ledger: await patient(ledger.keeperStatus()),
      conversions: { queued, eventsUnderway, refused, failing },
      outgoing: deliveryCounts(db.reader, clock() - DAY_MS),
      databases: databasesIn(await fileSizes(dataDir)),
      geo: geo.files,
      blocklists: blocklists.facts(),
      backup: await backups.facts(),
      adminIsApart: adminHost !== '' || adminListen !== null,
      unknownFilters: track.unknownFilters.list(),
      orphans: { counts: track.orphans.counts(), last: track.orphans.list() },
      problems,
    }
  }
}

/** What the keeper says; null when it is at work for longer, or down. */
function patient<T>(answer: Promise<T>): Promise<T | null> {
  return within(answer, KEEPER_PATIENCE_MS, null).catch(() => null)
}

function databasesIn(sizes: FileSizes): SystemFacts['databases'] {
  const sum = (names: readonly string[]) =>
    names.reduce((bytes, name) => bytes + (sizes.get(name) ?? 0), 0)
  const { config, ledger, journal } = DATABASE_FILES
  return { config: sum(config), ledger: sum(ledger), journal: sum(journal) }
}
