/** Runs one report over segments: scan, filters on rows, order, page. Pure but for what it reads. */
import { formulaMeasures } from '../../core/reports/formula.ts'
import { measureOf } from '../../core/reports/measures.ts'
import { type Query, TOTAL_ROWS_MAX } from '../../core/reports/query.ts'
import type { SumKey } from '../../core/reports/sums.ts'
import { atOnce, type Steps } from '../../lib/steps.ts'
import { spent } from '../../lib/thread-memory.ts'
import { applyHaving, type Excluded, EXCLUDED_MEASURES } from '../rows/having.ts'
import { labelReader } from '../rows/labels.ts'
import { orderOf } from '../rows/order.ts'
import {
  lazyRows,
  type MeasureValues,
  type PageOfRows,
  pageOfRows,
  type ReportRow,
  type ReportRows,
  shownLevels,
} from '../rows/result.ts'
import { type SideBySide, sideBySide } from '../rows/side-by-side.ts'
import { columnReader, type LevelSums, type Tree, treeOf } from '../rows/tree.ts'
import { emptyGroups, type Groups, planPasses, scan, type ScanPlan, type Segments } from './scan.ts'

/** Bytes that finishing a group of a part leaves. */
const GARBAGE_PER_GROUP = 24

export interface QueryResult extends PageOfRows {
  readonly excluded: Excluded
  /** Segments that could not be read and are in no number; empty for a complete answer. */
  readonly damaged: readonly number[]
}

/** Throws what the checkpoint throws, and `TooManyGroups`. */
export function runQuery(segments: Segments, query: Query): QueryResult {
  return atOnce(querySteps(segments, query))
}

/** The same in steps. */
function* querySteps(segments: Segments, query: Query): Steps<QueryResult> {
  return resultOf(yield* sumSteps(segments, query), query)
}

/** Everything that the query counts, added up. */
export function* sumSteps(segments: Segments, query: Query): Steps<Groups> {
  const plan = planOf(query)
  const groups = emptyGroups(plan, segments.texts)
  const passes = yield* planPasses(segments, plan, groups.damaged)
  yield* scan(segments, plan, passes, groups)
  return groups
}

/** What a query adds up. */
export function planOf(query: Query): ScanPlan {
  const depth = Math.max(
    Math.min(shownLevels(query).last, query.groupings.length),
    ...query.having.map((having) => having.level),
  )
  return { query, depth, sums: sumsOf(query), room: Infinity }
}

/** The report of everything that was added up, with so many rows at most, rows of children included. */
export function resultOf(groups: Groups, query: Query, most = TOTAL_ROWS_MAX): QueryResult {
  const { tree, labels, excluded } = finished(groups, query)
  const page = pageOfRows(tree, query, { labels, order: orderOf(tree, query, labels), most })
  return { ...page, excluded, damaged: [...groups.damaged] }
}

/** What is kept of a part of a report; travels between threads. */
export interface PartOfReport extends Pick<
  QueryResult,
  'rows' | 'totalRows' | 'excluded' | 'damaged'
> {
  /** Of all its rows, in the order of the plan's sums. */
  readonly now: readonly number[]
  readonly before: readonly number[] | null
}

/** Rows that come after `bar` may be left out. */
export function partOf(groups: Groups, query: Query, bar: ReportRow | null = null): PartOfReport {
  const { tree, labels, excluded } = finished(groups, query)
  const order = orderOf(tree, query, labels, bar)
  const page = pageOfRows(tree, query, { labels, order, most: TOTAL_ROWS_MAX })
  spent(tree.sizes.at(-1)! * GARBAGE_PER_GROUP)
  return {
    rows: page.rows,
    totalRows: page.totalRows,
    excluded,
    damaged: [...groups.damaged],
    ...wholeSums(tree),
  }
}

/** The same with all rows, each made when it is asked for. */
export function rowsOfPart(
  groups: Groups,
  query: Query,
): Pick<ReportRows, 'rows'> & Pick<PartOfReport, 'now' | 'before'> {
  const { tree, labels } = finished(groups, query)
  const order = orderOf(tree, query, labels)
  const { rows } = lazyRows(tree, query, { labels, order, most: Infinity })
  return { rows, ...wholeSums(tree) }
}

function wholeSums({ now, before }: Tree): Pick<PartOfReport, 'now' | 'before'> {
  const whole = (sums: LevelSums) => sums.map((array) => array[0]!)
  return { now: whole(now[0]!), before: before && whole(before[0]!) }
}

/** The rows of the report of everything that was added up, each made when it is asked for. */
export function rowsOfResult(groups: Groups, query: Query): ReportRows {
  const { tree, labels } = finished(groups, query)
  const order = orderOf(tree, query, labels)
  return lazyRows(tree, query, { labels, order, most: TOTAL_ROWS_MAX })
}

/** Of a query with one grouping by ids, whatever its page and its order. */
export function sumsSideBySide(groups: Groups, query: Query): SideBySide {
  const { tree, labels } = finished(groups, query)
  return sideBySide(tree, query, labels)
}

function finished(groups: Groups, query: Query) {
  const tree = treeOf(groups, query)
  const labels = labelReader(groups, query)
  return { tree, labels, excluded: applyHaving(tree, query, labels) }
}

/** The measures of sums that lie in the order of `keys`. */
export function measuresOf(
  query: Pick<Query, 'columns' | 'moneyRate'>,
  keys: readonly SumKey[],
  sums: readonly number[],
): MeasureValues {
  const arrays = sums.map((sum) => Float64Array.of(sum))
  return Object.fromEntries(
    query.columns.map((column) => [column.key, columnReader(column, keys, query)(arrays, 0)]),
  )
}

/** The sums that the columns, the order and the filters of a query need. */
function sumsOf(query: Query): SumKey[] {
  const ordering = query.sort.map(({ column }) => column).filter((column) => column !== null)
  const shown = [...query.columns, ...ordering].flatMap(({ key, formula }) =>
    formula === null ? [key] : formulaMeasures(formula),
  )
  const tests = query.having.flatMap(({ any }) => any)
  const filtered = tests.flatMap((test) =>
    'formula' in test && test.formula !== undefined ? formulaMeasures(test.formula) : [test.field],
  )
  const excluded = query.having.length > 0 ? EXCLUDED_MEASURES : []
  const keys = [...shown, ...filtered, ...excluded]
  return [...new Set(keys.flatMap((key) => measureOf(key)?.needs ?? []))]
}
