/**
 * Commits the writes of one turn of the event loop together: the disk is waited for once, however
 * many programs write at once. Each write still succeeds or fails alone.
 */
import type { Database } from 'bun:sqlite'

export interface Together {
  /**
   * Runs `work` with the other writes of this turn; resolves with its value when it is on the disk
   * and live. Rejects with what it threw, or with what the disk says to all.
   */
  <T>(work: () => T): Promise<T>
}

/** More wait for the next turn, so that nobody else has to wait for long. */
const WRITES_AT_ONCE = 200

interface Waiting {
  /** Does the work; what it returns is called when everything is on the disk. */
  readonly run: () => () => void
  readonly fail: (error: unknown) => void
}

export function writeTogether(db: Database, publish: () => void): Together {
  let queue: Waiting[] = []
  const transaction = db.transaction((batch: readonly Waiting[]) => batch.map(({ run }) => run()))

  const flush = () => {
    const batch = queue.slice(0, WRITES_AT_ONCE)
    queue = queue.slice(WRITES_AT_ONCE)
    if (queue.length > 0) setImmediate(flush)
    try {
      const done = transaction.immediate(batch)
      publish()
      for (const tell of done) tell()
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return (work) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof work>>>()
    const alone = db.transaction(work)
    const run = () => {
      try {
        const value = alone()
        return () => resolve(value as never)
      } catch (error) {
        return () => reject(error as Error)
      }
    }
    queue.push({ run, fail: reject })
    if (queue.length === 1) setImmediate(flush)
    return promise as never
  }
}
