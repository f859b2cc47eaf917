/** How a worker that is to last came to its end. */
import type { OwnWorker } from './own-worker.ts'

/**
 * `ended` hears of its error, or that it ended without one. Not listened to,
 * an error ends this thread, too.
 */
export function onWorkerEnd(worker: OwnWorker, ended: (reason: string) => void): void {
  let reason = 'the worker ended'
  worker.on('error', (error) => {
    reason = String(error)
  })
  worker.on('exit', () => ended(reason))
}
