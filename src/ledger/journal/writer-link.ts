/** Starts the writer worker and tells when it has died. */
import { openWorker } from '../../lib/own-worker.ts'
import { onWorkerEnd } from '../../lib/worker-end.ts'
import type { ConnectWriter, WriterReply } from './writer-messages.ts'

/** `file` is the worker's entry point, `directory` the journal's folder. */
export function writerWorkers(file: string, directory: string): ConnectWriter {
  return (onReply, onDeath) => {
    const worker = openWorker(file, { workerData: { directory } })
    worker.on('message', (reply: WriterReply) => onReply(reply))
    onWorkerEnd(worker, onDeath)
    return {
      post: (command) => worker.postMessage(command),
      end: () => void worker.terminate(),
    }
  }
}
