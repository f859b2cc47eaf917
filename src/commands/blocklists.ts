/** The lists of hosts that links may not lead to: how the server keeps them, and how a command does. */
import type { Config } from '../config.ts'
import type { ReadStores } from '../db/stores.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import type { Alone } from '../manage/alone.ts'
import { readBlockFiles } from '../manage/blocklist/block-files.ts'
import { type BlocklistFacts, blocklistFacts } from '../manage/blocklist/facts.ts'
import { type LiveBlocklist, liveBlocklist } from '../manage/blocklist/live-blocklist.ts'
import { blocklistRounds, readInWorker } from '../manage/blocklist/rounds.ts'
import type { Desk } from '../manage/desk.ts'

type Settings = () => ReadonlyMap<string, string>

const WORKER = 'manage/blocklist/worker.ts'
const told = (log: Log) => (problem: string) => log('Blocklist', problem)

/** Read by a thread of its own: the one that answers visitors is not held up. */
export function serverBlocklist(
  { dataDir }: Config,
  settings: Settings,
  clock: () => number,
  log: Log,
): LiveBlocklist {
  const read = () => readInWorker(workerFile(WORKER), dataDir)
  return liveBlocklist({ dataDir, read, settings, clock, onProblem: told(log) })
}

/** Read when the first link is saved. */
export function commandBlocklist(
  { dataDir }: Config,
  settings: Settings,
  onProblem: (problem: string) => void,
): LiveBlocklist {
  const read = () => readBlockFiles(dataDir)
  return liveBlocklist({ dataDir, read, settings, clock: Date.now, onProblem })
}

export interface Blocklists {
  /** Takes in files that changed. */
  refresh(): Promise<void>
  /** Goes through the links if that is due. */
  tend(): Promise<void>
  facts(): BlocklistFacts
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
  return {
    refresh: blocklist.refresh,
    tend: rounds.tend,
    facts: () => blocklistFacts(blocklist, rounds, answers.read.linkListings, desk.clock()),
    stop: rounds.stop,
  }
}
