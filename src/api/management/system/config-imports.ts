/**
 * Imports for a running server: small files at once, large ones in a worker, so that visitors do not
 * wait for thousands of objects to be read, checked and written. All or nothing either way.
 */
import { Worker } from 'node:worker_threads'

import { FORBIDDEN, type Refusal } from '../../../manage/refusal.ts'
import type { ConfigImports, ImportReply, ImportTask, TakenIn } from './config-import-job.ts'
import { takeInConfig } from './config-taken-in.ts'

/** Some hundred objects, which are taken in within thirty milliseconds. */
const SMALL_BYTES = 256 * 1024

export interface ImportParts {
  readonly dataDir: string
  /** The worker's entry point. */
  readonly worker: string
}

const RUNNING: Refusal = { refused: 'conflict', why: 'Another file is being taken in' }

export function configImports({ dataDir, worker }: ImportParts): ConfigImports {
  let isRunning = false
  return {
    isRunning: () => isRunning,
    async run(desk, caller, bytes, options) {
      if (caller.role !== 'super_admin') return FORBIDDEN
      if (isRunning) return RUNNING
      if (bytes.length <= SMALL_BYTES) return takeInConfig(desk, caller, bytes, options).answer
      isRunning = true
      try {
        const { adminHost, outboundHosts } = desk
        const place = { dataDir, adminHost, outboundHosts, now: desk.clock() }
        const taken = await inWorker(worker, { ...place, caller, bytes, options })
        if (taken.applied) desk.publish()
        return taken.answer
      } finally {
        isRunning = false
      }
    },
  }
}

/** Throws what the worker threw, with its code: a full disk is told as such. */
function inWorker(file: string, task: ImportTask): Promise<TakenIn> {
  const { promise, resolve, reject } = Promise.withResolvers<TakenIn>()
  const worker = new Worker(file, { workerData: task })
  worker.on('message', (reply: ImportReply) => {
    if ('answer' in reply) resolve(reply)
    else reject(Object.assign(new Error(reply.failed), { code: reply.code }))
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the import was interrupted')))
  return promise
}
