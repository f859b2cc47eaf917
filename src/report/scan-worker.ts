/**
 * The second thread of reports: an entry point of its own. Scans sealed segments for the keeper's
 * thread over a connection of its own that can only read.
 */
import { Database } from 'bun:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import { type SealedSegments, sealedSegments } from '../ledger/sealed-segments.ts'
import { standBack } from '../lib/thread-priority.ts'
import { checkpointOf, refusalOf } from './deadline.ts'
import { buffersOf, type Partial, partialOf } from './partial.ts'
import type { ScanJob, ScanReply } from './scan-messages.ts'
import { emptyGroups, scan } from './scan.ts'
import { shareOf } from './share.ts'
import { atOnce } from './steps.ts'
import { textTables } from './texts.ts'

if (!parentPort) throw new Error('scans run as a worker')
const port = parentPort
standBack(10)
const texts = textTables()
let sealed: SealedSegments | null = null

port.on('message', (job: ScanJob) => {
  try {
    const partial = work(job)
    port.postMessage(
      { id: job.id, partial } satisfies ScanReply,
      buffersOf(partial) as ArrayBuffer[],
    )
  } catch (error) {
    const refused = refusalOf(error)
    port.postMessage(refused ? { id: job.id, refused } : { id: job.id, failed: String(error) })
  }
})

function work({ plan, passes, claims, limits }: ScanJob): Partial {
  sealed ??= sealedSegments(new Database(workerData as string, { readonly: true, strict: true }))
  sealed.refresh()
  const segments = sealed
  const views = claims.segments.flatMap((number) => segments.view(number) ?? [])
  const groups = emptyGroups(plan, texts)
  const checkpoint = checkpointOf(limits, Date.now)
  const share = shareOf(claims, 2)
  atOnce(scan({ views, checkpoint, texts, share }, plan, passes, groups))
  const partial = partialOf(groups)
  texts.trim()
  return partial
}
