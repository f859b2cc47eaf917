/**
 * The second thread of reports: an entry point of its own. Scans sealed segments for the keeper's
 * thread over a connection of its own that can only read.
 */
import { Database } from 'bun:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import type { SegmentView } from '../ledger/column.ts'
import { type SealedSegments, sealedSegments } from '../ledger/sealed-segments.ts'
import { standBack } from '../lib/thread-priority.ts'
import { checkpointOf, refusalOf } from './deadline.ts'
import { openPackedView } from './packed-view.ts'
import { partSteps } from './part-scan.ts'
import { buffersOf, type Partial, partialOf } from './partial.ts'
import type { PartOfReport } from './run.ts'
import type { PartsToTake, ScanJob, ScanReply } from './scan-messages.ts'
import { emptyGroups, scan } from './scan.ts'
import { type Claims, shareOf } from './share.ts'
import { atOnce, inSlices } from './steps.ts'
import { textTables } from './texts.ts'

if (!parentPort) throw new Error('scans run as a worker')
const port = parentPort
standBack(5)
const texts = textTables()
let sealed: SealedSegments | null = null

port.on('message', async (job: ScanJob) => {
  try {
    const { id } = job
    if ('parts' in job.from) {
      port.postMessage({ id, parts: await takeParts(job, job.from) } satisfies ScanReply)
    } else {
      const partial = takeSegments(job, job.from)
      const buffers = buffersOf(partial) as ArrayBuffer[]
      port.postMessage({ id, partial } satisfies ScanReply, buffers)
    }
  } catch (error) {
    const refused = refusalOf(error)
    port.postMessage(refused ? { id: job.id, refused } : { id: job.id, failed: String(error) })
  } finally {
    texts.trim()
  }
})

function takeSegments({ plan, passes, limits }: ScanJob, claims: Claims): Partial {
  const groups = emptyGroups(plan, texts)
  const share = shareOf(claims, 2)
  const segments = { ...sealedViews(claims.segments), checkpoint: checkpointOf(limits, Date.now) }
  atOnce(scan({ ...segments, texts, share }, plan, passes, groups))
  return partialOf(groups)
}

function takeParts({ plan, passes, limits }: ScanJob, from: PartsToTake): Promise<PartOfReport[]> {
  const { views } = sealedViews(from.segments)
  const segments = {
    views: [...views, ...from.open.map(openPackedView)],
    checkpoint: checkpointOf(limits, Date.now),
    texts,
  }
  return inSlices(partSteps(segments, { plan, passes, claims: from.parts }))
}

function sealedViews(numbers: readonly number[]): { views: readonly SegmentView[] } {
  sealed ??= sealedSegments(new Database(workerData as string, { readonly: true, strict: true }))
  sealed.refresh()
  const segments = sealed
  return { views: numbers.flatMap((number) => segments.view(number) ?? []) }
}
