/**
 * The journal's writer: executes commands in order, each until it succeeds. A full or broken disk
 * only delays: the work is kept and tried again, nothing is written twice, and half a frame never
 * stays. Every file is synced at least every 250 ms while it changes.
 */
import type { JournalFiles } from './journal-files.ts'
import {
  forgetSynced,
  type JournalOutput,
  openOutput,
  rewriteUnsynced,
  writeBatch,
  writeEnd,
} from './journal-output.ts'
import type { BatchCommand, WriterCommand, WriterReply } from './writer-messages.ts'

/** Leaves time for the sync itself within the promised 250 ms. */
export const SYNC_EVERY_MS = 200
export const RETRY_MS = 250
/** Above this nothing more is written before a sync has succeeded. */
export const UNSYNCED_BYTES_MAX = 16 * 1024 * 1024

export interface WriterOptions {
  /** Where the journal files lie; exists. */
  readonly directory: string
  readonly files: JournalFiles
  readonly reply: (reply: WriterReply) => void
  /** Runs once after so many milliseconds. */
  readonly after: (ms: number, run: () => void) => void
}

/** Takes the commands. Never throws; answers come through `reply`. */
export function journalWriter(options: WriterOptions): (command: WriterCommand) => void {
  const { directory, files, reply, after } = options
  const outputs = new Map<number, JournalOutput>()
  const finishing = new Set<number>()
  const queue: WriterCommand[] = []
  let isWaiting = false
  let isSyncPlanned = false
  let isStopping = false

  function run(): void {
    while (queue.length > 0 && !isWaiting) {
      if (unsyncedBytes() > UNSYNCED_BYTES_MAX) return syncAll()
      try {
        execute(queue[0]!)
      } catch (error) {
        return retryLater(error)
      }
      queue.shift()
    }
  }

  function retryLater(error: unknown): void {
    reply({ type: 'failed', code: codeOf(error) })
    isWaiting = true
    after(RETRY_MS, () => {
      isWaiting = false
      run()
    })
  }

  function execute(command: WriterCommand): void {
    switch (command.type) {
      case 'open':
        if (!outputs.has(command.segment)) {
          outputs.set(command.segment, openOutput(files, directory, command))
        }
        return planSync()
      case 'batch':
        return store(command)
      case 'finish':
        return finish(outputOf(command.segment))
      case 'stop':
        isStopping = true
        syncAll()
        return settle()
    }
  }

  function store({ segment, batch, text, durable }: BatchCommand): void {
    const output = outputOf(segment)
    writeBatch(files, output, batch, text)
    reply({ type: 'written', segment, batch })
    if (!durable) return planSync()
    output.awaited = true
    void sync(output)
  }

  function finish(output: JournalOutput): void {
    writeEnd(files, output)
    finishing.add(output.segment)
    void sync(output)
  }

  function outputOf(segment: number): JournalOutput {
    const output = outputs.get(segment)
    if (!output) throw new Error(`segment ${segment} is not open`)
    return output
  }

  function planSync(): void {
    if (isSyncPlanned) return
    isSyncPlanned = true
    after(SYNC_EVERY_MS, () => {
      isSyncPlanned = false
      syncAll()
    })
  }

  function syncAll(): void {
    for (const output of outputs.values()) if (output.dirty) void sync(output)
  }

  async function sync(output: JournalOutput): Promise<void> {
    if (output.syncing) return
    output.syncing = true
    output.dirty = false
    const { lastBatch } = output
    const covered = output.unsynced.length
    try {
      await files.sync(output.file)
      forgetSynced(output, covered)
      output.syncing = false
      reply({ type: 'synced', segment: output.segment, batch: lastBatch })
      afterSync(output)
    } catch (error) {
      reply({ type: 'failed', code: codeOf(error) })
      after(RETRY_MS, () => syncAgain(output))
    }
  }

  function syncAgain(output: JournalOutput): void {
    output.syncing = false
    output.dirty = true
    try {
      rewriteUnsynced(files, output)
    } catch (error) {
      reply({ type: 'failed', code: codeOf(error) })
    }
    void sync(output)
  }

  function afterSync(output: JournalOutput): void {
    const { segment, dirty, awaited } = output
    output.awaited = false
    if (dirty && (awaited || isStopping || finishing.has(segment))) {
      void sync(output)
    } else if (finishing.delete(segment)) {
      close(output)
      reply({ type: 'finished', segment })
    } else if (dirty) {
      planSync()
    }
    run()
    settle()
  }

  function settle(): void {
    const isBusy = [...outputs.values()].some((output) => output.dirty || output.syncing)
    if (!isStopping || isBusy) return
    isStopping = false
    for (const output of outputs.values()) close(output)
    reply({ type: 'stopped' })
  }

  function close(output: JournalOutput): void {
    outputs.delete(output.segment)
    files.close(output.file)
  }

  function unsyncedBytes(): number {
    let sum = 0
    for (const output of outputs.values()) sum += output.unsyncedBytes
    return sum
  }

  return (command) => {
    queue.push(command)
    run()
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
