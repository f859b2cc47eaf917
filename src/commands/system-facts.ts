/** What the running server knows of itself, gathered when somebody asks. */
import type { SystemFacts } from '../api/management/system/system-facts.ts'
import type { Config } from '../config.ts'
import { deliveryCounts } from '../db/money/deliveries.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { GeoDatabase } from '../detect/geo.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { DAY_MS } from '../lib/spans.ts'
import type { Backups } from '../manage/backups/backups.ts'
import type { Desk } from '../manage/desk.ts'
import type { Conversions } from '../track/conversions/conversions.ts'
import type { NotificationFacts } from '../track/notifications/letterbox.ts'
import type { TrackParts } from '../track/parts.ts'
import type { Blocklists } from './blocklists.ts'
import type { OwnHttps } from './certificates.ts'
import type { ConfigAges } from './config-age.ts'
import {
  DATABASE_FILES,
  diskRoom,
  type FileSizes,
  fileSizes,
  WRITE_AHEAD_LOGS,
} from './data-files.ts'
import { diskForecast, patient } from './disk-forecast.ts'

export interface FactParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly ledger: Pick<Ledger, 'status' | 'keeperStatus' | 'fillForecast'>
  readonly conversions: Pick<Conversions, 'status'>
  readonly geo: GeoDatabase
  readonly backups: Pick<Backups, 'facts'>
  readonly blocklists: Pick<Blocklists, 'facts'>
  readonly https: Pick<OwnHttps, 'facts'>
  readonly notifications: () => NotificationFacts
  readonly desk: Pick<Desk, 'disk'>
  readonly configAges: Pick<ConfigAges, 'lostAt'>
  readonly track: Pick<TrackParts, 'orphans' | 'noticed' | 'tables'>
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export function systemFacts(parts: FactParts): () => Promise<SystemFacts> {
  const { config, db, ledger, conversions, geo, backups, blocklists, https, track, clock } = parts
  const { notifications, desk, configAges } = parts
  const startedAt = clock()
  const { dataDir, adminHost, adminListen } = config
  const forecast = diskForecast(ledger, track.tables)
  const disk = async () => {
    const room = await diskRoom(dataDir)
    return room === null ? null : { ...room, ...(await forecast(room.free)) }
  }
  return async () => {
    const { journal, problems } = ledger.status()
    const { queued, eventsUnderway, refused, failing } = conversions.status()
    const { rss, heapUsed } = process.memoryUsage()
    const sizes = await fileSizes(dataDir)
    return {
      startedAt,
      memory: { resident: rss, heap: heapUsed },
      disk: await disk(),
      gone: desk.disk.files.gone(),
      lostConfigAt: configAges.lostAt(),
      journal,
      ledger: await patient(ledger.keeperStatus()),
      conversions: { queued, eventsUnderway, refused, failing },
      outgoing: deliveryCounts(db.reader, clock() - DAY_MS),
      databases: databasesIn(sizes),
      writeAhead: writeAheadIn(sizes),
      geo: geo.files,
      blocklists: blocklists.facts(),
      backup: await backups.facts(),
      certificates: https.facts,
      notifications: notifications(),
      adminIsApart: adminHost !== '' || adminListen !== null,
      unknownFilters: track.noticed.unknownFilters(),
      detours: track.noticed.detours(),
      orphans: { counts: track.orphans.counts(), last: track.orphans.list() },
      problems,
    }
  }
}

function databasesIn(sizes: FileSizes): SystemFacts['databases'] {
  const sum = (names: readonly string[]) =>
    names.reduce((bytes, name) => bytes + (sizes.get(name) ?? 0), 0)
  const { config, ledger, journal } = DATABASE_FILES
  return { config: sum(config), ledger: sum(ledger), journal: sum(journal) }
}

function writeAheadIn(sizes: FileSizes): SystemFacts['writeAhead'] {
  const { config, ledger } = WRITE_AHEAD_LOGS
  return { config: sizes.get(config) ?? 0, ledger: sizes.get(ledger) ?? 0 }
}
