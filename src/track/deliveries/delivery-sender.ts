/**
 * Sends what is due: as many deliveries at a time to each host as the client lets through, and to a
 * host that fails one, so that a dead host delays nobody else. All that matters lies in the
 * database; what is in flight when the process dies is sent again.
 */
import type { DeliveryOutbox, DueDelivery, TryResult } from '../../db/money/deliveries.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { IN_TOTAL, PAUSE_MS, PER_HOST } from '../outbound/outbound-hosts.ts'
import { isOutage, tryDelivery, type TryParts } from './delivery-try.ts'

/** Deliveries written by somebody who could not wake us are found after this long. */
const LOOK_EVERY_MS = 500
/** Results of so much time share a transaction. */
const RECORD_AFTER_MS = 15
const RECORD_AGAIN_MS = 1000
/** The longest that a host can keep all its callers away. */
const HOST_WAITS_AT_MOST_MS = HOUR_MS

export interface SenderParts extends TryParts {
  readonly outbox: Pick<DeliveryOutbox, 'agenda' | 'due' | 'record'>
  /** Runs something later. */
  readonly after: (ms: number, run: () => void) => void
  /** Told of what should not happen: results that can't be stored. */
  readonly report: (problem: string) => void
}

export interface DeliverySender {
  /** There may be something new to send. */
  wake(): void
  /** Resolves when all that was in flight is recorded; nothing new is begun. */
  stop(): Promise<void>
}

export function deliverySender(parts: SenderParts): DeliverySender {
  const hosts = hostBook()
  const inFlight = new Map<number, DueDelivery>()
  const results: TryResult[] = []
  const stopped = Promise.withResolvers<void>()
  let isStopping = false
  let isRecording = false

  function look(): void {
    if (isStopping) return
    const now = parts.clock()
    for (const { host } of parts.outbox.agenda(now)) {
      if (inFlight.size >= IN_TOTAL) return
      if (hosts.mayCall(host, now)) begin(host, now)
    }
  }

  function begin(host: string, now: number): void {
    const room = Math.min(hosts.room(host), IN_TOTAL - inFlight.size)
    if (room <= 0) return
    // What is in flight counts as due until its result is recorded.
    const due = parts.outbox.due(host, now, room + inFlight.size)
    const fresh = due.filter(({ id }) => !inFlight.has(id)).slice(0, room)
    for (const delivery of fresh) void send(delivery)
  }

  async function send(delivery: DueDelivery): Promise<void> {
    const { id, host } = delivery
    inFlight.set(id, delivery)
    hosts.enter(host)
    const tried = await tryDelivery(parts, delivery)
    hosts.leave(host)
    if (tried === 'paused') {
      hosts.waitUntil(host, parts.clock() + PAUSE_MS)
      inFlight.delete(id)
      return settle()
    }
    const { result, hostWaitsMs } = tried
    hosts.note(host, isOutage(result.verdict))
    if (hostWaitsMs > 0) {
      hosts.waitUntil(host, parts.clock() + Math.min(hostWaitsMs, HOST_WAITS_AT_MOST_MS))
    }
    results.push(result)
    recordSoon(RECORD_AFTER_MS)
  }

  function recordSoon(ms: number): void {
    if (isRecording) return
    isRecording = true
    parts.after(ms, record)
  }

  function record(): void {
    isRecording = false
    try {
      parts.outbox.record(results)
      for (const { delivery } of results.splice(0)) inFlight.delete(delivery.id)
      settle()
      look()
    } catch (error) {
      parts.report(`results of postbacks can't be stored: ${String(error)}`)
      if (isStopping) stopped.resolve()
      else recordSoon(RECORD_AGAIN_MS)
    }
  }

  function settle(): void {
    if (isStopping && inFlight.size === 0) stopped.resolve()
  }

  function lookAgain(): void {
    if (isStopping) return
    guarded(look)
    parts.after(LOOK_EVERY_MS, lookAgain)
  }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      parts.report(`postbacks can't be read: ${String(error)}`)
    }
  }

  lookAgain()
  return {
    wake: () => guarded(look),
    stop() {
      isStopping = true
      settle()
      return stopped.promise
    },
  }
}

/** Who is being called, and who does not answer. Only hosts with deliveries are in it. */
function hostBook() {
  const busy = new Map<string, number>()
  const failing = new Set<string>()
  const waits = new Map<string, number>()
  return {
    mayCall(host: string, now: number): boolean {
      const until = waits.get(host) ?? 0
      // Farther than anybody waits: the clock was set back.
      if (until > now && until <= now + HOST_WAITS_AT_MOST_MS) return false
      waits.delete(host)
      return true
    },
    room: (host: string) => (failing.has(host) ? 1 : PER_HOST) - (busy.get(host) ?? 0),
    enter: (host: string) => void busy.set(host, (busy.get(host) ?? 0) + 1),
    leave(host: string): void {
      const left = (busy.get(host) ?? 1) - 1
      if (left === 0) busy.delete(host)
      else busy.set(host, left)
    },
    note(host: string, isOut: boolean): void {
      if (isOut) failing.add(host)
      else failing.delete(host)
    },
    waitUntil(host: string, time: number): void {
      if (time > (waits.get(host) ?? 0)) waits.set(host, time)
    },
  }
}
