/**
 * Commits the writes of one turn of the event loop together: the disk is waited for once, however
 * many programs write at once. Each write still succeeds or fails alone.
 */
import type { Database } from 'bun:sqlite'

import type { DiskWatch } from '../lib/disk-watch.ts'
import { errorFrom } from '../lib/errors.ts'

export interface Together {
  /**
   * Runs `work`, which writes so many objects, with the other writes of this turn; resolves with its
   * value when it is on the disk and live. Rejects with what it threw, or with what the disk says to all.
   */
  <T>(work: () => T, objects?: number): Promise<T>
}

/** More wait for the next turn, so that nobody else has to wait for long. */
const OBJECTS_AT_ONCE = 200

/** Tells whoever waits that what he wrote is on the disk. */
type Tell = () => void

interface Waiting {
  readonly objects: number
  /** Does the work. Throws what it throws. */
  readonly run: () => Tell
  readonly fail: (error: unknown) => void
}

export function writeTogether(
  db: Database,
  publish: () => void,
  disk: Pick<DiskWatch, 'answers'>,
): Together {
  let queue: Waiting[] = []
  const inSavepoint = db.transaction((one: Waiting) => one.run())
  /** What fails among others is taken back by itself. */
  const beside = (one: Waiting): Tell => {
    try {
      return inSavepoint(one)
    } catch (error) {
      return () => one.fail(error)
    }
  }
  // A savepoint copies every page that changes into a file: what is alone needs none.
  const transaction = db.transaction((batch: readonly Waiting[]) =>
    batch.length === 1 ? [batch[0]!.run()] : batch.map(beside),
  )

  const flush = async () => {
    const isThere = await disk.answers()
    const batch = firstOf(queue)
    queue = queue.slice(batch.length)
    if (queue.length > 0) setImmediate(() => void flush())
    try {
      if (!isThere) throw errorFrom('the disk does not answer', 'UNAVAILABLE')
      const done = transaction.immediate(batch)
      publish()
      for (const tell of done) tell()
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return (work, objects = 1) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof work>>>()
    const run = () => {
      const value = work()
      return () => resolve(value as never)
    }
    queue.push({ objects, run, fail: reject })
    if (queue.length === 1) setImmediate(() => void flush())
    return promise as never
  }
}

/** As many as may be written at once, and one at least. */
function firstOf(queue: readonly Waiting[]): Waiting[] {
  let objects = 0
  const tooMany = queue.findIndex((one) => (objects += one.objects) > OBJECTS_AT_ONCE)
  return queue.slice(0, tooMany < 0 ? queue.length : Math.max(1, tooMany))
}
