/**
 * Large writes, made by workers. While one runs others are refused: waiting for its transaction would
 * hold up the thread that answers visitors.
 */
import { blocklistExceptionStore } from '../db/links/blocklist-exceptions.ts'
import { openBesideWriter } from '../db/open.ts'
import { openSecrets } from '../db/people/secrets.ts'
import { type DiskWatch, UNWATCHED } from '../lib/disk-watch.ts'
import { COMPILERS } from '../routing/compilers.ts'
import { exceptionReader } from './blocklist/allowed.ts'
import type { BlockFile } from './blocklist/block-files.ts'
import { blocklistOf } from './blocklist/blocklist.ts'
import type { Outbound } from './called-urls.ts'
import { type Desk, openDesk } from './desk.ts'

export interface Alone {
  isRunning(): boolean
  /** Throws while another one runs. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when none runs and the disk answers: for what is written by itself and has time. */
  calm(): Promise<void>
}

export function alone(disk: Pick<DiskWatch, 'answered'>): Alone {
  let running: PromiseWithResolvers<void> | null = null
  return {
    isRunning: () => running !== null,
    async run(work) {
      if (running !== null) throw new Error('another large write is being made')
      const own = Promise.withResolvers<void>()
      running = own
      try {
        return await work()
      } finally {
        running = null
        own.resolve()
      }
    },
    async calm() {
      await disk.answered()
      while (running !== null) {
        await running.promise
        await disk.answered()
      }
    },
  }
}

/** The desk of the running server, as a worker is told of it. */
export interface DeskPlace {
  readonly dataDir: string
  readonly adminHost: string
  readonly outbound: Outbound
  readonly blockFiles: readonly BlockFile[]
  /** Epoch milliseconds. */
  readonly now: number
}

export function placeOf(dataDir: string, desk: Desk): DeskPlace {
  const { adminHost, outbound, blocklist, clock } = desk
  return { dataDir, adminHost, outbound, blockFiles: blocklist.files(), now: clock() }
}

/** A million words are written anew in a third of the time. */
const CACHE_KB = 64 * 1024

/** In a worker: works at a desk with a handle of its own. What it writes is published by the server. */
export function atDesk<T>(place: DeskPlace, work: (desk: Desk) => T): T {
  const { dataDir, adminHost, outbound, blockFiles, now } = place
  const db = openBesideWriter(dataDir)
  try {
    db.run(`PRAGMA cache_size = -${CACHE_KB}`)
    const allows = exceptionReader(blocklistExceptionStore(db, () => now))
    return work(
      openDesk({
        db,
        secrets: openSecrets(dataDir),
        publish: () => undefined,
        compilers: COMPILERS,
        adminHost,
        outbound,
        blocklist: blocklistOf(blockFiles, allows),
        disk: UNWATCHED,
        clock: () => now,
      }),
    )
  } finally {
    db.close()
  }
}
