/** Rows of one turn of the event loop on their way to one segment, and who waits for them. */
import type { Cell } from '../../core/event.ts'
import type { BatchCommand } from './writer-messages.ts'

export interface Batch {
  readonly segment: number
  readonly number: number
  /** While it gathers; `null` once `text` is made. */
  rows: Cell[][] | null
  /** JSON of the rows. */
  text: string
  events: number
  /** When its first row came, in milliseconds of the monotonic clock. */
  readonly since: number
  /** Resolves when the rows are with the operating system, or at the deadline. */
  readonly written: Promise<void>
  readonly settle: () => void
  isSettled: boolean
  /** Only when somebody waits for the disk; resolves to `true` then. */
  synced: PromiseWithResolvers<boolean> | null
}

export function newBatch(segment: number, number: number): Batch {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    segment,
    number,
    rows: [],
    text: '',
    events: 0,
    since: performance.now(),
    written: promise,
    settle: resolve,
    isSettled: false,
    synced: null,
  }
}

export function settle(batch: Batch): void {
  if (batch.isSettled) return
  batch.isSettled = true
  batch.settle()
}

/** Ends the gathering: the rows become text and are given free. */
export function close(batch: Batch): void {
  batch.text = JSON.stringify(batch.rows)
  batch.rows = null
}

export function commandOf({ segment, number, text, synced }: Batch): BatchCommand {
  return { type: 'batch', segment, batch: number, text, durable: synced !== null }
}

/**
 * Settles those that have waited for `deadlineMs`. How long until the next one has, in
 * milliseconds; `null` when none is left.
 */
export function settleOverdue(batches: Iterable<Batch>, deadlineMs: number): number | null {
  const now = performance.now()
  let next: number | null = null
  for (const batch of batches) {
    const left = batch.since + deadlineMs - now
    if (left <= 0) settle(batch)
    else if (!batch.isSettled) next = Math.min(next ?? left, left)
  }
  return next
}
