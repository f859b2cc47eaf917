/**
 * Batches on their way to the writer. Rows of one turn of the event loop travel together and share
 * one promise. Bounded: when full, rows are refused and counted. A dead writer is replaced and gets
 * again what it had not confirmed; the writer knows what its file already holds.
 */
import type { Cell } from '../core/event.ts'
import { type Batch, close, commandOf, newBatch, settle, settleOverdue } from './batch.ts'
import type { ConnectWriter, OpenCommand, WriterPort, WriterReply } from './writer-messages.ts'

/** A batch counts as written after this time even if the disk hangs. */
export const DEADLINE_MS = 20
export const QUEUE_EVENTS_MAX = 100_000
/** Characters of JSON. */
export const QUEUE_TEXT_MAX = 32 * 1024 * 1024
const BATCH_ROWS_MAX = 1000
const BATCHES_IN_FLIGHT = 4
const RESPAWN_MS = 100

export interface OutboxStats {
  /** Handed to the operating system since the start. */
  readonly stored: number
  /** Accepted but not yet handed over. */
  readonly queued: number
  /** Those of `queued` that were answered at the deadline. */
  readonly pending: number
  /** Refused because the queue was full. */
  readonly refused: number
  /** Age of the oldest queued event; `null` when nothing is queued. */
  readonly oldestQueuedMs: number | null
  /** Epoch milliseconds of the last sync; `null` before the first. */
  readonly lastSyncAt: number | null
  /** The disk's error code while it refuses, else `null`. */
  readonly failing: string | null
  readonly writerDeaths: number
}

/** Batches in order, and between them the segments to finish and the wish to stop. */
type Item = Batch | { readonly finish: number } | 'stop'

export type Outbox = ReturnType<typeof outbox>

/** `clock` gives epoch milliseconds. The first writer is connected at once. */
export function outbox(connect: ConnectWriter, clock: () => number) {
  const gathering = new Map<number, Batch>()
  const nextNumber = new Map<number, number>()
  const waiting: Item[] = []
  const sent: Batch[] = []
  const awaitingSync: Batch[] = []
  const opened = new Map<number, OpenCommand>()
  const finishing = new Set<number>()
  const stopped = Promise.withResolvers<void>()
  const counts = { stored: 0, queued: 0, text: 0, refused: 0, deaths: 0 }
  let port: WriterPort | null = null
  let lastSyncAt: number | null = null
  let failing: string | null = null
  let isFlushPlanned = false
  let isDeadlineSet = false
  let isStopSent = false
  let isEnded = false

  function connectAgain(): void {
    if (isEnded) return
    const mine = connect(
      (reply) => port === mine && take(reply),
      () => port === mine && replaceWriter(),
    )
    port = mine
    for (const command of opened.values()) mine.post(command)
    for (const batch of sent) mine.post(commandOf(batch))
    for (const segment of finishing) mine.post({ type: 'finish', segment })
    if (isStopSent) mine.post({ type: 'stop' })
    pump()
  }

  function replaceWriter(): void {
    port = null
    counts.deaths++
    setTimeout(connectAgain, RESPAWN_MS)
  }

  function add(segment: number, row: Cell[]): Batch | null {
    if (counts.queued >= QUEUE_EVENTS_MAX || counts.text >= QUEUE_TEXT_MAX) {
      counts.refused++
      return null
    }
    const batch = gathering.get(segment) ?? gather(segment)
    batch.rows!.push(row)
    batch.events++
    counts.queued++
    if (batch.events >= BATCH_ROWS_MAX) dispatch(batch)
    return batch
  }

  function gather(segment: number): Batch {
    const number = nextNumber.get(segment) ?? 0
    nextNumber.set(segment, number + 1)
    const batch = newBatch(segment, number)
    gathering.set(segment, batch)
    planFlush()
    planDeadline(DEADLINE_MS)
    return batch
  }

  function planFlush(): void {
    if (isFlushPlanned) return
    isFlushPlanned = true
    setImmediate(() => {
      isFlushPlanned = false
      if (sent.length < BATCHES_IN_FLIGHT) dispatchAll()
    })
  }

  function dispatchAll(): void {
    for (const batch of gathering.values()) dispatch(batch)
  }

  function dispatch(batch: Batch): void {
    gathering.delete(batch.segment)
    close(batch)
    counts.text += batch.text.length
    waiting.push(batch)
    pump()
  }

  function pump(): void {
    while (port !== null && waiting.length > 0 && sent.length < BATCHES_IN_FLIGHT) {
      send(port, waiting.shift()!)
    }
  }

  function send(to: WriterPort, item: Item): void {
    if (item === 'stop') {
      isStopSent = true
      to.post({ type: 'stop' })
    } else if ('finish' in item) {
      finishing.add(item.finish)
      to.post({ type: 'finish', segment: item.finish })
    } else {
      sent.push(item)
      to.post(commandOf(item))
    }
  }

  function take(reply: WriterReply): void {
    switch (reply.type) {
      case 'written':
        return wasWritten(reply.segment, reply.batch)
      case 'synced':
        return wasSynced(reply.segment, reply.batch)
      case 'failed':
        failing = reply.code
        return
      case 'finished':
        opened.delete(reply.segment)
        finishing.delete(reply.segment)
        nextNumber.delete(reply.segment)
        return
      case 'stopped':
        return stopped.resolve()
    }
  }

  function wasWritten(segment: number, number: number): void {
    const batch = sent[0]
    if (batch?.segment !== segment || batch.number !== number) {
      throw new Error(`the writer confirmed batch ${segment}/${number} out of order`)
    }
    sent.shift()
    counts.stored += batch.events
    counts.queued -= batch.events
    counts.text -= batch.text.length
    batch.text = ''
    if (batch.synced) awaitingSync.push(batch)
    settle(batch)
    // Rows that found the writer busy have no flush of their own.
    if (!isFlushPlanned && sent.length < 2) dispatchAll()
    pump()
  }

  function wasSynced(segment: number, number: number): void {
    lastSyncAt = clock()
    failing = null
    const done = (batch: Batch) => batch.segment === segment && batch.number <= number
    for (const batch of awaitingSync.filter(done)) {
      awaitingSync.splice(awaitingSync.indexOf(batch), 1)
      batch.synced?.resolve(true)
    }
  }

  function planDeadline(ms: number): void {
    if (isDeadlineSet) return
    isDeadlineSet = true
    setTimeout(() => {
      isDeadlineSet = false
      const next = settleOverdue(queuedBatches(), DEADLINE_MS)
      if (next !== null) planDeadline(next)
    }, ms)
  }

  function queuedBatches(): Batch[] {
    const batches = waiting.filter((item) => item !== 'stop' && 'rows' in item)
    return [...sent, ...batches, ...gathering.values()]
  }

  connectAgain()

  return {
    open(command: OpenCommand): void {
      opened.set(command.segment, command)
      port?.post(command)
    },

    /** Resolves once written, or at the deadline; `null`: refused, because the queue is full. */
    add(segment: number, row: Cell[]): Promise<void> | null {
      return add(segment, row)?.written ?? null
    },

    /** Resolves to `true` once on the disk, never while the disk refuses; `null` as in `add`. */
    addDurable(segment: number, row: Cell[]): Promise<boolean> | null {
      const batch = add(segment, row)
      if (batch === null) return null
      // A batch that is full has left without this wish; the regular sync covers it.
      batch.synced ??= Promise.withResolvers()
      return batch.synced.promise
    },

    /** Nothing more will be added to the segment. */
    finish(segment: number): void {
      const batch = gathering.get(segment)
      if (batch) dispatch(batch)
      waiting.push({ finish: segment })
      pump()
    },

    /** Resolves when all is written and synced. Nothing may be added afterwards. */
    stop(): Promise<void> {
      dispatchAll()
      waiting.push('stop')
      pump()
      return stopped.promise
    },

    /** Ends the writer at once; what is queued then is lost and counts as refused. */
    end(): void {
      isEnded = true
      port?.end()
      port = null
      counts.refused += counts.queued
      counts.queued = 0
      for (const batch of queuedBatches()) settle(batch)
    },

    stats(): OutboxStats {
      const batches = queuedBatches()
      const late = batches.filter((batch) => batch.isSettled)
      const since = batches[0]?.since
      return {
        stored: counts.stored,
        queued: counts.queued,
        pending: late.reduce((sum, batch) => sum + batch.events, 0),
        refused: counts.refused,
        oldestQueuedMs: since === undefined ? null : performance.now() - since,
        lastSyncAt,
        failing,
        writerDeaths: counts.deaths,
      }
    },
  }
}
