/**
 * Batches on their way to the writer. Rows of one turn of the event loop travel together and share
 * one promise. Bounded: when full, rows are refused and counted. A dead writer is replaced and gets
 * again what it had not confirmed; the writer knows what its file already holds.
 */
import type { Cell } from '../../core/event.ts'
import { type Batch, close, commandOf, newBatch, settle, settleOverdue } from './batch.ts'
import type { ConnectWriter, OpenCommand, WriterPort, WriterReply } from './writer-messages.ts'

/** A batch counts as written after this time even if the disk hangs. */
export const DEADLINE_MS = 20
export const QUEUE_EVENTS_MAX = 100_000
/** Characters of JSON. */
const QUEUE_TEXT_MAX = 32 * 1024 * 1024
const BATCH_ROWS_MAX = 1000
const BATCHES_IN_FLIGHT = 4
const RESPAWN_MS = 100

/** Batches in order, and between them the segments to finish and the wish to stop. */
type Item = Batch | { readonly finish: number } | 'stop'

export interface Outbox {
  readonly connect: ConnectWriter
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** `null` while there is no living writer. */
  port: WriterPort | null
  /** By segment: the batch that takes rows now. */
  readonly gathering: Map<number, Batch>
  /** By segment: the number of its next batch. */
  readonly nextNumber: Map<number, number>
  readonly waiting: Item[]
  /** Sent, in order, and not confirmed. */
  readonly sent: Batch[]
  readonly awaitingSync: Batch[]
  /** Segments that a new writer must open, and those it must finish. */
  readonly opened: Map<number, OpenCommand>
  readonly finishing: Set<number>
  /** The writer has said something, good or bad. */
  readonly heard: PromiseWithResolvers<void>
  readonly stopped: PromiseWithResolvers<void>
  /** Events handed to the operating system since the start. */
  stored: number
  /** Events accepted but not yet handed over, and the text they were made. */
  queued: number
  queuedText: number
  /** Events refused because the queue was full, or lost at the end. */
  refused: number
  writerDeaths: number
  /** Epoch milliseconds of the last sync; `null` before the first. */
  lastSyncAt: number | null
  /** The disk's error code while it refuses, else `null`. */
  failing: string | null
  isFlushPlanned: boolean
  isDeadlinePlanned: boolean
  isStopSent: boolean
  isEnded: boolean
}

/** The first writer is connected at once. */
export function openOutbox(connect: ConnectWriter, clock: () => number): Outbox {
  const box: Outbox = {
    connect,
    clock,
    port: null,
    gathering: new Map(),
    nextNumber: new Map(),
    waiting: [],
    sent: [],
    awaitingSync: [],
    opened: new Map(),
    finishing: new Set(),
    heard: Promise.withResolvers(),
    stopped: Promise.withResolvers(),
    stored: 0,
    queued: 0,
    queuedText: 0,
    refused: 0,
    writerDeaths: 0,
    lastSyncAt: null,
    failing: null,
    isFlushPlanned: false,
    isDeadlinePlanned: false,
    isStopSent: false,
    isEnded: false,
  }
  connectWriter(box)
  return box
}

export function openSegment(box: Outbox, command: OpenCommand): void {
  box.opened.set(command.segment, command)
  box.port?.post(command)
}

/** The batch that took the row; `null`: refused, because the queue is full. */
export function addRow(box: Outbox, segment: number, row: Cell[]): Batch | null {
  if (box.queued >= QUEUE_EVENTS_MAX || box.queuedText >= QUEUE_TEXT_MAX) {
    box.refused++
    return null
  }
  const batch = box.gathering.get(segment) ?? gather(box, segment)
  batch.rows!.push(row)
  batch.events++
  box.queued++
  if (batch.events >= BATCH_ROWS_MAX) dispatch(box, batch)
  return batch
}

/** Resolves to `true` once the batch is on the disk, never while the disk refuses. */
export function syncOf(batch: Batch): Promise<boolean> {
  // A batch that is full has left without this wish; the regular sync covers it.
  batch.synced ??= Promise.withResolvers()
  return batch.synced.promise
}

/** Nothing more will be added to the segment. */
export function finishSegment(box: Outbox, segment: number): void {
  const batch = box.gathering.get(segment)
  if (batch) dispatch(box, batch)
  box.waiting.push({ finish: segment })
  pump(box)
}

/** Resolves when all is written and synced. Nothing may be added afterwards. */
export function stopOutbox(box: Outbox): Promise<void> {
  dispatchAll(box)
  box.waiting.push('stop')
  pump(box)
  return box.stopped.promise
}

/** Ends the writer at once; what is queued then is lost and counts as refused. */
export function endOutbox(box: Outbox): void {
  box.isEnded = true
  box.port?.end()
  box.port = null
  box.refused += box.queued
  box.queued = 0
  for (const batch of queuedBatches(box)) settle(batch)
}

/** All that is not confirmed, the oldest first. */
export function queuedBatches({ sent, waiting, gathering }: Outbox): Batch[] {
  const batches = waiting.filter((item) => item !== 'stop' && 'rows' in item)
  return [...sent, ...batches, ...gathering.values()]
}

function connectWriter(box: Outbox): void {
  if (box.isEnded) return
  const port = box.connect(
    (reply) => box.port === port && take(box, reply),
    () => box.port === port && replaceWriter(box),
  )
  box.port = port
  for (const command of box.opened.values()) port.post(command)
  for (const batch of box.sent) port.post(commandOf(batch))
  for (const segment of box.finishing) port.post({ type: 'finish', segment })
  if (box.isStopSent) port.post({ type: 'stop' })
  pump(box)
}

function replaceWriter(box: Outbox): void {
  box.port = null
  box.writerDeaths++
  setTimeout(connectWriter, RESPAWN_MS, box)
}

function gather(box: Outbox, segment: number): Batch {
  const number = box.nextNumber.get(segment) ?? 0
  box.nextNumber.set(segment, number + 1)
  const batch = newBatch(segment, number)
  box.gathering.set(segment, batch)
  planFlush(box)
  planDeadline(box, DEADLINE_MS)
  return batch
}

function planFlush(box: Outbox): void {
  if (box.isFlushPlanned) return
  box.isFlushPlanned = true
  setImmediate(() => {
    box.isFlushPlanned = false
    if (box.sent.length < BATCHES_IN_FLIGHT) dispatchAll(box)
  })
}

function planDeadline(box: Outbox, ms: number): void {
  if (box.isDeadlinePlanned) return
  box.isDeadlinePlanned = true
  setTimeout(() => {
    box.isDeadlinePlanned = false
    const next = settleOverdue(queuedBatches(box), DEADLINE_MS)
    if (next !== null) planDeadline(box, next)
  }, ms)
}

function dispatchAll(box: Outbox): void {
  for (const batch of box.gathering.values()) dispatch(box, batch)
}

function dispatch(box: Outbox, batch: Batch): void {
  box.gathering.delete(batch.segment)
  close(batch)
  box.queuedText += batch.text.length
  box.waiting.push(batch)
  pump(box)
}

function pump(box: Outbox): void {
  while (box.port && box.waiting.length > 0 && box.sent.length < BATCHES_IN_FLIGHT) {
    send(box, box.port, box.waiting.shift()!)
  }
}

function send(box: Outbox, port: WriterPort, item: Item): void {
  if (item === 'stop') {
    box.isStopSent = true
    port.post({ type: 'stop' })
  } else if ('finish' in item) {
    box.finishing.add(item.finish)
    port.post({ type: 'finish', segment: item.finish })
  } else {
    box.sent.push(item)
    port.post(commandOf(item))
  }
}

function take(box: Outbox, reply: WriterReply): void {
  box.heard.resolve()
  switch (reply.type) {
    case 'opened':
      return
    case 'written':
      return wasWritten(box, reply.segment, reply.batch)
    case 'synced':
      return wasSynced(box, reply.segment, reply.batch)
    case 'failed':
      box.failing = reply.code
      return
    case 'finished':
      box.opened.delete(reply.segment)
      box.finishing.delete(reply.segment)
      box.nextNumber.delete(reply.segment)
      return
    case 'stopped':
      return box.stopped.resolve()
  }
}

function wasWritten(box: Outbox, segment: number, number: number): void {
  const batch = box.sent[0]
  if (batch?.segment !== segment || batch.number !== number) {
    throw new Error(`the writer confirmed batch ${segment}/${number} out of order`)
  }
  box.sent.shift()
  box.stored += batch.events
  box.queued -= batch.events
  box.queuedText -= batch.text.length
  if (batch.synced) box.awaitingSync.push(batch)
  settle(batch)
  // Rows that found the writer busy have no flush of their own.
  if (!box.isFlushPlanned && box.sent.length < 2) dispatchAll(box)
  pump(box)
}

function wasSynced(box: Outbox, segment: number, number: number): void {
  box.lastSyncAt = box.clock()
  box.failing = null
  const isDone = (batch: Batch) => batch.segment === segment && batch.number <= number
  for (const batch of box.awaitingSync.filter(isDone)) {
    box.awaitingSync.splice(box.awaitingSync.indexOf(batch), 1)
    batch.synced?.resolve(true)
  }
}
