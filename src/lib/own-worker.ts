/**
 * Starts workers. One that is started without file descriptors to spare ends the whole process, so it
 * seems to have died at once: whoever started it knows what to do then.
 */
import { EventEmitter } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { Worker, type WorkerOptions } from 'node:worker_threads'

export type OwnWorker = Pick<Worker, 'on' | 'postMessage' | 'terminate'>

/** What a worker opens before it can say that it can't. */
const DESCRIPTORS = 24

/** The same as `new Worker`, if it can be. */
export function openWorker(file: string, options?: WorkerOptions): OwnWorker {
  const lack = lackOfDescriptors()
  return lack === null ? new Worker(file, options) : deadWorker(lack)
}

function lackOfDescriptors(): Error | null {
  const held: number[] = []
  try {
    for (let n = 0; n < DESCRIPTORS; n++) held.push(openSync('/', 'r'))
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    held.forEach(closeSync)
  }
}

function deadWorker(error: Error): OwnWorker {
  const worker = new EventEmitter()
  setImmediate(() => {
    worker.emit('error', error)
    worker.emit('exit', 1)
  })
  return Object.assign(worker, {
    postMessage: () => {},
    terminate: () => Promise.resolve(1),
  }) as unknown as OwnWorker
}
