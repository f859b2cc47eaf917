/**
 * The journal's writer: executes commands in order, each until it succeeds. A full or broken disk
 * only delays: the work is kept and tried again, nothing is written twice, and half a frame never
 * stays. Every file is synced at least every 250 ms while it changes.
 */
import { codeOf, messageOf } from '../../lib/errors.ts'
import type { JournalFiles } from './journal-files.ts'
import {
  forgetSynced,
  type JournalOutput,
  openOutput,
  rewriteUnsynced,
  writeBatch,
  writeEnd,
} from './journal-output.ts'
import type { BatchCommand, OpenCommand, WriterCommand, WriterReply } from './writer-messages.ts'

/** Leaves time for the sync itself within the promised 250 ms. */
const SYNC_EVERY_MS = 200
const RETRY_MS = 250
/** Above this nothing more is written before a sync has succeeded. */
const UNSYNCED_BYTES_MAX = 16 * 1024 * 1024

export interface WriterOptions {
  /** Where the journal files lie; exists. */
  readonly directory: string
  readonly files: JournalFiles
  readonly reply: (reply: WriterReply) => void
  /** Runs once after so many milliseconds. */
  readonly after: (ms: number, run: () => void) => void
}

interface Writer extends WriterOptions {
  readonly queue: WriterCommand[]
  readonly outputs: Map<number, JournalOutput>
  /** Segments to close once they are on the disk. */
  readonly finishing: Set<number>
  /** Whether the first command failed and will be tried again. */
  isWaiting: boolean
  isSyncPlanned: boolean
  isStopping: boolean
}

/** Takes the commands. Never throws; answers come through `reply`. */
export function journalWriter(options: WriterOptions): (command: WriterCommand) => void {
  const writer: Writer = {
    ...options,
    queue: [],
    outputs: new Map(),
    finishing: new Set(),
    isWaiting: false,
    isSyncPlanned: false,
    isStopping: false,
  }
  return (command) => {
    writer.queue.push(command)
    run(writer)
  }
}

function run(writer: Writer): void {
  while (writer.queue.length > 0 && !writer.isWaiting) {
    if (unsyncedBytes(writer) > UNSYNCED_BYTES_MAX) return syncAll(writer)
    try {
      execute(writer, writer.queue[0]!)
    } catch (error) {
      return retryLater(writer, error)
    }
    writer.queue.shift()
  }
}

function retryLater(writer: Writer, error: unknown): void {
  writer.reply({ type: 'failed', code: failureOf(error) })
  writer.isWaiting = true
  writer.after(RETRY_MS, () => {
    writer.isWaiting = false
    run(writer)
  })
}

function execute(writer: Writer, command: WriterCommand): void {
  switch (command.type) {
    case 'open':
      return open(writer, command)
    case 'batch':
      return store(writer, command)
    case 'finish':
      return finish(writer, outputOf(writer, command.segment))
    case 'stop':
      writer.isStopping = true
      syncAll(writer)
      return settle(writer)
  }
}

function open(writer: Writer, command: OpenCommand): void {
  const { segment } = command
  if (!writer.outputs.has(segment)) {
    writer.outputs.set(segment, openOutput(writer.files, writer.directory, command))
  }
  writer.reply({ type: 'opened', segment })
  planSync(writer)
}

function store(writer: Writer, { segment, batch, text, durable }: BatchCommand): void {
  const output = outputOf(writer, segment)
  writeBatch(writer.files, output, batch, text)
  writer.reply({ type: 'written', segment, batch })
  if (!durable) return planSync(writer)
  output.awaited = true
  void sync(writer, output)
}

function finish(writer: Writer, output: JournalOutput): void {
  writeEnd(writer.files, output)
  writer.finishing.add(output.segment)
  void sync(writer, output)
}

function outputOf({ outputs }: Writer, segment: number): JournalOutput {
  const output = outputs.get(segment)
  if (!output) throw new Error(`segment ${segment} is not open`)
  return output
}

function planSync(writer: Writer): void {
  if (writer.isSyncPlanned) return
  writer.isSyncPlanned = true
  writer.after(SYNC_EVERY_MS, () => {
    writer.isSyncPlanned = false
    syncAll(writer)
  })
}

function syncAll(writer: Writer): void {
  for (const output of writer.outputs.values()) if (output.dirty) void sync(writer, output)
}

/** Does not block: more may be written meanwhile, which then needs a sync of its own. */
async function sync(writer: Writer, output: JournalOutput): Promise<void> {
  if (output.syncing) return
  output.syncing = true
  output.dirty = false
  const { segment, lastBatch } = output
  const covered = output.unsynced.length
  try {
    await writer.files.sync(output.file)
  } catch (error) {
    return syncLater(writer, output, error)
  }
  forgetSynced(output, covered)
  output.syncing = false
  writer.reply({ type: 'synced', segment, batch: lastBatch })
  afterSync(writer, output)
}

/** Until then it counts as syncing: another sync would succeed without what the system forgot. */
function syncLater(writer: Writer, output: JournalOutput, error: unknown): void {
  writer.reply({ type: 'failed', code: failureOf(error) })
  writer.after(RETRY_MS, () => syncAgain(writer, output))
}

function syncAgain(writer: Writer, output: JournalOutput): void {
  try {
    rewriteUnsynced(writer.files, output)
  } catch (error) {
    return syncLater(writer, output, error)
  }
  output.syncing = false
  output.dirty = true
  void sync(writer, output)
}

function afterSync(writer: Writer, output: JournalOutput): void {
  const { finishing, isStopping } = writer
  const { segment, dirty, awaited } = output
  output.awaited = false
  if (dirty && (awaited || isStopping || finishing.has(segment))) {
    void sync(writer, output)
  } else if (finishing.delete(segment)) {
    close(writer, output)
    writer.reply({ type: 'finished', segment })
  } else if (dirty) {
    planSync(writer)
  }
  run(writer)
  settle(writer)
}

/** Ends a stop when everything is on the disk. */
function settle(writer: Writer): void {
  const outputs = [...writer.outputs.values()]
  if (!writer.isStopping || outputs.some(({ dirty, syncing }) => dirty || syncing)) return
  writer.isStopping = false
  for (const output of outputs) close(writer, output)
  writer.reply({ type: 'stopped' })
}

function close({ files, outputs }: Writer, output: JournalOutput): void {
  outputs.delete(output.segment)
  files.close(output.file)
}

function unsyncedBytes({ outputs }: Writer): number {
  let sum = 0
  for (const output of outputs.values()) sum += output.unsyncedBytes
  return sum
}

/** The system's code, or else what the error says. */
function failureOf(error: unknown): string {
  return codeOf(error) || messageOf(error)
}
