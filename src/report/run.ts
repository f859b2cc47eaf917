/** Runs one report over segments: scan, filters on rows, order, page. Pure but for what it reads. */
import { formulaMeasures } from '../core/reports/formula.ts'
import { measureOf } from '../core/reports/measures.ts'
import type { Query } from '../core/reports/query.ts'
import type { SumKey } from '../core/reports/sums.ts'
import { applyHaving, type Excluded, EXCLUDED_MEASURES } from './having.ts'
import { labelReader } from './labels.ts'
import { orderOf } from './order.ts'
import { type PageOfRows, pageOfRows, shownLevels } from './result.ts'
import { scan, type Segments } from './scan.ts'
import { treeOf } from './tree.ts'

export interface QueryResult extends PageOfRows {
  readonly excluded: Excluded
  /** Segments that could not be read and are in no number; empty for a complete answer. */
  readonly damaged: readonly number[]
}

/** Throws what the checkpoint throws, and `TooManyGroups`. */
export function runQuery(segments: Segments, query: Query): QueryResult {
  const depth = Math.max(
    Math.min(shownLevels(query).last, query.groupings.length),
    ...query.having.map((having) => having.level),
  )
  const groups = scan(segments, query, depth, sumsOf(query))
  const tree = treeOf(groups)
  const labels = labelReader(groups, query)
  const excluded = applyHaving(tree, query, labels)
  const page = pageOfRows(tree, query, labels, orderOf(tree, query, labels))
  return { ...page, excluded, damaged: [...groups.damaged] }
}

/** The sums that the columns, the order and the filters of a query need. */
function sumsOf(query: Query): SumKey[] {
  const ordering = query.sort.map(({ column }) => column).filter((column) => column !== null)
  const shown = [...query.columns, ...ordering].flatMap(({ key, formula }) =>
    formula === null ? [key] : formulaMeasures(formula),
  )
  const filtered = query.having.flatMap(({ any }) => any.map((test) => test.field))
  const excluded = query.having.length > 0 ? EXCLUDED_MEASURES : []
  const keys = [...shown, ...filtered, ...excluded]
  return [...new Set(keys.flatMap((key) => measureOf(key)?.needs ?? []))]
}
