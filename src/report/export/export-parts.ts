/**
 * A whole report of more rows than fit in memory, as lines: made in parts, whose rows wait in a file in
 * order, and are merged as they are taken. Holds one part at a time.
 */
import type { Query } from '../../core/reports/query.ts'
import { allViews, type PinnedSegments, type SegmentSource } from '../../ledger/columns/column.ts'
import { openSpillFile, type SpillFile } from '../../lib/spill-file.ts'
import { giveWay } from '../../lib/thread-priority.ts'
import { type OrderedRow, rowOrder } from '../rows/order.ts'
import { type ReportRow, shownLevels } from '../rows/result.ts'
import { GROUPS_MAX } from '../scan/groups.ts'
import { type PartGroups, partGroups } from '../scan/part-scan.ts'
import { END_OF_BUCKETS, FIRST_BUCKET, type Part, partFilter } from '../scan/parts.ts'
import { measuresOf, planOf, rowsOfPart } from '../scan/run.ts'
import { type Pass, planPasses, scan, type ScanPlan, type Segments } from '../scan/scan.ts'
import { type Steps, withoutText } from '../scan/steps.ts'
import { emptySurvey, type Survey, surveySegments } from '../scan/survey.ts'
import { exportFrame, type ExportWish } from './export.ts'
import { mergedRuns, type Run, type RunWriter, runWriter } from './sorted-runs.ts'

/** Events of a part, divided by the levels of its rows: each event can be a row of each level. */
const EVENTS_PER_LEVEL = 600_000
/** Lines are so cheap that others need not be asked after each. */
const LINES_PER_STEP = 64

export interface ExportParts {
  /** Asked once, when the first line is: what is changed later is not in the export. */
  readonly pin: () => PinnedSegments
  /** Where the file may be. */
  readonly folder: string
  /** As `EVENTS_PER_LEVEL`. */
  readonly eventsPerLevel?: number
}

/** A row above the level whose values fall into parts is in all of them. */
export function canBeSpilled({ groupings, parent, having }: Query): boolean {
  return groupings.length > parent.length && having.every(({ level }) => level > parent.length)
}

/** Lines with their ends, and empty ones while there are none yet. */
export function* partedLines(asked: ExportWish, parts: ExportParts): Generator<string> {
  const file = openSpillFile(parts.folder)
  try {
    const { source, close } = parts.pin()
    try {
      yield* spilledLines(asked, source, { file, ...parts })
    } finally {
      close()
    }
  } finally {
    file.close()
  }
}

function* spilledLines(
  asked: ExportWish,
  source: SegmentSource,
  { file, eventsPerLevel = EVENTS_PER_LEVEL }: Spilling,
): Generator<string> {
  const { query } = asked
  const frame = exportFrame(asked)
  yield* frame.head()
  const segments = { views: [...allViews(source)], checkpoint: giveWay }
  const work = workOf(asked, file)
  const runs = yield* withoutText(runSteps(segments, work, eventsPerLevel))
  const compare = rowOrder(query, query.parent.length + 1)
  yield* mergedRuns(file, { runs, compare, skipped: query.offset })
  yield* frame.foot(measuresOf(query, work.plan.sums, work.totals), [...work.damaged])
}

interface Spilling extends Pick<ExportParts, 'eventsPerLevel'> {
  readonly file: SpillFile
}

interface Work {
  readonly plan: ScanPlan
  readonly writer: RunWriter
  readonly row: (row: ReportRow) => string
  /** Of all parts, in the order of the plan's sums. */
  readonly totals: number[]
  readonly damaged: Set<number>
}

function workOf(asked: ExportWish, file: SpillFile): Work {
  const { query } = asked
  const ordering = query.sort.flatMap(({ column }) => (column === null ? [] : [column]))
  const plan = planOf({ ...query, columns: [...query.columns, ...ordering], offset: 0 })
  return {
    plan,
    writer: runWriter(file),
    row: exportFrame(asked).row,
    totals: plan.sums.map(() => 0),
    damaged: new Set(),
  }
}

function* runSteps(segments: Segments, work: Work, eventsPerLevel: number): Steps<Run[]> {
  const { plan, damaged, writer } = work
  const passes = yield* planPasses(segments, plan, damaged)
  const survey = emptySurvey([...segments.views], passes, 0)
  yield* surveySegments(segments, { plan, passes, survey, damaged })
  const { first, last } = shownLevels(plan.query)
  const parts = partsOf(survey, eventsPerLevel / (1 + last - first))
  const groups = partGroups(plan, GROUPS_MAX)
  const runs: Run[] = []
  for (const part of parts) {
    yield* addUpPart(segments, work, { passes, survey, groups, part })
    yield* writeRows(work, groups)
    runs.push(writer.end())
  }
  return runs
}

interface PartOfExport {
  readonly passes: readonly Pass[]
  readonly survey: Survey
  readonly groups: PartGroups
  readonly part: Part
}

function* addUpPart(
  segments: Segments,
  { plan, damaged }: Work,
  { passes, survey, groups, part }: PartOfExport,
): Steps<void> {
  groups.clear()
  yield* scan({ ...segments, part: partFilter(survey, part) }, plan, passes, groups.groups)
  for (const segment of groups.groups.damaged) damaged.add(segment)
}

function* writeRows(work: Work, { groups }: PartGroups): Steps<void> {
  const { plan, writer, totals } = work
  const { query } = plan
  const first = query.parent.length + 1
  const { rows, now } = rowsOfPart(groups, query)
  now.forEach((sum, at) => (totals[at]! += sum))
  let count = 0
  for (const row of rows) {
    if (row.level === first) writer.begin(orderOf(row, query))
    writer.add(work.row(row))
    if (++count % LINES_PER_STEP === 0) yield
  }
}

/** What the order needs of a row. */
function orderOf({ path, m }: ReportRow, { sort }: Query): OrderedRow {
  const { value, label } = path.at(-1)!
  const keys = sort.flatMap(({ key, column }) => (column === null ? [] : [key]))
  return {
    path: [{ value, label }],
    m: Object.fromEntries(keys.map((key) => [key, m[key] ?? null])),
  }
}

/** So many buckets as have no more events together; one that has more alone is a part. */
function partsOf({ places, bounds }: Survey, events: number): readonly Part[] {
  const parts: Part[] = []
  let from = FIRST_BUCKET
  let sum = 0
  for (let bucket = FIRST_BUCKET; bucket < END_OF_BUCKETS; bucket++) {
    let own = 0
    for (const place of places.values())
      own += bounds[place.bounds + bucket + 1]! - bounds[place.bounds + bucket]!
    if (sum > 0 && sum + own > events) {
      parts.push({ from, to: bucket })
      from = bucket
      sum = 0
    }
    sum += own
  }
  return sum === 0 ? parts : [...parts, { from, to: END_OF_BUCKETS }]
}
