/**
 * Adds up a report part by part, and keeps of each part what the whole needs: its sums, how many rows
 * it has, and its first rows. One set of arrays serves all parts. Values that stand alone are a part
 * for each segment, which needs no table; the other parts are told apart by the buckets of a survey.
 */
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { Query } from '../../core/reports/query.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { willHold } from '../../lib/thread-memory.ts'
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
  PARTS_BYTES,
  takePart,
} from './parts.ts'
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
import type { Steps } from './steps.ts'
import { type Counts } from './survey.ts'
import { passingTable, type TableSize, type TextTable } from './texts.ts'

/** A table of texts holds so many before it grows once more: every part reads all columns again. */
const MOST = 1_572_863
const SIZES: PartSizes = { wanted: MOST * 0.95, most: MOST }
/** Parts are made by two threads. */
const EVEN = 2
const BUCKETS = END_OF_BUCKETS - FIRST_BUCKET
/** Rows that are kept until the first ones of them are chosen. */
const JOINED = 16

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
  /** The segments whose lonely values this thread may take, and its share of them. */
  readonly alone: { readonly views: readonly SegmentView[]; readonly share?: Share }
  /** Rows that a part should and may have; absent: as many as memory allows. */
  readonly sizes?: PartSizes
}

/** Takes segments, then parts, until there are none left. */
export function* partSteps(segments: Segments, work: PartWork): Steps<PartOfReport[]> {
  willHold(PARTS_BYTES)
  const answers = yield* aloneSteps(segments, work)
  const { plan, sizes = SIZES, counter } = work
  const { others } = work.counts
  const size = partSize(others, sizes.wanted)
  // Other rows have it too, or it would stand alone.
  const expected = (others * size) / BUCKETS / 2
  const groups = partGroups(plan, { most: sizes.most, expected })
  const making = { segments, work, answers, groups }
  for (let part = nextPart(); part !== null; part = nextPart()) yield* makePart(making, part)
  return answers

  function nextPart(): Part | null {
    return others === 0 ? null : takePart(counter, size)
  }
}

/** In buckets; there are at most as many values as rows. */
function partSize(rows: number, wanted: number): number {
  const parts = EVEN * Math.ceil(rows / wanted / EVEN)
  return Math.ceil(BUCKETS / Math.min(BUCKETS, Math.max(1, parts)))
}

function* aloneSteps(segments: Segments, work: PartWork): Steps<PartOfReport[]> {
  const { plan, passes, marked, counts, alone } = work
  const { query } = plan
  const answers: PartOfReport[] = []
  if (counts.alone === 0) return answers
  const part = partFilter(marked, { from: ALONE, to: ALONE + 1 })
  const groups = aloneGroups(plan)
  for (const view of alone.share?.inTurn(alone.views) ?? alone.views) {
    if (alone.share?.take('now', view.number) === false) continue
    groups.clear()
    yield* scan({ ...segments, views: [view], part }, plan, passes, groups.groups)
    answers.push(partOf(groups.groups, query))
    if (answers.length === JOINED) answers.splice(0, JOINED, joinedParts(answers, plan))
  }
  return answers.length === 0 ? [] : [joinedParts(answers, plan)]
}

interface Making {
  readonly segments: Segments
  readonly work: PartWork
  readonly answers: PartOfReport[]
  readonly groups: PartGroups
}

/** A part that turns out too large is made in halves. */
function* makePart(making: Making, part: Part): Steps<void> {
  const { segments, work, answers, groups } = making
  const { plan, passes, marked } = work
  try {
    groups.clear()
    const filter = partFilter(marked, part)
    yield* scan({ ...segments, part: filter }, plan, passes, groups.groups)
    answers.push(partOf(groups.groups, plan.query))
  } catch (error) {
    if (!isTooMuch(error) || part.to - part.from === 1) throw error
    const middle = (part.from + part.to) >> 1
    yield* makePart(making, { ...part, to: middle })
    yield* makePart(making, { ...part, from: middle })
  }
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
