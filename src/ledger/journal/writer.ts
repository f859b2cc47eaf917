/** The writer worker: gives the system's files and clock to the writer. An entry point of its own. */
import { parentPort, workerData } from 'node:worker_threads'

import { systemFiles } from './journal-files.ts'
import { journalWriter } from './writer-core.ts'
import type { WriterCommand, WriterReply } from './writer-messages.ts'

if (!parentPort) throw new Error('the writer runs as a worker')
const port = parentPort
const handle = journalWriter({
  directory: workerData.directory,
  files: systemFiles,
  reply: (reply: WriterReply) => port.postMessage(reply),
  after: (ms, run) => void setTimeout(run, ms),
})
port.on('message', (command: WriterCommand) => handle(command))
