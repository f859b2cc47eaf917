/** Lists and links in a real database, gone through by a worker when a test says so. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'bun:test'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { workerFile } from '../../src/lib/worker-file.ts'
import { type BlocklistFacts, blocklistFacts } from '../../src/manage/blocklist/facts.ts'
import { type ListedTargets, listedTargets } from '../../src/manage/blocklist/listed-targets.ts'
import { type LiveBlocklist, liveBlocklist } from '../../src/manage/blocklist/live-blocklist.ts'
import {
  type BlocklistRounds,
  blocklistRounds,
  readInWorker,
} from '../../src/manage/blocklist/rounds.ts'
import { type Management, NOW, openManagement } from './management.ts'
import { type NameServer, startNameServer } from './name-server.ts'

const WORKER = workerFile('manage/blocklist/worker.ts')

export class BlocklistStage {
  readonly management: Management
  readonly problems: string[] = []
  now = NOW
  rounds: BlocklistRounds
  targets: ListedTargets
  #blocklist: LiveBlocklist | null = null
  #changes = 0

  constructor() {
    this.management = openManagement({
      listedTargets: { of: (address) => this.targets.of(address) },
      blocklistIn: (dataDir, settings, allows) => {
        const read = () => readInWorker(WORKER, dataDir)
        const { clock, onProblem } = this
        this.#blocklist = liveBlocklist({ dataDir, read, settings, allows, clock, onProblem })
        return this.#blocklist
      },
    })
    this.rounds = this.#newRounds()
    this.targets = this.#newTargets()
  }

  readonly clock = () => this.now
  readonly onProblem = (problem: string) => void this.problems.push(problem)

  get #lists(): LiveBlocklist {
    if (this.#blocklist === null) throw new Error('there are no lists yet')
    return this.#blocklist
  }

  #newRounds(): BlocklistRounds {
    return blocklistRounds({
      desk: { ...this.management.desk, clock: this.clock },
      dataDir: this.management.folder,
      blocklist: this.#lists,
      worker: WORKER,
      calm: () => Promise.resolve(),
      onProblem: this.onProblem,
    })
  }

  #newTargets(): ListedTargets {
    const { read } = this.management
    return listedTargets({ read, blocklist: this.#lists, clock: this.clock })
  }

  /** As after a start. */
  startAnew(): void {
    this.rounds = this.#newRounds()
    this.targets = this.#newTargets()
  }

  readonly made = async (method: string, path: string, body?: unknown) => {
    const answer = await this.management.call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  readonly link = async (more: object) => (await this.made('POST', '/links', more)).id as number
  readonly read = (id: number) => this.management.desk.stores.links.find(id)!
  readonly isBlocked = (...ids: readonly number[]) => ids.map((id) => this.read(id).blocked)

  facts(): BlocklistFacts {
    const { rounds, targets } = this
    const { read } = this.management
    return blocklistFacts({ blocklist: this.#lists, rounds, targets, read }, this.now)
  }

  /** Puts lists into the folder and lets the server find them there. */
  async put(files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.management.folder, 'blocklists')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text)
      const at = 1_700_000_000 + ++this.#changes
      utimesSync(join(folder, name), at, at)
    }
    await this.#lists.refresh()
    await this.#lists.refresh()
  }

  /** As `put`, and goes through the links. */
  async say(files: Readonly<Record<string, string>>): Promise<void> {
    await this.put(files)
    await this.rounds.tend()
  }

  useZone(zone: string, server: string) {
    return this.made('PATCH', '/settings', {
      'links.blocklist_zone': zone,
      'links.blocklist_server': server,
    })
  }
}

/** A name server for the file, and for each test a stage of its own; called once at the top of a file. */
export function blocklistStages() {
  let names: NameServer
  let stage: BlocklistStage
  beforeAll(async () => {
    names = await startNameServer()
  })
  afterAll(() => names.close())
  beforeEach(() => {
    names.answers.clear()
    stage = new BlocklistStage()
  })
  afterEach(() => stage.management.close())
  return {
    get names() {
      return names
    },
    get stage() {
      return stage
    },
    made: (...asked: Parameters<BlocklistStage['made']>) => stage.made(...asked),
    link: (more: object) => stage.link(more),
    read: (id: number) => stage.read(id),
    isBlocked: (...ids: readonly number[]) => stage.isBlocked(...ids),
  }
}
