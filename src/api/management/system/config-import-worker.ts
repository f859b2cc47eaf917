/**
 * The worker that takes in one large configuration file with a handle of its own, says how it went,
 * and ends. What it wrote is made live by the thread that answers. An entry of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'

import { openBesideWriter } from '../../../db/open.ts'
import { openSecrets } from '../../../db/people/secrets.ts'
import { openDesk } from '../../../manage/desk.ts'
import { COMPILERS } from '../../../routing/compilers.ts'
import type { ImportReply, ImportTask } from './config-import-job.ts'
import { takeInConfig } from './config-taken-in.ts'

function run({
  dataDir,
  adminHost,
  outboundHosts,
  now,
  caller,
  bytes,
  options,
}: ImportTask): ImportReply {
  const db = openBesideWriter(dataDir)
  try {
    const desk = openDesk({
      db,
      secrets: openSecrets(dataDir),
      publish: () => undefined,
      compilers: COMPILERS,
      adminHost,
      outboundHosts,
      clock: () => now,
    })
    return takeInConfig(desk, caller, bytes, options)
  } catch (error) {
    if (!(error instanceof Error)) return { failed: String(error), code: null }
    return { failed: error.stack ?? error.message, code: 'code' in error ? error.code : null }
  } finally {
    db.close()
  }
}

if (!parentPort) throw new Error('configurations are taken in by a worker')
parentPort.postMessage(run(workerData as ImportTask))
