/**
 * Adds up a report part by part, and keeps of each part what the whole needs: its sums, how many rows
 * it has, and its first rows. One set of arrays serves all parts.
 */
import type { Dimension } from '../core/reports/dimensions.ts'
import type { Query } from '../core/reports/query.ts'
import { isTooMuch } from './deadline.ts'
import { clearLevel, ownTextNumbers, type ValueNumbers, valueNumbers } from './groups.ts'
import { bucketing, BUCKETS, type Part, type PartClaims, takePart } from './parts.ts'
import { partOf, type PartOfReport } from './run.ts'
import {
  emptyGroups,
  type Groups,
  known,
  type Pass,
  scan,
  type ScanPlan,
  type Segments,
  textValue,
} from './scan.ts'
import type { Steps } from './steps.ts'
import { passingTable, type TextTable } from './texts.ts'

/** A table of texts holds so many before it grows once more: every part reads all columns again. */
const MOST = 1_572_863
const SIZES: PartSizes = { wanted: MOST * 0.95, most: MOST }
/** Parts are made by two threads. */
const EVEN = 2

export interface PartSizes {
  readonly wanted: number
  readonly most: number
}

export interface PartWork {
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  readonly claims: PartClaims
  /** Rows that a part should and may have; absent: as many as memory allows. */
  readonly sizes?: PartSizes
}

/** Takes parts until there are none left. */
export function* partSteps(segments: Segments, work: PartWork): Steps<PartOfReport[]> {
  const { plan, sizes = SIZES } = work
  const { query } = plan
  const answers: PartOfReport[] = []
  const making = {
    segments,
    work,
    answers,
    groups: partGroups(plan, sizes.most),
    buckets: bucketing(known(query.groupings[query.parent.length]!)),
  }
  const size = partSize(
    [...segments.views].reduce((sum, { rows }) => sum + rows, 0),
    sizes.wanted,
  )
  for (;;) {
    const part = takePart(work.claims, size)
    if (part === null) return answers
    yield* makePart(making, part)
  }
}

/** In buckets; there are at most as many values as rows. */
function partSize(rows: number, wanted: number): number {
  const parts = EVEN * Math.ceil(rows / wanted / EVEN)
  return Math.ceil(BUCKETS / Math.min(BUCKETS, Math.max(1, parts)))
}

interface Making {
  readonly segments: Segments
  readonly work: PartWork
  readonly answers: PartOfReport[]
  readonly groups: PartGroups
  readonly buckets: ReturnType<typeof bucketing>
}

/** A part that turns out too large is made in halves. */
function* makePart(making: Making, part: Part): Steps<void> {
  const { segments, work, answers, groups, buckets } = making
  const { plan, passes } = work
  try {
    groups.clear()
    yield* scan({ ...segments, part: buckets.filter(part) }, plan, passes, groups.groups)
    answers.push(partOf(groups.groups, plan.query))
  } catch (error) {
    if (!isTooMuch(error) || part.to - part.from === 1) throw error
    const middle = (part.from + part.to) >> 1
    yield* makePart(making, { ...part, to: middle })
    yield* makePart(making, { ...part, from: middle })
  }
}

interface PartGroups {
  readonly groups: Groups
  /** Makes room for another part. */
  clear(): void
}

function partGroups(plan: ScanPlan, most: number): PartGroups {
  const empty = emptyGroups(plan)
  const numbers: ValueNumbers[] = []
  const tables = empty.dimensions.map(() => passingTable(most))
  const groups = { ...empty, numbers }
  return {
    groups,
    clear() {
      tables.forEach((table, level) => {
        table.clear()
        numbers[level] = partNumbers(empty.dimensions[level]!, table, plan.query)
      })
      groups.levels.forEach(clearLevel)
      for (const totals of [groups.now, groups.before])
        for (const array of totals?.arrays ?? []) array.fill(0)
      groups.damaged.clear()
    },
  }
}

function partNumbers(dimension: Dimension, table: TextTable, query: Query): ValueNumbers {
  if (dimension.columns.length === 0 || dimension.plain === null)
    return valueNumbers(table, textValue(dimension, query))
  return ownTextNumbers(table)
}
