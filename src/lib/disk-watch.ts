/**
 * Whether the disk answers, to be asked before the thread that answers visitors writes to it: while it
 * hangs, one write of that thread would hold all of them up until it is back.
 */
import { fdatasync, openSync, unlinkSync, write } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { type OpenFiles, openFiles } from './open-files.ts'
import { within } from './within.ts'

export interface DiskWatch {
  /**
   * Writes a byte beside the caller's thread, and waits for it. False when it is not done promptly within five
   * seconds, or a file is gone. What the disk refuses it has answered: the write itself is told why.
   */
  answers(): Promise<boolean>
  /** Resolves when it answers as fast as it should. */
  answered(): Promise<void>
  /** Of those that are open in its folder. */
  readonly files: OpenFiles
}

/** For what has nobody to hold up: commands and workers. */
export const UNWATCHED: DiskWatch = {
  answers: () => Promise.resolve(true),
  answered: () => Promise.resolve(),
  files: { gone: () => null, look: () => Promise.resolve() },
}

/** Nobody is held up who waits so long for the disk; SQLite waits as long for others that write. */
const PATIENCE_MS = 5000
/** A write that takes longer would hold visitors up for as long. */
const PROMPT_MS = 500
/** An answer holds for so long, so that many writes in a row do not wait twice each. */
const FRESH_MS = 20

export interface DiskWatchParts {
  /** Writes a byte to the disk, and rejects when the disk refuses it. */
  readonly trial: () => Promise<unknown>
  readonly files?: OpenFiles
  readonly patienceMs?: number
}

export function diskWatch(parts: DiskWatchParts): DiskWatch {
  const { trial, files = UNWATCHED.files, patienceMs = PATIENCE_MS } = parts
  let running: Promise<void> | null = null
  let answeredAt = -Infinity
  const run = async () => {
    const begunAt = performance.now()
    await trial().catch(() => undefined)
    const now = performance.now()
    // What took long says nothing for the next one.
    if (now - begunAt < PROMPT_MS) answeredAt = now
    running = null
  }
  const answers = async () => {
    const deadline = performance.now() + patienceMs
    for (;;) {
      if (files.gone() !== null) return false
      const now = performance.now()
      if (now - answeredAt < FRESH_MS) return true
      if (now >= deadline) return false
      running ??= run()
      await within(running, deadline - now, null)
    }
  }
  return {
    answers,
    files,
    async answered() {
      while (!(await answers())) await (running ?? Bun.sleep(PROMPT_MS))
    },
  }
}

const BYTE = new Uint8Array(1)
const writeLater = promisify(write)
const syncLater = promisify(fdatasync)

/** Of the disk that the folder lies on, and of `names` in it. Its own file has no name, so nothing of it stays. */
export function watchDisk(folder: string, names: readonly string[]): DiskWatch {
  const path = join(folder, `watch-${crypto.randomUUID()}.tmp`)
  try {
    const file = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    const trial = async () => {
      await writeLater(file, BYTE, 0, 1, 0)
      await syncLater(file)
    }
    return diskWatch({ trial, files: openFiles(folder, names) })
  } catch {
    // A disk that takes no file says so at the first write.
    return UNWATCHED
  }
}
