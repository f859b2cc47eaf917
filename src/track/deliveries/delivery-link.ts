/** The main thread's end of the sender of postbacks: starts its worker, and again if it dies. */
import type { ClockMemory } from '../../lib/age.ts'
import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'
import { within } from '../../lib/within.ts'
import { onWorkerEnd } from '../../lib/worker-end.ts'

export interface DeliveryStart {
  readonly dataDir: string
  /** Private hosts and further ports that the operator allows. */
  readonly allowedHosts: readonly string[]
  readonly ports: readonly number[]
  /** Its log is removed by it. */
  readonly clock: ClockMemory
}

export type DeliveryCommand = 'wake' | 'stop'
export type DeliveryReply =
  { readonly type: 'stopped' } | { readonly type: 'problem'; readonly problem: string }

export interface DeliveryLink {
  /** Something to send is about to be committed. Many calls at once are one. */
  queued(): void
  /** Waits a moment for what is being sent; the rest is sent at the next start. */
  stop(): Promise<void>
}

export interface DeliveryLinkOptions extends Omit<DeliveryStart, 'clock'> {
  /** Asked for each start of the worker. */
  readonly clock: () => ClockMemory
  /** The worker's entry point. */
  readonly file: string
  /** Whether an earlier run left something to send or to forget. */
  readonly hasEarlier: boolean
  readonly onProblem: (problem: string) => void
}

const RESPAWN_MS = 1000
/** By then the transaction that queued it is over; if not, the worker looks again by itself. */
const WAKE_AFTER_MS = 25
const STOP_DEADLINE_MS = 2000

/** The worker begins with the first delivery: until then its memory is better spent elsewhere. */
export function startDeliveries(options: DeliveryLinkOptions): DeliveryLink {
  const { file, hasEarlier, onProblem, clock, ...start } = options
  const stopped = Promise.withResolvers<void>()
  let worker: OwnWorker | null = null
  let isStarted = false
  let isStopping = false
  let isWaking = false

  function spawn(): void {
    if (isStopping) return
    isStarted = true
    const workerData: DeliveryStart = { ...start, clock: clock() }
    const started = openWorker(file, { workerData })
    started.on('message', (reply: DeliveryReply) => {
      if (reply.type === 'problem') onProblem(reply.problem)
      else stopped.resolve()
    })
    onWorkerEnd(started, died)
    worker = started
  }

  function died(reason: string): void {
    worker = null
    stopped.resolve()
    if (isStopping) return
    onProblem(`sending is started again: ${reason}`)
    setTimeout(spawn, RESPAWN_MS)
  }

  const post = (command: DeliveryCommand) => worker?.postMessage(command)

  if (hasEarlier) spawn()
  return {
    queued() {
      if (!isStarted) return spawn()
      if (isWaking) return
      isWaking = true
      setTimeout(() => {
        isWaking = false
        post('wake')
      }, WAKE_AFTER_MS)
    },
    async stop() {
      isStopping = true
      if (worker === null) return
      post('stop')
      await within(stopped.promise, STOP_DEADLINE_MS, null)
      await worker?.terminate()
    },
  }
}
