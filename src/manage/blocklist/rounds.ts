/**
 * Goes through the links when the lists may have something new to say of them: when files have changed,
 * and once a day with a list that is asked. A round that was interrupted is made again.
 */
import { Worker } from 'node:worker_threads'

import { breathe } from '../../lib/turns.ts'
import type { Desk } from '../desk.ts'
import type { BlockFile } from './block-files.ts'
import { closeListed, type Hit } from './close-listed.ts'
import type { LiveBlocklist, ZonePlace } from './live-blocklist.ts'
import type { Walk } from './round.ts'
import type { BlocklistReply, BlocklistTask } from './worker.ts'

/** What a round came to. */
export interface Round {
  /** What it was made with: files by their state, a list by its zone. */
  readonly of: string
  /** Its end, in epoch milliseconds. */
  readonly at: number
  readonly looked: number
  readonly closed: number
  /** Why it ended early; null if it did not. */
  readonly problem: string | null
}

export interface Rounds {
  readonly files: Round | null
  readonly zone: Round | null
}

export interface BlocklistRounds {
  /** Makes what is due. */
  tend(): Promise<void>
  last(): Rounds
  stop(): Promise<void>
}

export interface BlocklistRoundsOptions {
  readonly desk: Desk
  readonly dataDir: string
  readonly blocklist: Pick<LiveBlocklist, 'files' | 'state' | 'zone'>
  /** The worker's entry point. */
  readonly worker: string
  /** Resolves when nothing else makes a large change. */
  readonly calm: () => Promise<void>
  readonly onProblem: (problem: string) => void
}

/** Among the settings, where nobody sets it. */
const KEPT_AS = 'blocklist.rounds'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** In one transaction: some milliseconds of work. */
const CLOSED_AT_ONCE = 50

export function blocklistRounds(options: BlocklistRoundsOptions): BlocklistRounds {
  const { desk, dataDir, blocklist, worker, onProblem } = options
  let last = roundsKept(desk)
  let running: Worker | null = null
  let isStopped = false

  const make = async (of: string, by: readonly BlockFile[] | ZonePlace): Promise<Round> => {
    let closed = 0
    if (isStopped) throw new Error('the server stops')
    const walk = await inRoundWorker(
      worker,
      { dataDir, task: 'walk', by },
      (started) => (running = started),
      async (hits) => void (closed += await closeAll(options, hits, () => isStopped)),
    )
    return { of, at: desk.clock(), ...walk, closed }
  }
  const keep = async (round: Partial<Rounds>) => {
    last = { ...last, ...round }
    await options.calm()
    await desk.together(() => desk.stores.settings.put(KEPT_AS, JSON.stringify(last)))
  }

  const tendFiles = async () => {
    const state = blocklist.state()
    if (state === null || state === (last.files?.of ?? '')) return
    await keep({ files: state === '' ? null : await make(state, blocklist.files()) })
  }
  const tendZone = async () => {
    const zone = blocklist.zone()
    if (zone === null || !isDue(last.zone, zone.name, desk.clock())) return
    const made = await make(zone.name, zone)
    if (made.problem !== null) onProblem(`${zone.name} ${made.problem}`)
    await keep({ zone: made })
  }

  return {
    last: () => last,
    async tend() {
      try {
        await tendFiles()
        await tendZone()
      } catch (error) {
        if (!isStopped) throw error
      }
    },
    async stop() {
      isStopped = true
      await running?.terminate()
    },
  }
}

function isDue(last: Round | null, zone: string, now: number): boolean {
  if (last === null || last.of !== zone) return true
  return now - last.at >= (last.problem === null ? DAY_MS : HOUR_MS)
}

function roundsKept({ stores }: Desk): Rounds {
  const kept = stores.settings.all().get(KEPT_AS)
  return kept === undefined ? { files: null, zone: null } : (JSON.parse(kept) as Rounds)
}

async function closeAll(
  { desk, calm }: BlocklistRoundsOptions,
  hits: readonly Hit[],
  isStopped: () => boolean,
): Promise<number> {
  let closed = 0
  for (let from = 0; from < hits.length && !isStopped(); from += CLOSED_AT_ONCE) {
    await calm()
    const began = performance.now()
    closed += await closeListed(desk, hits.slice(from, from + CLOSED_AT_ONCE))
    await breathe()
    await Bun.sleep(performance.now() - began)
  }
  return closed
}

/** Rejects with what the worker threw, and when it was ended. */
function inRoundWorker(
  file: string,
  task: BlocklistTask,
  started: (worker: Worker) => void,
  take: (hits: readonly Hit[]) => Promise<void>,
): Promise<Walk> {
  const { promise, resolve, reject } = Promise.withResolvers<Walk>()
  const worker = new Worker(file, { workerData: task })
  started(worker)
  worker.on('message', (reply: BlocklistReply) => {
    if ('walk' in reply) resolve(reply.walk)
    else if ('hits' in reply) take(reply.hits).then(() => worker.postMessage('go on'), reject)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the round was interrupted')))
  return promise
}

/** The lists of the data folder, read by the worker. */
export function readInWorker(file: string, dataDir: string): Promise<readonly BlockFile[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly BlockFile[]>()
  const worker = new Worker(file, { workerData: { dataDir, task: 'read' } satisfies BlocklistTask })
  worker.on('message', (reply: BlocklistReply) => {
    if ('files' in reply) resolve(reply.files)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the reading was interrupted')))
  return promise
}
