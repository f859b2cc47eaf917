/**
 * The second thread of reports: an entry point of its own. Scans sealed segments for the keeper's
 * thread over a connection of its own that can only read.
 */
import { Database } from 'bun:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import type { SegmentView } from '../../ledger/columns/column.ts'
import { type SealedSegments, sealedSegments } from '../../ledger/segments/sealed-segments.ts'
import { atOnce, inSlices } from '../../lib/steps.ts'
import { standBack } from '../../lib/thread-priority.ts'
import { viewsFor } from '../discreet-views.ts'
import { checkpointOf, refusalOf } from './deadline.ts'
import { openPackedView } from './packed-view.ts'
import { partSteps } from './part-scan.ts'
import { buffersOf, type Partial, partialOf } from './partial.ts'
import type { PartOfReport } from './run.ts'
import type { ScanJob, ScanReply } from './scan-messages.ts'
import { emptyGroups, scan, type Segments } from './scan.ts'
import { shareOf } from './share.ts'
import { compareBuckets, leaveHashes, surveySegments } from './survey.ts'
import { textTables } from './text-tables.ts'

if (!parentPort) throw new Error('scans run as a worker')
const port = parentPort
standBack(5)
const texts = textTables()
let sealed: SealedSegments | null = null

port.on('message', async (job: ScanJob) => {
  const { id } = job
  try {
    const done = await doTask(job)
    const buffers = 'partial' in done ? (buffersOf(done.partial) as ArrayBuffer[]) : []
    port.postMessage({ id, ...done } satisfies ScanReply, buffers)
  } catch (error) {
    const refused = refusalOf(error)
    port.postMessage(refused ? { id, refused } : { id, failed: String(error) })
  } finally {
    texts.trim()
  }
})

type Done = { partial: Partial } | { parts: readonly PartOfReport[] } | { damaged: number[] }

async function doTask(job: ScanJob): Promise<Done> {
  const { plan, passes, limits, task } = job
  const checkpoint = checkpointOf(limits, Date.now)
  if (task.of === 'buckets') {
    await inSlices(compareBuckets(task.survey, task.counter))
    leaveHashes(task.survey)
    return { damaged: [] }
  }
  const views = viewsFor(plan, sealedViews(task.claims.segments))
  const share = shareOf(task.claims, 2)
  if (task.of === 'parts') {
    const segments = { views: [...views, ...task.open.map(openPackedView)], checkpoint, texts }
    return { parts: await inSlices(partSteps(segments, { plan, passes, ...task, share })) }
  }
  const segments = { views, checkpoint, texts, share }
  if (task.of === 'sums') return { partial: addUp(segments, job) }
  const damaged = new Set<number>()
  atOnce(surveySegments(segments, { plan, passes, survey: task.survey, damaged }))
  return { damaged: [...damaged] }
}

function addUp(segments: Segments, { plan, passes }: ScanJob): Partial {
  const groups = emptyGroups(plan, texts)
  atOnce(scan(segments, plan, passes, groups))
  return partialOf(groups)
}

function sealedViews(numbers: readonly number[]): readonly SegmentView[] {
  sealed ??= sealedSegments(new Database(workerData as string, { readonly: true, strict: true }))
  sealed.refresh()
  const segments = sealed
  return numbers.flatMap((number) => segments.view(number) ?? [])
}
