/**
 * What other threads open while this one reads the configuration: the
 * start takes as long as the slowest.
 */
import type { Config } from '../config.ts'
import { type Ledger, openLedger } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { keepGeo, type KeptGeo } from './geo-files.ts'

export interface OpenedBeside {
  readonly ledger: Promise<Ledger>
  readonly geo: Promise<KeptGeo>
}

/** The folder is locked by this process, and its configuration is of this version. */
export function openBeside(config: Config, log: Log, clock: () => number): OpenedBeside {
  const ledger = openLedger({
    dataDir: config.dataDir,
    node: config.node,
    clock,
    workers: {
      writer: workerFile('ledger/journal/writer.ts'),
      keeper: workerFile('report/worker.ts'),
    },
    onProblem: (problem) => log('Ledger', problem),
  })
  // Whoever waits for it hears why; until then nobody does.
  ledger.catch(() => {})
  return { ledger, geo: keepGeo(config.dataDir, log) }
}
