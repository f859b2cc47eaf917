/**
 * Goes through the links when the lists may have something new to say of them: when files have changed,
 * and once a day with a list that is asked. What was interrupted goes on where it was, some seconds
 * of work are done again. What the operator allows opens the links that were closed for it.
 */
import { isYoung } from '../../lib/age.ts'
import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'
import { breathe } from '../../lib/turns.ts'
import type { Desk } from '../desk.ts'
import type { BlockFile } from './block-files.ts'
import { closeListed, type Hit } from './close-listed.ts'
import type { LiveBlocklist, ZonePlace } from './live-blocklist.ts'
import { openAllowed, type OpeningPace } from './open-allowed.ts'
import {
  type Reached,
  SILENCE_HOLDS_MS,
  type Walk,
  type WalkedPage,
  WORD_HOLDS_MS,
} from './round.ts'
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

/** A round that has not ended. */
interface Underway extends Reached {
  readonly of: string
  readonly closed: number
}

interface Kept extends Rounds {
  readonly underway: { readonly files: Underway | null; readonly zone: Underway | null }
  /** As many exceptions have been there when links were opened for them. */
  readonly opened: number
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
/** So often it is kept how far a round has come. */
const KEPT_EACH_MS = 5000
/** In one transaction: some milliseconds of work. */
const CLOSED_AT_ONCE = 50

export function blocklistRounds(options: BlocklistRoundsOptions): BlocklistRounds {
  const { desk, blocklist, calm } = options
  const memory = roundMemory(options)
  let isStopped = false
  const pace = { calm, isStopped: () => isStopped }
  const maker = roundMaker(options, memory, pace)

  const tendAllowed = async () => {
    const { added } = desk.stores.blocklistExceptions.counts()
    if (added === memory.now().opened) return
    await openAllowed(desk, pace)
    if (!isStopped) await memory.keep({ opened: added })
  }
  const tendFiles = async () => {
    const state = blocklist.state()
    if (state === null) return
    const of = madeWith(desk, state)
    if (of === (memory.now().files?.of ?? '')) return
    if (of === '') await memory.keep({ files: null })
    else await maker.make('files', of, blocklist.files())
  }
  const tendZone = async () => {
    const zone = blocklist.zone()
    if (zone === null || !isDue(memory.now().zone, zone.name, desk.clock())) return
    await maker.make('zone', zone.name, zone)
  }

  return {
    last: memory.now,
    async tend() {
      try {
        await tendAllowed()
        await tendFiles()
        await tendZone()
      } catch (error) {
        if (!isStopped) throw error
      }
    },
    async stop() {
      isStopped = true
      await maker.stop()
    },
  }
}

type RoundKind = keyof Rounds

/** What is known of rounds, also after a restart. */
function roundMemory({ desk, calm }: BlocklistRoundsOptions) {
  let kept = roundsKept(desk)
  return {
    now: () => kept,
    /** Until the next `keep` it is known to this process only. */
    note(kind: RoundKind, underway: Underway | null): void {
      kept = { ...kept, underway: { ...kept.underway, [kind]: underway } }
    },
    async keep(more: Partial<Kept>): Promise<void> {
      kept = { ...kept, ...more }
      await calm()
      await desk.together(() => desk.stores.settings.put(KEPT_AS, JSON.stringify(kept)))
    },
  }
}

function roundMaker(
  { desk, dataDir, worker, onProblem }: BlocklistRoundsOptions,
  memory: ReturnType<typeof roundMemory>,
  pace: OpeningPace,
) {
  let running: OwnWorker | null = null
  return {
    async make(kind: RoundKind, of: string, by: readonly BlockFile[] | ZonePlace): Promise<void> {
      if (pace.isStopped()) throw new Error('the server stops')
      const before = memory.now().underway[kind]
      let round = before?.of === of ? before : { of, after: 0, looked: 0, closed: 0 }
      let keptAt = 0
      const task: BlocklistTask = { dataDir, task: 'walk', by, from: round }
      const started = (made: OwnWorker) => (running = made)
      const walk = await inRoundWorker(worker, task, started, async ({ hits, after, looked }) => {
        const closed = round.closed + (await closeAll(desk, hits, pace))
        if (pace.isStopped()) return
        round = { of, after, looked, closed }
        memory.note(kind, round)
        if (isYoung(keptAt, KEPT_EACH_MS, desk.clock())) return
        keptAt = desk.clock()
        await memory.keep({})
      })
      if (walk.problem === null) memory.note(kind, null)
      else onProblem(`${of} ${walk.problem}`)
      await memory.keep({ [kind]: { of, at: desk.clock(), ...walk, closed: round.closed } })
    },
    async stop(): Promise<void> {
      await running?.terminate()
    },
  }
}

/** What is no longer allowed may be named by files that have not changed. */
function madeWith({ stores }: Desk, state: string): string {
  const { removed } = stores.blocklistExceptions.counts()
  return state === '' || removed === 0 ? state : `${state} without ${removed}`
}

function isDue(last: Round | null, zone: string, now: number): boolean {
  if (last === null || last.of !== zone) return true
  return !isYoung(last.at, last.problem === null ? WORD_HOLDS_MS : SILENCE_HOLDS_MS, now)
}

function roundsKept({ stores }: Desk): Kept {
  const text = stores.settings.all().get(KEPT_AS)
  const none: Kept = { files: null, zone: null, underway: { files: null, zone: null }, opened: 0 }
  return text === undefined ? none : { ...none, ...(JSON.parse(text) as Partial<Kept>) }
}

async function closeAll(
  desk: Desk,
  hits: readonly Hit[],
  { calm, isStopped }: OpeningPace,
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
  started: (worker: OwnWorker) => void,
  take: (page: WalkedPage) => Promise<void>,
): Promise<Walk> {
  const { promise, resolve, reject } = Promise.withResolvers<Walk>()
  const worker = openWorker(file, { workerData: task })
  started(worker)
  worker.on('message', (reply: BlocklistReply) => {
    if ('walk' in reply) resolve(reply.walk)
    else if ('page' in reply) take(reply.page).then(() => worker.postMessage('go on'), reject)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the round was interrupted')))
  return promise
}

/** The lists of the data folder, read by the worker. */
export function readInWorker(file: string, dataDir: string): Promise<readonly BlockFile[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly BlockFile[]>()
  const worker = openWorker(file, { workerData: { dataDir, task: 'read' } satisfies BlocklistTask })
  worker.on('message', (reply: BlocklistReply) => {
    if ('files' in reply) resolve(reply.files)
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the reading was interrupted')))
  return promise
}
