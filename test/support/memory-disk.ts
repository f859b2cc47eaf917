/** Journal files in memory, with faults on demand; and timers that run when the test says so. */
import type { JournalFiles } from '../../src/ledger/journal/journal-files.ts'

export interface MemoryDisk extends JournalFiles {
  content(path: string): Buffer
  /** Bytes that still fit; writes are cut short there and then refused. */
  space: number
  /** Refuses so many of the next syncs, and forgets what they should have synced. */
  failingSyncs: number
  /** Counts finished syncs. */
  readonly syncs: number
}

interface MemoryFile {
  bytes: Buffer
  synced: Buffer
}

export function memoryDisk(): MemoryDisk {
  const files = new Map<string, MemoryFile>()
  const names: string[] = []
  const fileOf = (handle: number) => files.get(names[handle]!)!
  const disk = { space: Number.POSITIVE_INFINITY, failingSyncs: 0, syncs: 0 }
  return Object.assign(disk, {
    open(path: string) {
      if (!files.has(path)) files.set(path, { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) })
      return names.push(path) - 1
    },
    readAll: (handle: number) => Buffer.from(fileOf(handle).bytes),
    write(handle: number, bytes: Uint8Array, position: number) {
      const file = fileOf(handle)
      const taken = Math.min(bytes.length, disk.space)
      if (taken === 0) throw failure('ENOSPC')
      disk.space -= taken
      const size = Math.max(file.bytes.length, position + taken)
      file.bytes = Buffer.concat([file.bytes], size)
      file.bytes.set(bytes.subarray(0, taken), position)
      return taken
    },
    truncate(handle: number, size: number) {
      const file = fileOf(handle)
      disk.space += Math.max(0, file.bytes.length - size)
      file.bytes = Buffer.concat([file.bytes], size)
    },
    async sync(handle: number) {
      const file = fileOf(handle)
      if (disk.failingSyncs > 0) {
        disk.failingSyncs--
        file.bytes = Buffer.concat([file.synced], file.bytes.length)
        throw failure('EIO')
      }
      file.synced = Buffer.from(file.bytes)
      disk.syncs++
    },
    syncDirectory() {},
    close() {},
    content: (path: string) => Buffer.from(files.get(path)?.bytes ?? []),
  })
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

export interface ManualTimers {
  after(ms: number, run: () => void): void
  /** Runs what is due now, and lets promises settle. */
  tick(): Promise<void>
}

export function manualTimers(): ManualTimers {
  let due: (() => void)[] = []
  return {
    after: (_ms, run) => void due.push(run),
    async tick() {
      const now = due
      due = []
      for (const run of now) run()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
