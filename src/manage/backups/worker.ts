/** The worker that makes or verifies one backup, says how it went, and ends. An entry of its own. */
import { parentPort, workerData } from 'node:worker_threads'

import { messageOf } from '../../lib/errors.ts'
import { makeBackup, type Order, verifyBackup } from './kept.ts'

/** `kept`: how many backups stay when one is made. */
export type BackupTask = Order &
  ({ readonly task: 'make'; readonly kept: number } | { readonly task: 'verify' })

export type BackupReply = { readonly problems: readonly string[] } | { readonly failed: string }

async function run(task: BackupTask): Promise<BackupReply> {
  try {
    const made = task.task === 'make' ? await makeBackup(task, task.kept) : await verifyBackup(task)
    return { problems: made.backup.problems }
  } catch (error) {
    return { failed: messageOf(error) }
  }
}

if (!parentPort) throw new Error('backups are made by a worker')
const port = parentPort
void run(workerData as BackupTask).then((reply) => port.postMessage(reply))
