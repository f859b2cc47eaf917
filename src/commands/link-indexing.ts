/** The index of short links' texts, kept by the running server. */
import type { Config } from '../config.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { type LinkIndexing, linkIndexing } from '../track/links/link-index.ts'

export interface LinkIndexingParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly log: Log
}

export function openLinkIndexing({ config, db, log }: LinkIndexingParts): LinkIndexing {
  return linkIndexing({
    db: db.reader,
    dataDir: config.dataDir,
    file: workerFile('track/links/link-index-worker.ts'),
    onProblem: (problem) => log('Links', problem),
  })
}
