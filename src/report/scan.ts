/**
 * The scan: goes once over the segments and adds up groups. Segments outside the period are
 * skipped unread; a damaged one counts nothing, as a whole, and makes the answer partial.
 */
import { type Calendar, NO_SHIFT } from '../core/reports/buckets.ts'
import { type Dimension, dimensionOf, type ValueContext } from '../core/reports/dimensions.ts'
import type { Period } from '../core/reports/period.ts'
import { textPredicate } from '../core/reports/predicate.ts'
import type { Labels, Query } from '../core/reports/query.ts'
import type { SumKey } from '../core/reports/sums.ts'
import { DamagedSegment, type SegmentView } from '../ledger/column.ts'
import { emptyTotals, growTotals, readSums, type Totals } from './accumulate.ts'
import { type Coded, usedCodes } from './encode.ts'
import {
  descend,
  descendFirst,
  emptyLevel,
  type Level,
  type ValueNumbers,
  valueNumbers,
} from './groups.ts'
import { emptyLater, gatherLater, type LaterValues } from './later.ts'
import { type ScanContext, segmentReader } from './reader.ts'
import { type Clause, mayContain, type Selection, selectRows, type Wanted } from './select.ts'

/** Called before every segment; throws when the deadline has passed. */
export type Checkpoint = () => void

export interface Segments {
  /** All segments in the order of the ledger, the open one last. Can be gone through repeatedly. */
  readonly views: Iterable<SegmentView>
  readonly checkpoint: Checkpoint
}

/** The tree of groups of a query with its sums for the period and the compared one. */
export interface Groups {
  readonly dimensions: readonly Dimension[]
  readonly numbers: readonly ValueNumbers[]
  /** One per grouping. */
  readonly levels: readonly Level[]
  /** Sums of the deepest groups; of group 0 if there are no groupings. */
  readonly now: Totals
  readonly before: Totals | null
  /** Numbers of the segments that could not be read. */
  readonly damaged: ReadonlySet<number>
}

/** Groups by the first `depth` groupings. */
export function scan(
  segments: Segments,
  query: Query,
  depth: number,
  sums: readonly SumKey[],
): Groups {
  const dimensions = query.groupings.slice(0, depth).map(known)
  const groups = {
    dimensions,
    numbers: dimensions.map(valueNumbers),
    levels: dimensions.map(emptyLevel),
    now: emptyTotals(sums),
    before: query.compare === null ? null : emptyTotals(sums),
    damaged: new Set<number>(),
  }
  const { zone, weekStart, period, compare } = query
  const now = { period, calendar: { zone, weekStart, shift: NO_SHIFT }, totals: groups.now }
  scanPeriod(segments, query, groups, now)
  if (compare !== null && groups.before !== null) {
    const calendar = { zone, weekStart, shift: compare.shift }
    scanPeriod(segments, query, groups, { period: compare.period, calendar, totals: groups.before })
  }
  return groups
}

function known(key: string): Dimension {
  const dimension = dimensionOf(key)
  if (dimension === null) throw new Error(`no dimension ${key}`)
  return dimension
}

/** The conditions of a query, those of the parent row first: they leave the fewest rows. */
export function clausesOf(query: Pick<Query, 'groupings' | 'parent' | 'where'>): readonly Clause[] {
  const parents = query.parent.map((value, index) => [
    { dimension: known(query.groupings[index]!), accepts: (text: string | null) => text === value },
  ])
  const filters = query.where.map(({ any }) =>
    any.map((test) => {
      const dimension = known(test.field)
      return { dimension, accepts: textPredicate(test, dimension) }
    }),
  )
  return [...parents, ...filters]
}

interface Work {
  readonly groups: Groups & { readonly damaged: Set<number> }
  readonly totals: Totals
  readonly context: ScanContext
  readonly wanted: Wanted
}

/** One of the two periods of a query. */
interface Pass {
  readonly period: Period
  readonly calendar: Calendar
  readonly totals: Totals
}

function scanPeriod(
  segments: Segments,
  query: Query,
  groups: Work['groups'],
  { period, calendar, totals }: Pass,
): void {
  const wanted = { period, bots: query.bots, clauses: clausesOf(query) }
  const used = [...groups.dimensions, ...wanted.clauses.flat().map(({ dimension }) => dimension)]
  const values = valueContext(query.labels, calendar)
  const { basis } = query
  const later = gatherAll(segments, used, { basis, period, values, damaged: groups.damaged })
  const work = { groups, totals, context: { basis, values, later }, wanted }
  for (const view of segments.views) {
    if (!mayContain(view, period, basis)) continue
    segments.checkpoint()
    unlessDamaged(view, groups.damaged, () => scanSegment(view, work))
  }
}

export function valueContext(labels: Labels, calendar: Calendar): ValueContext {
  const groupOf = (dimension: string, id: number) => labels.groups.get(dimension)?.get(id) ?? null
  return { calendar, groupOf }
}

/** Runs `read`; a segment that turns out damaged is noted and otherwise left out. */
export function unlessDamaged(view: SegmentView, damaged: Set<number>, read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error
    damaged.add(view.number)
  }
}

/** What later events say, for those dimensions that have such. */
export function gatherAll(
  segments: Segments,
  dimensions: readonly Dimension[],
  options: {
    readonly basis: Query['basis']
    readonly period: Period
    readonly values: ValueContext
    readonly damaged: Set<number>
  },
): ReadonlyMap<string, LaterValues> {
  const found = new Map<string, LaterValues>()
  const wanted = new Map(dimensions.map((dimension) => [dimension.key, dimension]))
  for (const { key, later } of wanted.values())
    if (later !== null) found.set(key, emptyLater(later.rule))
  if (found.size === 0) return found
  const { basis, period, values, damaged } = options
  const context = { basis, values, later: new Map() }
  for (const view of segments.views) {
    // Of clicks made in the period all events are in it; events of the period can be of any click.
    if (basis === 'click' && !mayContain(view, period, 'click')) continue
    segments.checkpoint()
    unlessDamaged(view, damaged, () => {
      const reader = segmentReader(view, context)
      for (const [key, into] of found) {
        const dimension = wanted.get(key)!
        gatherLater(into, dimension, () => reader.ownDimension(dimension), view)
      }
    })
  }
  return found
}

function scanSegment(view: SegmentView, { groups, totals, context, wanted }: Work): void {
  const reader = segmentReader(view, context)
  const selection = selectRows(reader, wanted)
  if (selection.count === 0) return
  // All columns are read before anything is added: damage found later would count half a segment.
  const coded = groups.dimensions.map((dimension) => reader.dimension(dimension))
  const adders = readSums(totals.keys, view)
  const rowGroups = groupRows(groups, coded, selection)
  const deepest = groups.levels.at(-1)
  growTotals(totals, deepest === undefined ? 1 : deepest.size)
  adders.forEach((add, index) => add(totals.arrays[index]!, rowGroups, selection))
}

/** The deepest group of each selected row. */
function groupRows(
  { numbers, levels }: Groups,
  coded: readonly Coded<string | null>[],
  selection: Selection,
): Uint32Array {
  const groups = new Uint32Array(selection.count)
  const valuesOfRows = new Uint32Array(selection.count)
  coded.forEach((each, index) => {
    numberRows(each, numbers[index]!, selection, valuesOfRows)
    const level = levels[index]!
    if (index === 0) descendFirst(level, groups, valuesOfRows, numbers[0]!.values.length)
    else descend(level, groups, valuesOfRows, selection.count)
  })
  return groups
}

/**
 * The query-wide value number of each selected row. A value is looked up once per segment, between
 * two loops that call nothing: calls in a loop this long keep it from being compiled well.
 */
function numberRows(
  coded: Coded<string | null>,
  numbers: ValueNumbers,
  selection: Selection,
  into: Uint32Array,
): void {
  const { codes, size, cell } = coded
  if (codes === null) {
    into.fill(numbers.numberOf(cell(0)))
    return
  }
  const table = usedCodes(codes, size, selection)
  for (let code = 0; code < size; code++)
    if (table[code] !== 0) table[code] = numbers.numberOf(cell(code))
  const { rows, count } = selection
  for (let at = 0; at < count; at++) into[at] = table[codes[rows[at]!]!]!
}
