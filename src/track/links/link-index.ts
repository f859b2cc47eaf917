/**
 * Keeps the index of links' texts nearly up to date: a thread for that is started when many links are
 * due, and ends with them. Searches look at the few that are due themselves.
 */
import type { Database } from 'bun:sqlite'

import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'

export interface LinkIndexing {
  /** Starts the thread if it is worth it. */
  tend(): void
  stop(): Promise<void>
}

export interface LinkIndexingOptions {
  /** For reading. */
  readonly db: Database
  readonly dataDir: string
  /** The worker's entry point. */
  readonly file: string
  readonly onProblem: (problem: string) => void
}

/** Fewer are due: a search looks at them in a millisecond. */
export const DUE_MIN = 1000

export function linkIndexing({ db, dataDir, file, onProblem }: LinkIndexingOptions): LinkIndexing {
  const due = db.query<{ count: number }, [number]>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM links_to_index LIMIT ?)',
  )
  let worker: OwnWorker | null = null
  return {
    tend() {
      if (worker !== null || due.get(DUE_MIN)!.count < DUE_MIN) return
      worker = openWorker(file, { workerData: { dataDir } })
      worker.on('error', (error) => onProblem(`links are not indexed: ${String(error)}`))
      worker.on('exit', () => {
        worker = null
      })
    },
    async stop() {
      await worker?.terminate()
    },
  }
}
