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
   * Writes a byte beside the caller's thread. False when that takes half a second, and at once while one that
   * took so long is not done, or a file is gone. What the disk refuses it has answered: the write itself is
   * told why.
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

/** A write that takes longer holds visitors up for as long. */
const WITHIN_MS = 500
/** An answer holds for so long, so that many writes in a row do not wait twice each. */
const FRESH_MS = 20

/** `trial` writes a byte to the disk, and rejects when the disk refuses it. */
export function diskWatch(
  trial: () => Promise<unknown>,
  files: OpenFiles = UNWATCHED.files,
): DiskWatch {
  let running: Promise<void> | null = null
  let isLate = false
  let answeredAt = -Infinity
  const isFresh = () => performance.now() - answeredAt < FRESH_MS
  const run = async () => {
    const begunAt = performance.now()
    await trial().catch(() => undefined)
    const now = performance.now()
    // What took long says nothing for the next one.
    if (now - begunAt < WITHIN_MS) answeredAt = now
    isLate = false
    running = null
  }
  const answers = async () => {
    if (files.gone() !== null) return false
    if (isFresh()) return true
    if (isLate) return false
    running ??= run()
    const inTime = (await within(running, WITHIN_MS, 'late')) !== 'late'
    isLate = !inTime && running !== null
    return inTime
  }
  return {
    answers,
    files,
    async answered() {
      while (!(await answers())) await (running ?? Bun.sleep(WITHIN_MS))
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
    return diskWatch(
      async () => {
        await writeLater(file, BYTE, 0, 1, 0)
        await syncLater(file)
      },
      openFiles(folder, names),
    )
  } catch {
    // A disk that takes no file says so at the first write.
    return UNWATCHED
  }
}
