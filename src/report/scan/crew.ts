/**
 * The keeper's thread and its helper at one report: both scan, then the partial sums are joined.
 * The helper is started by the first report that is worth it; without one, or when it fails, the
 * keeper's thread does everything.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { openWorker } from '../../lib/own-worker.ts'
import { inSlices } from '../../lib/steps.ts'
import { compilersStandBack } from '../../lib/thread-priority.ts'
import type { Limits } from './deadline.ts'
import { TooManyGroups } from './groups.ts'
import { notedView, type PackedView, packView } from './packed-view.ts'
import { partSteps } from './part-scan.ts'
import { addPartial } from './partial.ts'
import { type MarkedRows, newCounter } from './parts.ts'
import type { PartOfReport } from './run.ts'
import type { ScanJob, ScanReply } from './scan-messages.ts'
import {
  emptyGroups,
  type Groups,
  type Pass,
  planPasses,
  scan,
  type ScanPlan,
  type Segments,
} from './scan.ts'
import { hasTaken, newClaims, shareOf } from './share.ts'
import {
  compareBuckets,
  type Counts,
  emptySurvey,
  HASHED_MAX,
  leaveHashes,
  markAlone,
  surveySegments,
  type SurveyWork,
} from './survey.ts'

/** Below this one thread is done before two have agreed. */
const WORTH_SHARING = 6

export interface Crew {
  /** Adds up a query. Throws what the checkpoint throws. */
  addUp(work: CrewWork): Promise<Groups>
  /** Looks at the rows of a query that is to be added up in parts. */
  survey(work: CrewWork): Promise<Surveyed>
  /** Adds up the parts. The plan may have fewer sums than the one that was surveyed. */
  parts(work: CrewWork, surveyed: Surveyed): Promise<readonly PartOfReport[]>
  close(): void
}

export interface CrewWork {
  readonly plan: ScanPlan
  readonly sealed: readonly SegmentView[]
  readonly segments: Segments
  readonly limits: Limits
}

export interface Surveyed {
  readonly passes: readonly Pass[]
  readonly marked: MarkedRows
  readonly counts: Counts
  /** Segments that could not be read. */
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
    return together(theHelper(), work, passes, groups)
  }

  async function survey(work: CrewWork): Promise<Surveyed> {
    const { plan, segments } = work
    const damaged = new Set<number>()
    const passes = await inSlices(planPasses(segments, plan, damaged))
    const { offset, limit } = plan.query
    const hashedMax = offset + limit > ALONE_PAGE_MAX ? 0 : HASHED_MAX
    const begun = () => {
      const empty = emptySurvey([...segments.views], passes, hashedMax)
      return { plan, passes, survey: empty, damaged }
    }
    let made = begun()
    if (!canShare(work)) await surveyAlone(segments, made)
    else if (!(await surveyTogether(theHelper(), work, made))) {
      made = begun()
      await surveyAlone(segments, made)
    }
    const counts = await inSlices(markAlone(made.survey))
    leaveHashes(made.survey)
    const { places, marks } = made.survey
    return { passes, marked: { places, marks }, counts, damaged }
  }

  async function parts(work: CrewWork, surveyed: Surveyed): Promise<readonly PartOfReport[]> {
    const { plan, segments } = work
    const made = canShare(work) ? await partsTogether(theHelper(), work, surveyed) : null
    if (made !== null) return made
    return inSlices(partSteps(segments, { ...surveyed, plan, counter: newCounter() }))
  }

  /** Open segments travel to the helper, so they must not be too large. */
  function canShare({ segments, sealed }: CrewWork): boolean {
    const open = [...segments.views].slice(sealed.length)
    return options !== null && !open.some(({ rows }) => rows > SEGMENT_ROWS)
  }

  function theHelper(): Helper {
    helper ??= startHelper(options!, () => (helper = null))
    return helper
  }

  return { addUp, survey, parts, close: () => helper?.close() }
}

/** Longer pages get the values that stand alone from parts like all others. */
export const ALONE_PAGE_MAX = 1000

async function surveyAlone(segments: Segments, work: SurveyWork): Promise<void> {
  await inSlices(surveySegments(segments, work))
  await inSlices(compareBuckets(work.survey, newCounter()))
}

/** Whether both have done their share. */
async function surveyTogether(
  helper: Helper,
  { sealed, segments, limits }: CrewWork,
  work: SurveyWork & Pick<Surveyed, 'passes'>,
): Promise<boolean> {
  const { plan, passes, survey, damaged } = work
  const job = { plan: withoutNames(plan), passes, limits }
  const claims = newClaims(sealed.map(({ number }) => number))
  const looking = helper.ask({ ...job, task: { of: 'survey', claims, survey } })
  await inSlices(surveySegments({ ...segments, share: shareOf(claims, 1) }, work))
  const looked = await looking
  if (!('damaged' in looked)) return false
  for (const segment of looked.damaged) damaged.add(segment)
  const counter = newCounter()
  const comparing = helper.ask({ ...job, task: { of: 'buckets', counter, survey } })
  await inSlices(compareBuckets(survey, counter))
  return 'damaged' in (await comparing)
}

/** `null` when the helper has failed. */
async function partsTogether(
  helper: Helper,
  { plan, sealed, segments, limits }: CrewWork,
  surveyed: Surveyed,
): Promise<readonly PartOfReport[] | null> {
  const { passes, marked, counts } = surveyed
  const views = [...segments.views]
  const open = await packedOpen(views.slice(sealed.length), segments, { plan, passes })
  const claims = newClaims(sealed.map(({ number }) => number))
  const counter = newCounter()
  const task = { of: 'parts', claims, open, marked, counts, counter } as const
  const reply = helper.ask({ plan, passes, limits, task })
  const work = { ...surveyed, plan, counter, share: shareOf(claims, 1) }
  const own = await inSlices(partSteps(segments, work))
  const answer = await reply
  if ('parts' in answer) return [...own, ...answer.parts]
  segments.checkpoint()
  return null
}

/** Which columns a scan reads of them is found out by doing it. */
async function packedOpen(
  open: readonly SegmentView[],
  { checkpoint }: Segments,
  { plan, passes }: Pick<SurveyWork, 'plan' | 'passes'>,
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
  const task = { of: 'sums', claims } as const
  const reply = helper.ask({ plan: withoutNames(plan), passes, limits, task })
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
  const worker = openWorker(file, { workerData: ledger })
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
