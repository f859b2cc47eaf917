/**
 * The answering thread's end of booking: jobs of one turn travel together, one batch at a time, so
 * a batch is as large as the disk is slow. Bounded; what can't be stored in time is said to be so.
 */
import type { QueuedEvent } from '../../db/money/ledger-queue.ts'
import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'
import { within } from '../../lib/within.ts'
import { onWorkerEnd } from '../../lib/worker-end.ts'
import type { BookerCommand, BookerReply, Job, Verdict } from './jobs.ts'

/** Beyond this a network is asked to come back later. */
const QUEUE_JOBS_MAX = 20_000
const BATCH_JOBS_MAX = 1000
/** After this time a job that is not on the disk counts as not stored, though it may be later. */
const DEADLINE_MS = 5000
const START_DEADLINE_MS = 5000
const STOP_DEADLINE_MS = 3000
const RESPAWN_MS = 500

export interface BookingsOptions {
  /** The entry point of the worker. */
  readonly file: string
  readonly dataDir: string
  /** Whether an earlier run left events for the ledger. */
  readonly hasEarlier: boolean
  /** Hears of events that must go to the ledger: of verdicts, and those that an earlier run left. */
  readonly onEvents: (events: readonly QueuedEvent[], from: 'verdict' | 'earlier_run') => void
  readonly onQueued: () => void
  readonly onVerdict: (verdict: Verdict) => void
  readonly onProblem: (problem: string) => void
}

export interface BookingsStatus {
  readonly queued: number
  readonly booked: number
  readonly refused: number
  readonly deaths: number
  /** Why the last batch was not stored; `null` once one is. */
  readonly failing: string | null
}

export interface Bookings {
  /** `null`: not stored, as far as is known. Never rejects. */
  book(job: Job, deadlineMs?: number): Promise<Verdict | null>
  status(): BookingsStatus
  /** Books what is queued, for at most 3 s. */
  close(): Promise<void>
}

interface Waiting {
  readonly job: Job
  readonly settle: (verdict: Verdict | null) => void
}

interface State {
  readonly options: BookingsOptions
  readonly started: PromiseWithResolvers<void>
  readonly stopped: PromiseWithResolvers<void>
  worker: OwnWorker | null
  isStarted: boolean
  isReady: boolean
  queue: Waiting[]
  sent: readonly Waiting[] | null
  batch: number
  isFlushPlanned: boolean
  isClosing: boolean
  booked: number
  refused: number
  deaths: number
  failing: string | null
}

/**
 * The worker begins with the first job: an installation without conversions does without its
 * memory. What an earlier run left is taken in before this resolves, or after 5 s.
 */
export async function openBookings(options: BookingsOptions): Promise<Bookings> {
  const state: State = {
    options,
    started: Promise.withResolvers(),
    stopped: Promise.withResolvers(),
    worker: null,
    isStarted: false,
    isReady: false,
    queue: [],
    sent: null,
    batch: 0,
    isFlushPlanned: false,
    isClosing: false,
    booked: 0,
    refused: 0,
    deaths: 0,
    failing: null,
  }
  if (options.hasEarlier) {
    spawn(state)
    await within(state.started.promise, START_DEADLINE_MS, undefined)
  }
  return {
    book: (job, deadlineMs = DEADLINE_MS) => within(add(state, job), deadlineMs, null),
    status: () => ({
      queued: state.queue.length + (state.sent?.length ?? 0),
      booked: state.booked,
      refused: state.refused,
      deaths: state.deaths,
      failing: state.failing,
    }),
    close: () => close(state),
  }
}

function add(state: State, job: Job): Promise<Verdict | null> {
  if (state.queue.length >= QUEUE_JOBS_MAX || state.isClosing) {
    state.refused++
    return Promise.resolve(null)
  }
  if (!state.isStarted) spawn(state)
  const { promise, resolve } = Promise.withResolvers<Verdict | null>()
  state.queue.push({ job, settle: resolve })
  planFlush(state)
  return promise
}

/** Jobs of one turn travel together. */
function planFlush(state: State): void {
  if (state.isFlushPlanned || state.sent !== null || !state.isReady) return
  state.isFlushPlanned = true
  setImmediate(() => {
    state.isFlushPlanned = false
    flush(state)
  })
}

function flush(state: State): void {
  if (state.sent !== null || !state.isReady || state.queue.length === 0) return
  state.sent = state.queue.splice(0, BATCH_JOBS_MAX)
  const jobs = state.sent.map(({ job }) => job)
  post(state, { type: 'book', batch: ++state.batch, jobs })
}

function post(state: State, command: BookerCommand): void {
  state.worker?.postMessage(command)
}

function spawn(state: State): void {
  state.isStarted = true
  const worker = openWorker(state.options.file, { workerData: { dataDir: state.options.dataDir } })
  worker.on('message', (reply: BookerReply) => take(state, reply))
  onWorkerEnd(worker, (reason) => died(state, reason))
  state.worker = worker
}

/** Nobody knows whether what it was at is stored; a network that calls again makes no second one. */
function died(state: State, reason: string): void {
  state.worker = null
  state.isReady = false
  settleSent(state, () => null)
  if (state.isClosing) return state.stopped.resolve()
  state.deaths++
  state.failing = reason
  state.options.onProblem(`the worker for conversions died and is started again: ${reason}`)
  setTimeout(spawn, RESPAWN_MS, state)
}

function take(state: State, reply: BookerReply): void {
  switch (reply.type) {
    case 'ready':
      state.isReady = true
      state.started.resolve()
      state.options.onEvents(reply.events, 'earlier_run')
      return planFlush(state)
    case 'booked':
      state.failing = null
      if (reply.hasQueued) state.options.onQueued()
      settleSent(state, (at) => reply.verdicts[at] ?? null)
      return flush(state)
    case 'refused':
      state.failing = reply.reason
      settleSent(state, () => null)
      return flush(state)
    case 'problem':
      return state.options.onProblem(reply.text)
    case 'stopped':
      return state.stopped.resolve()
  }
}

function settleSent(state: State, verdictAt: (at: number) => Verdict | null): void {
  const sent = state.sent ?? []
  state.sent = null
  sent.forEach(({ settle }, at) => {
    const verdict = verdictAt(at)
    if (verdict === null) state.refused++
    else {
      state.booked++
      state.options.onVerdict(verdict)
      state.options.onEvents(verdict.events, 'verdict')
    }
    settle(verdict)
  })
}

async function close(state: State): Promise<void> {
  const isIdle = () => state.queue.length === 0 && state.sent === null
  const until = performance.now() + STOP_DEADLINE_MS
  while (!isIdle() && performance.now() < until) await Bun.sleep(5)
  state.isClosing = true
  for (const { settle } of state.queue.splice(0)) settle(null)
  post(state, { type: 'stop' })
  if (state.worker) await within(state.stopped.promise, STOP_DEADLINE_MS, undefined)
  await state.worker?.terminate()
}
