/**
 * Adds up a report part by part, and keeps of each part what the whole needs: its sums, how many rows
 * it has, and its first rows. One set of arrays serves all parts. Values that stand alone are a part
 * for each segment, which needs no table; the other parts are told apart by the buckets of a survey.
 */
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { Query } from '../../core/reports/query.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import type { Steps } from '../../lib/steps.ts'
import type { ReportRow } from '../rows/result.ts'
import { growTotals } from './accumulate.ts'
import { isTooMuch } from './deadline.ts'
import { clearLevel, ownTextNumbers, type ValueNumbers, valueNumbers } from './groups.ts'
import { joinedParts } from './joined-parts.ts'
import {
  ALONE,
  type Counter,
  END_OF_BUCKETS,
  FIRST_BUCKET,
  type MarkedRows,
  type Part,
  partFilter,
  takePart,
} from './parts.ts'
import { type PassingSegments, passOver } from './passing-views.ts'
import { partOf, type PartOfReport } from './run.ts'
import {
  emptyGroups,
  type Groups,
  type Pass,
  scan,
  type ScanPlan,
  type Segments,
  type Share,
  textValue,
} from './scan.ts'
import { segmentNumbers } from './segment-numbers.ts'
import { type Counts } from './survey.ts'
import { passingTable, type TableSize, type TextTable } from './texts.ts'

/** A table of texts holds so many before it grows once more: every part reads all columns again. */
const MOST = 1_572_863
const SIZES: PartSizes = { wanted: MOST * 0.95, most: MOST }
/** Parts are made by two threads. */
const EVEN = 2
const BUCKETS = END_OF_BUCKETS - FIRST_BUCKET
/** So many answers are kept until the first rows of them are chosen. */
const JOINED = 4

export interface PartSizes {
  readonly wanted: number
  readonly most: number
}

export interface PartWork {
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  readonly marked: MarkedRows
  readonly counts: Counts
  readonly counter: Counter
  /** Of which segments this thread takes the values that stand alone; absent: of all. */
  readonly share?: Share
  /** Rows that a part should and may have; absent: as many as memory allows. */
  readonly sizes?: PartSizes
}

/** Takes segments, then parts, until there are none left. */
export function* partSteps(all: Segments, work: PartWork): Steps<PartOfReport[]> {
  const segments = passOver(all)
  const { plan, sizes = SIZES, counter } = work
  const { others } = work.counts
  const size = partSize(others, sizes.wanted)
  // Other rows have it too, or it would stand alone.
  const expected = (others * size) / BUCKETS / 2
  const groups = partGroups(plan, { most: sizes.most, expected })
  const making: Making = { segments, work, answers: [], groups }
  const first = nextPart()
  const begun = first === null ? null : beginPart(making, first)
  yield* makeAlone(making, begun)
  if (begun !== null) yield* finishPart(making, begun)
  for (let part = nextPart(); part !== null; part = nextPart()) yield* makePart(making, part)
  return making.answers

  function nextPart(): Part | null {
    return others === 0 ? null : takePart(counter, size)
  }
}

/** In buckets; there are at most as many values as rows. */
function partSize(rows: number, wanted: number): number {
  const parts = EVEN * Math.ceil(rows / wanted / EVEN)
  return Math.ceil(BUCKETS / Math.min(BUCKETS, Math.max(1, parts)))
}

interface Making {
  readonly segments: PassingSegments
  readonly work: PartWork
  readonly answers: PartOfReport[]
  readonly groups: PartGroups
}

/** One answer of all values that stand alone; of each segment read for it, the begun part takes its rows. */
function* makeAlone(making: Making, begun: BegunPart | null): Steps<void> {
  const { segments, work, answers } = making
  const { plan, passes, marked, counts, share } = work
  if (counts.alone === 0) return
  const part = partFilter(marked, { from: ALONE, to: ALONE + 1 })
  const groups = aloneGroups(plan)
  for (const view of share?.inTurn(segments.views) ?? segments.views) {
    if (share?.take('now', view.number) === false) continue
    groups.clear()
    yield* scan({ ...segments, views: [view], part }, plan, passes, groups.groups)
    answers.push(partOf(groups.groups, plan.query, barOf(making)))
    if (answers.length === JOINED) join(making)
    if (begun !== null) yield* addView(making, begun, view)
  }
  join(making)
}

function join({ answers, work: { plan } }: Making): void {
  if (answers.length > 1) answers.splice(0, answers.length, joinedParts(answers, plan))
}

/**
 * The last row that a page may show of what is known; what comes after it
 * is not wanted. `null`: all are.
 */
function barOf({ answers, work: { plan } }: Making): ReportRow | null {
  const { offset, limit } = plan.query
  return answers[0]?.rows[offset + limit - 1] ?? null
}

/** A part that is added up segment by segment, while they are in memory for something else. */
interface BegunPart {
  readonly part: Part
  readonly added: Set<number>
  isTooLarge: boolean
}

function beginPart({ groups }: Making, part: Part): BegunPart {
  groups.clear()
  return { part, added: new Set(), isTooLarge: false }
}

function* addView(making: Making, begun: BegunPart, view: SegmentView): Steps<void> {
  if (begun.isTooLarge) return
  try {
    yield* addPart(making, begun.part, [view])
    begun.added.add(view.number)
  } catch (error) {
    if (!isTooMuch(error)) throw error
    begun.isTooLarge = true
  }
}

/** What it has not met yet. One that is too large is made anew, in halves. */
function* finishPart(making: Making, { part, added, isTooLarge }: BegunPart): Steps<void> {
  const views = making.segments.views.filter(({ number }) => !added.has(number))
  yield* isTooLarge ? makePart(making, part) : tryPart(making, part, views)
}

function* makePart(making: Making, part: Part): Steps<void> {
  making.groups.clear()
  yield* tryPart(making, part, making.segments.views)
}

/** Adds these views to the groups and answers; a part that turns out too large is made in halves. */
function* tryPart(making: Making, part: Part, views: readonly SegmentView[]): Steps<void> {
  const { work, answers, groups } = making
  try {
    yield* addPart(making, part, views)
    answers.push(partOf(groups.groups, work.plan.query, barOf(making)))
  } catch (error) {
    if (!isTooMuch(error) || part.to - part.from === 1) throw error
    const middle = (part.from + part.to) >> 1
    yield* makePart(making, { ...part, to: middle })
    yield* makePart(making, { ...part, from: middle })
  }
}

function* addPart(
  { segments, work, groups }: Making,
  part: Part,
  views: readonly SegmentView[],
): Steps<void> {
  const { plan, passes, marked } = work
  const filter = partFilter(marked, part)
  yield* scan({ ...segments, views, part: filter }, plan, passes, groups.groups)
}

/** Groups of one part after another. */
export interface PartGroups {
  readonly groups: Groups
  /** Makes room for another part. */
  clear(): void
}

export function partGroups(plan: ScanPlan, size: TableSize): PartGroups {
  const empty = emptyGroups(plan)
  const numbers: ValueNumbers[] = []
  const tables = empty.dimensions.map((_, level) =>
    passingTable(level === plan.query.parent.length ? size : { most: size.most }),
  )
  const groups = { ...empty, numbers }
  for (const totals of [groups.now, groups.before])
    if (totals) growTotals(totals, size.expected ?? 0)
  return {
    groups,
    clear() {
      tables.forEach((table, level) => {
        table.clear()
        numbers[level] = partNumbers(empty.dimensions[level]!, table, plan.query)
      })
      clearSums(groups)
    },
  }
}

/** The values that stand alone are on the level that is made in parts. */
function aloneGroups(plan: ScanPlan): PartGroups {
  const empty = emptyGroups(plan)
  const level = plan.query.parent.length
  const alone = segmentNumbers(empty.dimensions[level]!)
  const groups = { ...empty, numbers: empty.numbers.with(level, alone) }
  return {
    groups,
    clear() {
      alone.clear()
      clearSums(groups)
    },
  }
}

function clearSums(groups: Groups): void {
  groups.levels.forEach(clearLevel)
  for (const totals of [groups.now, groups.before])
    for (const array of totals?.arrays ?? []) array.fill(0)
  groups.damaged.clear()
}

function partNumbers(dimension: Dimension, table: TextTable, query: Query): ValueNumbers {
  if (dimension.columns.length === 0 || dimension.plain === null)
    return valueNumbers(table, textValue(dimension, query))
  return ownTextNumbers(table)
}
