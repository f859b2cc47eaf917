/** The lists of hosts that links may not lead to: how the server keeps them, and how a command does. */
import type { Database } from 'bun:sqlite'

import type { Config } from '../config.ts'
import { blocklistExceptionStore } from '../db/links/blocklist-exceptions.ts'
import type { ReadStores } from '../db/stores.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import type { Alone } from '../manage/alone.ts'
import { exceptionReader } from '../manage/blocklist/allowed.ts'
import { readBlockFiles } from '../manage/blocklist/block-files.ts'
import { type BlocklistFacts, blocklistFacts } from '../manage/blocklist/facts.ts'
import { type ListedTargets, listedTargets } from '../manage/blocklist/listed-targets.ts'
import { type LiveBlocklist, liveBlocklist } from '../manage/blocklist/live-blocklist.ts'
import { blocklistRounds, readInWorker } from '../manage/blocklist/rounds.ts'
import type { Desk } from '../manage/desk.ts'

const WORKER = 'manage/blocklist/worker.ts'
const told = (log: Log) => (problem: string) => log('Blocklist', problem)

interface BlocklistBase {
  readonly config: Config
  /** The writing handle: what it says holds for what it writes next. */
  readonly writer: Database
  readonly settings: () => ReadonlyMap<string, string>
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** Read by a thread of its own: the one that answers visitors is not held up. */
export function serverBlocklist(base: BlocklistBase, log: Log): LiveBlocklist {
  const read = () => readInWorker(workerFile(WORKER), base.config.dataDir)
  return liveBlocklist({ ...shared(base), read, onProblem: told(log) })
}

/** Read when the first link is saved. */
export function commandBlocklist(
  base: BlocklistBase,
  onProblem: (problem: string) => void,
): LiveBlocklist {
  return liveBlocklist({
    ...shared(base),
    read: () => readBlockFiles(base.config.dataDir),
    onProblem,
  })
}

function shared({ config: { dataDir }, writer, settings, clock }: BlocklistBase) {
  const allows = exceptionReader(blocklistExceptionStore(writer, clock))
  return { dataDir, settings, allows, clock }
}

export interface Blocklists {
  /** Takes in files that changed. */
  refresh(): Promise<void>
  /** Goes through the links if that is due. */
  tend(): Promise<void>
  facts(): BlocklistFacts
  readonly targets: Pick<ListedTargets, 'of' | 'tend'>
  stop(): Promise<void>
}

interface BlocklistParts {
  readonly config: Config
  readonly blocklist: LiveBlocklist
  readonly desk: Desk
  readonly answers: { readonly read: ReadStores; readonly alone: Alone }
  readonly log: Log
}

export function openBlocklists(parts: BlocklistParts): Blocklists {
  const { config, blocklist, desk, answers, log } = parts
  const rounds = blocklistRounds({
    desk,
    dataDir: config.dataDir,
    blocklist,
    worker: workerFile(WORKER),
    calm: answers.alone.calm,
    onProblem: told(log),
  })
  const { read } = answers
  const targets = listedTargets({ read, blocklist, clock: desk.clock })
  return {
    refresh: blocklist.refresh,
    tend: rounds.tend,
    facts: () => blocklistFacts({ blocklist, rounds, targets, read }, desk.clock()),
    targets,
    stop() {
      targets.stop()
      return rounds.stop()
    },
  }
}
