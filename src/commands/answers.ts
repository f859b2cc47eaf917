/** What answers questions: the stored objects, reports over the ledger, and exports to files. */
import { csvLines } from '../api/management/reports/csv.ts'
import type { Config } from '../config.ts'
import { settingOf } from '../core/settings/settings.ts'
import type { ConfigDatabase } from '../db/open.ts'
import { type ReadStores, readStoresOn } from '../db/stores.ts'
import type { Ledger, LedgerStatus } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import { type Alone, alone } from '../manage/alone.ts'
import type { Desk } from '../manage/desk.ts'
import { type CsvQueue, openCsvQueue } from '../manage/reports/csv-queue.ts'
import { openReports, type Reports } from '../report/reports.ts'
import type { Routing } from '../routing/routing.ts'

export interface Answers {
  readonly read: ReadStores
  readonly reports: Reports
  /** Begins with what waits when it is told to work. */
  readonly csv: CsvQueue
  readonly alone: Alone
}

interface AnswerParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly ledger: Ledger
  readonly desk: Desk
  readonly routing: Routing
  readonly log: Log
}

export function openAnswers({ config, db, ledger, desk, routing, log }: AnswerParts): Answers {
  const read = readStoresOn(db.reader)
  const tables = routing.current
  const reports = openReports({
    ask: ledger.request,
    clock: () => Date.now(),
    currency: () => settingOf(tables().settings, 'currency'),
    losses: () => lossesOf(ledger.status()),
    lagMs: () => ledger.status().journal.oldestQueuedMs ?? 0,
  })
  const large = alone(desk.disk)
  const csv = openCsvQueue({
    desk,
    dataDir: config.dataDir,
    lines: csvLines({ read, reports, tables }),
    onProblem: (error) => log('An export to a file failed', String(error)),
    calm: large.calm,
  })
  return { read, reports, csv, alone: large }
}

/** What of the ledger is in no report: for good, or as long as the disk refuses it. */
function lossesOf({ problems, journal: { failing, queued } }: LedgerStatus): readonly string[] {
  if (failing === null || queued === 0) return problems
  return [...problems, `${queued} events wait for the disk, which refuses them: ${failing}`]
}
