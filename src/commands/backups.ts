/** Backups that the running server makes. */
import type { Config } from '../config.ts'
import { settingNumber } from '../core/settings/settings.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { type Backups, openBackups } from '../manage/backups/backups.ts'
import type { Routing } from '../routing/routing.ts'

export interface BackupParts {
  readonly config: Config
  readonly routing: Routing
  readonly log: Log
  readonly clock: () => number
}

export function serverBackups({ config, routing, log, clock }: BackupParts): Backups {
  return openBackups({
    dataDir: config.dataDir,
    worker: workerFile('manage/backups/worker.ts'),
    kept: () => settingNumber(routing.current().settings, 'backups_kept'),
    clock,
    onProblem: (problem) => log('Backup', problem),
  })
}
