/**
 * The scan: goes once over the segments and adds up groups. Segments outside the period are
 * skipped unread; a damaged one counts nothing, as a whole, and makes the answer partial.
 */
import { type Calendar, NO_SHIFT } from '../../core/reports/buckets.ts'
import { type Dimension, logFieldOf, type ValueContext } from '../../core/reports/dimensions.ts'
import type { Period } from '../../core/reports/period.ts'
import { type TextPredicate, textPredicate } from '../../core/reports/predicate.ts'
import type { Labels, Query } from '../../core/reports/query.ts'
import type { SumKey } from '../../core/reports/sums.ts'
import { DamagedSegment, type SegmentView } from '../../ledger/columns/column.ts'
import type { Steps } from '../../lib/steps.ts'
import { heldBytes, spent } from '../../lib/thread-memory.ts'
import { giveWay } from '../../lib/thread-priority.ts'
import { emptyTotals, growTotals, readSums, type Totals } from './accumulate.ts'
import { campaignsOf, ofCampaigns } from './campaign-rows.ts'
import type { SelectedRows } from './encode.ts'
import { groupRows, type GroupTree } from './group-rows.ts'
import {
  emptyLevel,
  textMemo,
  textNumbers,
  TooManyGroups,
  type ValueNumbers,
  valueNumbers,
} from './groups.ts'
import { emptyLater, gatherLater, type LaterValues, settleLater } from './later.ts'
import { type ScanContext, type SegmentReader, segmentReader } from './reader.ts'
import { type Clause, type Condition, mayContain, selectRows, type Wanted } from './select.ts'
import { textSieve } from './sieve.ts'
import { type TextTables, textTables } from './text-tables.ts'
import { passingTable } from './texts.ts'

/** Bytes of small arrays that adding up a segment leaves. */
const GARBAGE_PER_ROW = 4

/** Called before every segment; throws when the deadline has passed or nobody waits any more. */
export type Checkpoint = () => void

export interface Segments {
  /** All segments in the order of the ledger, the open one last. Can be gone through repeatedly. */
  readonly views: Iterable<SegmentView>
  readonly checkpoint: Checkpoint
  /** Of the thread; absent where nothing is kept from one query to the next. */
  readonly texts?: TextTables
  /** Absent when one thread does it all. */
  readonly share?: Share
  /** Absent when all rows are wanted. */
  readonly part?: PartFilter
}

/** Which segments are this thread's. */
export interface Share {
  /** Takes a segment for one of the two passes; false when another thread has it. */
  take(pass: PassName, segment: number): boolean
  /** The order in which this thread should try them. */
  inTurn(views: readonly SegmentView[]): readonly SegmentView[]
}

/** The tree of groups of a query with its sums for the period and the compared one. */
export interface Groups extends GroupTree {
  /** One per level, as of the other lists. */
  readonly dimensions: readonly Dimension[]
  /** Sums of the deepest groups; of group 0 if there are no groupings. */
  readonly now: Totals
  readonly before: Totals | null
  /** Numbers of the segments that could not be read. */
  readonly damaged: Set<number>
}

export type PassName = 'now' | 'before'

/** Where a segment is looked at: one of the periods, and its number. */
export interface SegmentOfPass {
  readonly pass: PassName
  readonly segment: number
}

/** Those of selected rows that are of a part; good until the next selection. */
export type PartFilter = (place: SegmentOfPass, selection: SelectedRows) => SelectedRows

/** What is to be added up, and on how many levels of groups. */
export interface ScanPlan {
  readonly query: Query
  readonly depth: number
  readonly sums: readonly SumKey[]
  /** Only rows with these values of the grouping below the parent; absent: all. */
  readonly only?: readonly (string | null)[]
  /** Bytes that each thread may hold for it; with more it is given up as too many groups. */
  readonly room: number
}

/** One of the two periods of a query. */
export interface Pass {
  readonly name: PassName
  readonly period: Period
  readonly calendar: Calendar
  /** By dimension: what later events say. */
  readonly later: ReadonlyMap<string, LaterValues>
}

/** Groups by the first `depth` groupings. */
export function emptyGroups(
  { query, depth, sums, only }: ScanPlan,
  texts: TextTables = textTables(),
): Groups {
  // Of very many texts these are few: the others shall not be numbered.
  const tables = only === undefined ? texts : { of: () => passingTable() }
  const dimensions = query.groupings.slice(0, depth).map(known)
  return {
    dimensions,
    numbers: dimensions.map((dimension) => numbersFor(dimension, tables, query)),
    levels: dimensions.map(emptyLevel),
    now: emptyTotals(sums),
    before: query.compare === null ? null : emptyTotals(sums),
    damaged: new Set<number>(),
  }
}

/** The tables are by column: dimensions seen through the same one share its texts. */
function numbersFor(
  dimension: Dimension,
  texts: Pick<TextTables, 'of'>,
  query: Query,
): ValueNumbers {
  const [column] = dimension.columns
  const table = column === undefined ? null : texts.of(column)
  return dimension.plain === null || table === null
    ? valueNumbers(table, textValue(dimension, query))
    : textNumbers(table)
}

/** What a dimension makes of the text of its column. */
export function textValue(
  { of }: Dimension,
  { zone, weekStart, labels }: Query,
): (text: string) => string | null {
  const context = valueContext(labels, { zone, weekStart, shift: NO_SHIFT })
  return (text) => of([text], context)
}

/** The passes with what later events say for each, which takes a look at every segment. */
export function* planPasses(
  segments: Segments,
  plan: ScanPlan,
  damaged: Set<number>,
): Steps<readonly Pass[]> {
  const { query, depth } = plan
  const { zone, weekStart, period, compare, basis } = query
  const clauses = clausesOfPlan(plan).flat()
  const dimensions = [
    ...query.groupings.slice(0, depth).map(known),
    ...clauses.map((one) => one.dimension),
  ]
  const planned = [
    { name: 'now', period, calendar: { zone, weekStart, shift: NO_SHIFT } } as const,
    ...(compare === null
      ? []
      : [
          {
            name: 'before',
            period: compare.period,
            calendar: { zone, weekStart, shift: compare.shift },
          } as const,
        ]),
  ]
  const passes: Pass[] = []
  for (const pass of planned) {
    const values = valueContext(query.labels, pass.calendar)
    const options = { basis, period: pass.period, values, damaged }
    passes.push({ ...pass, later: yield* gatherAll(segments, dimensions, options) })
  }
  return passes
}

/** Adds up this thread's share of the segments. */
export function* scan(
  segments: Segments,
  plan: ScanPlan,
  passes: readonly Pass[],
  groups: Groups,
): Steps<void> {
  const { part } = segments
  for (const pass of passes) {
    for (const asked of askedOf(segments, plan, pass)) {
      const { view } = asked
      const work = { groups, pass: pass.name, part, asked }
      unlessDamaged(view, groups.damaged, () => scanSegment(work))
      if (heldBytes() > plan.room) throw new TooManyGroups()
      yield
    }
  }
}

/** A segment, and what of it a pass wants. */
export interface AskedSegment {
  readonly view: SegmentView
  /** All rows that are wanted are of these; `null`: that is not known. */
  readonly campaigns: readonly number[] | null
  readonly context: ScanContext
  readonly wanted: Wanted
}

/** Reads the segment, or as much of it as can be wanted. */
export function readerOf({ view, campaigns, context }: AskedSegment): SegmentReader {
  return segmentReader(campaigns === null ? view : ofCampaigns(view, campaigns), context)
}

/** Those of a pass that are this thread's. */
export function* askedOf(segments: Segments, plan: ScanPlan, pass: Pass): Generator<AskedSegment> {
  const { basis, labels, bots } = plan.query
  const { name, period, calendar, later } = pass
  const context = { basis, values: valueContext(labels, calendar), later }
  const wanted = { period, bots, clauses: clausesOfPlan(plan), texts: segments.texts ?? null }
  const campaigns = campaignsOf(plan.query)
  const { share, checkpoint } = segments
  const views = [...segments.views].filter((view) => mayContain(view, period, basis))
  for (const view of share?.inTurn(views) ?? views) {
    if (share?.take(name, view.number) === false) continue
    checkpoint()
    yield { view, campaigns, context, wanted }
  }
}

function clausesOfPlan({ query, only }: ScanPlan): readonly Clause[] {
  if (only === undefined) return clausesOf(query)
  const values = new Set(only)
  const dimension = known(query.groupings[query.parent.length]!)
  const own = condition(dimension, (text) => values.has(text))
  return [...clausesOf(query), [{ ...own, sieve: textSieve(only) }]]
}

export function known(key: string): Dimension {
  const dimension = logFieldOf(key)
  if (dimension === null) throw new Error(`no dimension ${key}`)
  return dimension
}

/** The conditions of a query, those of the parent row first: they leave the fewest rows. */
export function clausesOf(query: Pick<Query, 'groupings' | 'parent' | 'where'>): readonly Clause[] {
  const parents = query.parent.map((value, index) => [
    condition(known(query.groupings[index]!), (text) => text === value),
  ])
  const filters = query.where.map(({ any }) =>
    any.map((test) => {
      const dimension = known(test.field)
      return condition(dimension, textPredicate(test, dimension))
    }),
  )
  return [...parents, ...filters]
}

const condition = (dimension: Dimension, accepts: TextPredicate): Condition => ({
  dimension,
  accepts,
  known: textMemo(),
})

interface Work {
  readonly groups: Groups
  readonly pass: PassName
  readonly part: PartFilter | undefined
  readonly asked: AskedSegment
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

/** Where a walk looks. */
interface Sought extends Pick<Query, 'period' | 'basis'> {
  /** Takes the segments that can't be read. */
  readonly damaged: Set<number>
}

/** Runs `read` on every segment that can hold what is sought; a step for each. */
export function* readEach(
  { views, checkpoint }: Pick<Segments, 'views' | 'checkpoint'>,
  { period, basis, damaged }: Sought,
  read: (view: SegmentView) => void,
): Steps<void> {
  for (const view of views) {
    if (!mayContain(view, period, basis)) continue
    checkpoint()
    unlessDamaged(view, damaged, () => read(view))
    yield
  }
}

/** What later events say, for those dimensions that have such. */
export function* gatherAll(
  segments: Segments,
  dimensions: readonly Dimension[],
  options: {
    readonly basis: Query['basis']
    readonly period: Period
    readonly values: ValueContext
    readonly damaged: Set<number>
  },
): Steps<ReadonlyMap<string, LaterValues>> {
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
    yield
  }
  for (const each of found.values()) settleLater(each)
  return found
}

function scanSegment({ groups, pass, part, asked }: Work): void {
  const reader = readerOf(asked)
  const { view } = reader
  spent(view.rows * GARBAGE_PER_ROW)
  const selected = selectRows(reader, asked.wanted)
  const selection = part === undefined ? selected : part({ pass, segment: view.number }, selected)
  if (selection.count === 0) return
  // All columns are read before anything is added: damage found later would count half a segment.
  const coded = groups.dimensions.map((dimension) => reader.dimension(dimension, selection))
  const totals = groups[pass]!
  giveWay()
  const adders = readSums(totals.keys, view, selection)
  giveWay()
  const rowGroups = groupRows(groups, coded, selection)
  const deepest = groups.levels.at(-1)
  growTotals(totals, deepest === undefined ? 1 : deepest.size)
  giveWay()
  adders.forEach((add, index) => add(totals.arrays[index]!, rowGroups))
}
