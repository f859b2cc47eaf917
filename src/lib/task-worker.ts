/** One task in a worker that ends with it. The worker's side is `answerTask`. */
import { parentPort, workerData } from 'node:worker_threads'

import { openWorker } from './own-worker.ts'

type Reply<Answer> =
  { readonly answer: Answer } | { readonly failed: string; readonly code: unknown }

/** Throws what the worker threw, with its code: a full disk is told as such. */
export function inWorker<Task, Answer>(file: string, task: Task): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const worker = openWorker(file, { workerData: task })
  worker.on('message', (reply: Reply<Answer>) => {
    if ('answer' in reply) resolve(reply.answer)
    else reject(Object.assign(new Error(reply.failed), { code: reply.code }))
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('the work was interrupted')))
  return promise
}

/** The body of such a worker. Task and answer are plain data. */
export function answerTask<Task, Answer>(work: (task: Task) => Answer): void {
  if (!parentPort) throw new Error('this is the work of a worker')
  parentPort.postMessage(replyOf(() => work(workerData as Task)))
}

function replyOf<Answer>(work: () => Answer): Reply<Answer> {
  try {
    return { answer: work() }
  } catch (error) {
    if (!(error instanceof Error)) return { failed: String(error), code: null }
    return { failed: error.stack ?? error.message, code: 'code' in error ? error.code : null }
  }
}
