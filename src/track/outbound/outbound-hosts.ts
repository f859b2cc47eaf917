/**
 * How much of our outgoing traffic one host may take: a few requests at a time, and for a while none
 * at all after it failed several times in a row. All lists are bounded.
 */
import { isYoung } from '../../lib/age.ts'
import { boundedCache } from '../../lib/lru.ts'

/** Requests at a time. */
export const PER_HOST = 4
export const IN_TOTAL = 64
const WAITING = 1000
const FAILURES_IN_A_ROW = 5
export const PAUSE_MS = 30_000
const REMEMBERED_HOSTS = 1000

export interface HostLimits {
  /** Whether the request may begin. Waits for a free place until `signal` aborts. */
  enter(host: string, signal: AbortSignal): Promise<boolean>
  /** Must be called once for every request that began. */
  leave(host: string): void
  succeeded(host: string): void
  failed(host: string): void
  isPaused(host: string): boolean
}

/** `clock` gives milliseconds. */
export function hostLimits(clock: () => number): HostLimits {
  return { ...places(), ...breaker(clock) }
}

interface Waiter {
  readonly host: string
  readonly begin: () => void
}

function places(): Pick<HostLimits, 'enter' | 'leave'> {
  const taken = new Map<string, number>()
  const queue: Waiter[] = []
  let total = 0
  const isFree = (host: string) => total < IN_TOTAL && (taken.get(host) ?? 0) < PER_HOST
  const take = (host: string, by: 1 | -1) => {
    const left = (taken.get(host) ?? 0) + by
    total += by
    if (left === 0) taken.delete(host)
    else taken.set(host, left)
  }
  return {
    enter(host, signal) {
      if (signal.aborted) return Promise.resolve(false)
      if (!isFree(host)) return queueUp(queue, host, signal)
      take(host, 1)
      return Promise.resolve(true)
    },
    leave(host) {
      take(host, -1)
      const at = queue.findIndex((waiter) => isFree(waiter.host))
      const next = at < 0 ? undefined : queue.splice(at, 1)[0]
      if (next === undefined) return
      take(next.host, 1)
      next.begin()
    },
  }
}

function queueUp(queue: Waiter[], host: string, signal: AbortSignal): Promise<boolean> {
  if (queue.length >= WAITING) return Promise.resolve(false)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const giveUp = () => {
    queue.splice(queue.indexOf(waiter), 1)
    resolve(false)
  }
  const begin = () => {
    signal.removeEventListener('abort', giveUp)
    resolve(true)
  }
  const waiter = { host, begin }
  queue.push(waiter)
  signal.addEventListener('abort', giveUp, { once: true })
  return promise
}

function breaker(clock: () => number): Pick<HostLimits, 'succeeded' | 'failed' | 'isPaused'> {
  const failures = boundedCache<string, { readonly inARow: number; readonly at: number }>(
    REMEMBERED_HOSTS,
  )
  const inARow = (host: string) => failures.get(host)?.inARow ?? 0
  return {
    succeeded(host) {
      if (inARow(host) > 0) failures.set(host, { inARow: 0, at: 0 })
    },
    failed(host) {
      failures.set(host, { inARow: inARow(host) + 1, at: clock() })
    },
    isPaused(host) {
      const last = failures.get(host)
      if (last === undefined || last.inARow < FAILURES_IN_A_ROW) return false
      return isYoung(last.at, PAUSE_MS, clock())
    },
  }
}
