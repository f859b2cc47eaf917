/** The main thread's end of the keeper: starts its worker, again if it dies, and carries requests. */
import { errorFrom } from '../../lib/errors.ts'
import { openWorker, type OwnWorker } from '../../lib/own-worker.ts'
import { within } from '../../lib/within.ts'
import type { KeeperCommand, KeeperReply } from './keeper-messages.ts'

/** Longer each time that the data could not be opened, up to the other. */
const RESPAWN_MS = 500
const RESPAWN_MS_MAX = 8000
const STOP_DEADLINE_MS = 2000
const DEADLINE_MS = 10_000
/** A handler that keeps its deadline itself gets to say so. */
const GRACE_MS = 1000

/** The request can't be answered now: the worker died, or could not open the data. */
export class KeeperUnavailable extends Error {
  readonly code = 'UNAVAILABLE'
}

export interface KeeperLinkOptions {
  /** The entry point that calls `runKeeper`. */
  readonly file: string
  readonly dataDir: string
  readonly onProblem: (problem: string) => void
  /** Hears of what is no loss but good to know. */
  readonly onNote: (text: string) => void
}

/**
 * Runs a handler of the keeper by its name. Rejects with `KeeperUnavailable` when the worker dies or
 * takes longer than the deadline, or with what the handler threw, as text.
 */
export type AskKeeper = (name: string, payload: unknown, deadlineMs?: number) => Promise<unknown>

export interface KeeperLink {
  /** The first segment of this run. Rejects when the data can't be opened. */
  readonly ready: Promise<number>
  readonly request: AskKeeper
  close(): Promise<void>
}

export function keeperLink(options: KeeperLinkOptions): KeeperLink {
  const { file, dataDir, onProblem, onNote } = options
  const ready = Promise.withResolvers<number>()
  const stopped = Promise.withResolvers<void>()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let worker: OwnWorker | null = null
  let liveFrom: number | null = null
  let lastId = 0
  let respawnMs = RESPAWN_MS
  /** Told once, however often it is met. */
  let refusal = ''
  let isClosed = false

  function spawn(): void {
    if (isClosed) return
    const started = openWorker(file)
    let reason = 'the worker ended'
    started.on('message', (reply: KeeperReply) => {
      if (reply.type !== 'refused' || liveFrom === null) return take(reply)
      // It opened them once, so that is to be tried again, in a new worker.
      reason = reply.message
      respawnMs = Math.min(2 * respawnMs, RESPAWN_MS_MAX)
      void started.terminate()
    })
    started.on('error', (error) => {
      reason = String(error)
    })
    started.on('exit', () => died(reason))
    worker = started
    post({ type: 'start', dataDir, liveFrom })
  }

  const post = (command: KeeperCommand) => worker?.postMessage(command)

  function died(reason: string): void {
    worker = null
    for (const { reject } of waiting.values()) reject(new KeeperUnavailable(reason))
    waiting.clear()
    if (isClosed) return
    if (reason !== refusal) onProblem(`the ledger's worker died and is started again: ${reason}`)
    refusal = respawnMs > RESPAWN_MS ? reason : ''
    if (liveFrom === null) ready.reject(new KeeperUnavailable(reason))
    else setTimeout(spawn, respawnMs).unref()
  }

  function take(reply: KeeperReply): void {
    switch (reply.type) {
      case 'ready':
        liveFrom = reply.liveFrom
        respawnMs = RESPAWN_MS
        refusal = ''
        return ready.resolve(reply.liveFrom)
      case 'refused':
        return ready.reject(new KeeperUnavailable(reply.message))
      case 'answer':
        return settleRequest(reply.id, ({ resolve }) => resolve(reply.value))
      case 'failure':
        return settleRequest(reply.id, ({ reject }) => reject(errorFrom(reply.message, reply.code)))
      case 'problem':
        return onProblem(reply.text)
      case 'note':
        return onNote(reply.text)
      case 'stopped':
        return stopped.resolve()
    }
  }

  function settleRequest(id: number, how: (request: PromiseWithResolvers<unknown>) => void): void {
    const request = waiting.get(id)
    waiting.delete(id)
    if (request) how(request)
  }

  spawn()

  return {
    ready: ready.promise,
    request(name, payload, deadlineMs = DEADLINE_MS) {
      if (!worker || isClosed) return Promise.reject(new KeeperUnavailable('not running'))
      const id = ++lastId
      const request = Promise.withResolvers<unknown>()
      waiting.set(id, request)
      post({ type: 'request', id, name, payload })
      const late = () => settleRequest(id, ({ reject }) => reject(new KeeperUnavailable('busy')))
      const timer = setTimeout(late, deadlineMs + GRACE_MS)
      return request.promise.finally(() => clearTimeout(timer))
    },
    async close() {
      isClosed = true
      post({ type: 'stop' })
      if (worker) await within(stopped.promise, STOP_DEADLINE_MS, null)
      await worker?.terminate()
    },
  }
}
