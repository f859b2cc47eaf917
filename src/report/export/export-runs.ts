/**
 * The rows of a report that has more than fit in memory, written part by part into runs that wait in
 * order. Parts are by the values of one level; a single value with too many rows below it is taken apart
 * by the values of the next level, its own row made of the sums of all its parts.
 */
import type { Query } from '../../core/reports/query.ts'
import type { Steps } from '../../lib/steps.ts'
import { type OrderedRow, rowOrder } from '../rows/order.ts'
import { type ReportRow, shownLevels } from '../rows/result.ts'
import { growTotals } from '../scan/accumulate.ts'
import { isTooMuch } from '../scan/deadline.ts'
import { GROUPS_MAX } from '../scan/groups.ts'
import { type PartGroups, partGroups } from '../scan/part-scan.ts'
import { END_OF_BUCKETS, FIRST_BUCKET, type Part, partFilter } from '../scan/parts.ts'
import { rowsOfPart } from '../scan/run.ts'
import {
  emptyGroups,
  type Groups,
  type Pass,
  planPasses,
  scan,
  type ScanPlan,
  type Segments,
} from '../scan/scan.ts'
import { emptySurvey, type Survey, surveySegments } from '../scan/survey.ts'
import type { Merging, Run, RunWriter } from './sorted-runs.ts'

/** Lines are so cheap that others need not be asked after each. */
const LINES_PER_STEP = 64

export interface RunWork {
  readonly segments: Segments
  readonly plan: ScanPlan
  readonly writer: RunWriter
  /** The line of a row. */
  readonly line: (row: ReportRow) => string
  readonly sizes: RunSizes
  /** Takes the segments that can't be read. */
  readonly damaged: Set<number>
}

export interface RunSizes {
  /** Events of a part, divided by the levels of its rows: each event can be a row of each level. */
  readonly eventsPerLevel: number
  /** Texts of one level that a part may have. */
  readonly textsMax: number
}

export interface WrittenRows {
  readonly merging: Merging
  /** Of all of them, in the order of the plan's sums. */
  readonly sums: Sums
}

/** Writes all rows that the plan's query shows. */
export function* writtenRows(work: RunWork): Steps<WrittenRows> {
  const { segments, plan, damaged, sizes } = work
  const passes = yield* planPasses(segments, plan, damaged)
  const shared = { ...work, passes, groups: partGroups(plan, { most: sizes.textsMax }) }
  const { merging, sums } = yield* rowsBelow(shared, plan.query.parent)
  return { merging, sums }
}

interface SharedWork extends RunWork {
  readonly passes: readonly Pass[]
  /** One set of arrays serves all parts. */
  readonly groups: PartGroups
}

type Values = readonly (string | null)[]

interface Sums {
  readonly now: number[]
  readonly before: number[] | null
}

/** The rows below some values, while they are written. */
interface Making {
  readonly work: SharedWork
  readonly above: Values
  /** Looks only at what is below. */
  readonly plan: ScanPlan
  readonly survey: Survey
  readonly runs: Run[]
  /** By the values of this level that had to be taken apart. */
  readonly below: Map<string | null, Merging>
  readonly sums: Sums
  /** Whether filters on rows have left anything. */
  isEmpty: boolean
}

function* rowsBelow(work: SharedWork, above: Values): Steps<Making & { merging: Merging }> {
  const { segments, passes, damaged, sizes } = work
  const plan = { ...work.plan, query: { ...work.plan.query, parent: above } }
  const survey = emptySurvey([...segments.views], passes, 0)
  yield* surveySegments(segments, { plan, passes, survey, damaged })
  const making: Making = {
    work,
    above,
    plan,
    survey,
    runs: [],
    below: new Map(),
    sums: noSums(plan),
    isEmpty: true,
  }
  const { last } = shownLevels(work.plan.query)
  const events = sizes.eventsPerLevel / Math.max(1, last - above.length)
  for (const part of partsOf(survey, events)) yield* writePart(making, part)
  const { runs, below } = making
  const compare = rowOrder(plan.query, above.length + 1)
  return { ...making, merging: { runs, below, compare, skipped: 0 } }
}

/** So many buckets as have no more events together; one that has more alone is a part. */
function partsOf({ places, bounds }: Survey, events: number): readonly Part[] {
  const parts: Part[] = []
  let part: Part = { from: FIRST_BUCKET, to: FIRST_BUCKET }
  let sum = 0
  for (let bucket = FIRST_BUCKET; bucket < END_OF_BUCKETS; bucket++) {
    let own = 0
    for (const place of places.values())
      own += bounds[place.bounds + bucket + 1]! - bounds[place.bounds + bucket]!
    if (own === 0) continue
    if (sum > 0 && sum + own > events) {
      parts.push(part)
      sum = 0
    }
    part = { from: sum === 0 ? bucket : part.from, to: bucket + 1 }
    sum += own
  }
  return sum === 0 ? parts : [...parts, part]
}

/** Only rows with some values of its first level, if those are given. */
function* writePart(making: Making, part: Part, only?: Values): Steps<void> {
  try {
    yield* addUp(making, part, only)
  } catch (error) {
    if (!isTooMuch(error) || !mayDivide(making, part, only)) throw error
    return yield* writeDivided(making, part, only)
  }
  yield* writeRows(making)
}

function* addUp({ work, plan, survey }: Making, part: Part, only?: Values): Steps<void> {
  const { segments, passes, groups, damaged } = work
  const asked = only === undefined ? plan : { ...plan, only }
  groups.clear()
  yield* scan({ ...segments, part: partFilter(survey, part) }, asked, passes, groups.groups)
  for (const segment of groups.groups.damaged) damaged.add(segment)
}

/** Of the rows of the last level none has any below it. */
function mayDivide({ above, plan }: Making, part: Part, only?: Values): boolean {
  return above.length + 1 < plan.depth || part.to - part.from > 1 || (only?.length ?? 2) > 1
}

/** In halves, by buckets, then by values; what is below a single value by the values of the next level. */
function* writeDivided(making: Making, part: Part, only?: Values): Steps<void> {
  if (part.to - part.from > 1) {
    const middle = (part.from + part.to) >> 1
    yield* writePart(making, { ...part, to: middle })
    yield* writePart(making, { ...part, from: middle })
    return
  }
  const values = only ?? (yield* valuesIn(making, part))
  if (values.length === 1) return yield* writeBelow(making, values[0]!)
  const middle = values.length >> 1
  yield* writePart(making, part, values.slice(0, middle))
  yield* writePart(making, part, values.slice(middle))
}

/** The values of a part's first level. */
function* valuesIn({ work, above, plan, survey }: Making, part: Part): Steps<Values> {
  const { segments, passes } = work
  const shallow = { ...plan, depth: above.length + 1, sums: [] }
  const { groups, clear } = partGroups(shallow, { most: GROUPS_MAX })
  clear()
  yield* scan({ ...segments, part: partFilter(survey, part) }, shallow, passes, groups)
  const { values, size } = groups.levels.at(-1)!
  const numbers = groups.numbers.at(-1)!
  return Array.from(values.subarray(0, size), (number) => numbers.value(number))
}

/** The rows of what was added up, as a run. */
function* writeRows(making: Making): Steps<void> {
  const { work, above, runs, sums } = making
  const { writer, line, groups } = work
  const { query } = work.plan
  const level = above.length + 1
  // Filters on the rows above are for those who know all of their sums.
  const having = query.having.filter((one) => one.level >= level)
  const { rows, now, before } = rowsOfPart(groups.groups, { ...query, having })
  add(sums, { now, before })
  let count = 0
  for (const row of rows) {
    making.isEmpty = false
    if (row.level < level) continue
    if (row.level === level) writer.begin(orderOf(row, query))
    writer.add(line(row))
    if (++count % LINES_PER_STEP === 0) yield
  }
  runs.push(writer.end())
}

/** A single value: first what is below it, then its own row. */
function* writeBelow(making: Making, value: string | null): Steps<void> {
  const { work, above, runs, below, sums } = making
  const { writer, line, plan } = work
  const found = yield* rowsBelow(work, [...above, value])
  if (found.isEmpty) return
  const level = above.length + 1
  const having = plan.query.having.filter((one) => one.level === level)
  const query = { ...plan.query, parent: above, having, childLimit: 0 }
  const { rows, now, before } = rowsOfPart(groupOf(plan, found), query)
  add(sums, { now, before })
  const [row] = rows
  if (row === undefined) return
  making.isEmpty = false
  if (level > shownLevels(plan.query).last) return
  writer.begin(orderOf(row, plan.query))
  writer.add(line(row))
  runs.push(writer.end())
  below.set(value, found.merging)
}

/** The last of some values, one below the other, with its sums. */
function groupOf(plan: ScanPlan, { above: values, sums }: Making): Groups {
  const groups = emptyGroups({ ...plan, depth: values.length })
  values.forEach((value, at) => {
    const level = groups.levels[at]!
    level.values[0] = groups.numbers[at]!.numberOf(value)
    level.size = 1
  })
  for (const [totals, own] of [
    [groups.now, sums.now],
    [groups.before, sums.before],
  ] as const) {
    if (totals === null || own === null) continue
    growTotals(totals, 1)
    own.forEach((sum, at) => (totals.arrays[at]![0] = sum))
  }
  return groups
}

function noSums({ query, sums }: ScanPlan): Sums {
  const zeros = () => sums.map(() => 0)
  return { now: zeros(), before: query.compare === null ? null : zeros() }
}

function add(
  into: Sums,
  { now, before }: { readonly now: readonly number[]; readonly before: readonly number[] | null },
): void {
  now.forEach((sum, at) => (into.now[at]! += sum))
  before?.forEach((sum, at) => (into.before![at]! += sum))
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
