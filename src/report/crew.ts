/**
 * The keeper's thread and its helper at one report: both scan, then the partial sums are joined.
 * The helper is started by the first report that is worth it; without one, or when it fails, the
 * keeper's thread does everything.
 */
import { Worker } from 'node:worker_threads'

import { SEGMENT_ROWS } from '../core/click-id.ts'
import type { SegmentView } from '../ledger/column.ts'
import { compilersStandBack } from '../lib/thread-priority.ts'
import type { Limits } from './deadline.ts'
import { TooManyGroups } from './groups.ts'
import { notedView, type PackedView, packView } from './packed-view.ts'
import { partSteps, type PartWork } from './part-scan.ts'
import { addPartial } from './partial.ts'
import { newPartClaims } from './parts.ts'
import type { PartOfReport } from './run.ts'
import type { ScanJob, ScanReply } from './scan-messages.ts'
import { emptyGroups, type Groups, type Pass, planPasses, scan, type ScanPlan } from './scan.ts'
import type { Segments } from './scan.ts'
import { hasTaken, newClaims, shareOf } from './share.ts'
import { inSlices } from './steps.ts'

/** Below this one thread is done before two have agreed. */
const WORTH_SHARING = 6

export interface Crew {
  /** Adds up a query. Throws what the checkpoint throws. */
  addUp(work: CrewWork): Promise<Groups>
  /** Adds up a query in parts. */
  parts(work: CrewWork): Promise<Parts>
  close(): void
}

export interface CrewWork {
  readonly plan: ScanPlan
  readonly sealed: readonly SegmentView[]
  readonly segments: Segments
  readonly limits: Limits
}

export interface Parts {
  readonly parts: readonly PartOfReport[]
  /** Segments that could not be read before the parts were made. */
  readonly damaged: ReadonlySet<number>
}

export interface CrewOptions {
  /** The entry point of the helper. */
  readonly file: string
  /** Path of `ledger.db`. */
  readonly ledger: string
}

/** `null`: alone. */
export function reportCrew(options: CrewOptions | null): Crew {
  let helper: Helper | null = null

  async function addUp(work: CrewWork): Promise<Groups> {
    const { plan, segments, sealed } = work
    const groups = emptyGroups(plan, segments.texts)
    const passes = await inSlices(planPasses(segments, plan, groups.damaged))
    if (options === null || sealed.length < WORTH_SHARING) {
      await inSlices(scan(segments, plan, passes, groups))
      return groups
    }
    helper ??= startHelper(options, () => (helper = null))
    return together(helper, work, passes, groups)
  }

  async function parts(work: CrewWork): Promise<Parts> {
    const { plan, segments, sealed } = work
    const damaged = new Set<number>()
    const passes = await inSlices(planPasses(segments, plan, damaged))
    const job = { plan, passes, claims: newPartClaims() }
    const open = [...segments.views].slice(sealed.length)
    if (options === null || open.some(({ rows }) => rows > SEGMENT_ROWS))
      return { parts: await inSlices(partSteps(segments, job)), damaged }
    helper ??= startHelper(options, () => (helper = null))
    return { parts: await partsTogether(helper, work, job), damaged }
  }

  return { addUp, parts, close: () => helper?.close() }
}

async function partsTogether(
  helper: Helper,
  { plan, sealed, segments, limits }: CrewWork,
  job: PartWork,
): Promise<readonly PartOfReport[]> {
  const open = await packedOpen([...segments.views].slice(sealed.length), segments, job)
  const from = { segments: sealed.map(({ number }) => number), open, parts: job.claims }
  const reply = helper.ask({ plan, passes: job.passes, from, limits })
  const own = await inSlices(partSteps(segments, job))
  const answer = await reply
  if ('parts' in answer) return [...own, ...answer.parts]
  segments.checkpoint()
  return inSlices(partSteps(segments, { ...job, claims: newPartClaims() }))
}

/** Which columns a scan reads of them is found out by doing it. */
async function packedOpen(
  open: readonly SegmentView[],
  { checkpoint }: Segments,
  { plan, passes }: PartWork,
): Promise<readonly PackedView[]> {
  const names = new Set<string>()
  const views = open.map((view) => notedView(view, names))
  await inSlices(scan({ views, checkpoint }, plan, passes, emptyGroups(plan)))
  return open.map((view) => packView(view, names))
}

async function together(
  helper: Helper,
  { plan, sealed, segments, limits }: CrewWork,
  passes: readonly Pass[],
  groups: Groups,
): Promise<Groups> {
  const claims = newClaims(sealed.map(({ number }) => number))
  const reply = helper.ask({ plan: withoutNames(plan), passes, from: claims, limits })
  try {
    await inSlices(scan({ ...segments, share: shareOf(claims, 1) }, plan, passes, groups))
  } catch (error) {
    // The helper need not go on.
    claims.taken.fill(1)
    throw error
  }
  if (!hasTaken(claims, 2)) return groups
  const answer = await reply
  if ('partial' in answer) {
    addPartial(groups, answer.partial)
    return groups
  }
  if ('refused' in answer && answer.refused === 'too_many_groups') throw new TooManyGroups()
  segments.checkpoint()
  // What the helper had is lost: the report is made again, alone.
  const alone = emptyGroups(plan, segments.texts)
  await inSlices(scan(segments, plan, passes, alone))
  return alone
}

/** Names are for the finished rows only, and can be many. */
function withoutNames(plan: ScanPlan): ScanPlan {
  const { query } = plan
  return { ...plan, query: { ...query, labels: { ...query.labels, names: new Map() } } }
}

interface Helper {
  /** Resolves in any case. */
  ask(job: Omit<ScanJob, 'id'>): Promise<ScanReply>
  close(): void
}

function startHelper({ file, ledger }: CrewOptions, onEnd: () => void): Helper {
  const worker = new Worker(file, { workerData: ledger })
  const waiting = new Map<number, (reply: ScanReply) => void>()
  let lastId = 0
  const settle = (reply: ScanReply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  }
  worker.on('message', settle)
  // An error is followed by the end.
  worker.on('error', () => {})
  worker.on('exit', () => {
    onEnd()
    for (const id of waiting.keys()) settle({ id, failed: 'the thread ended' })
  })
  return {
    ask(job) {
      const id = ++lastId
      compilersStandBack()
      const { promise, resolve } = Promise.withResolvers<ScanReply>()
      waiting.set(id, resolve)
      worker.postMessage({ ...job, id } satisfies ScanJob)
      return promise
    },
    close: () => void worker.terminate(),
  }
}
