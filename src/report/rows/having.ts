/**
 * Filters on finished rows: failing rows go away with their children, parents and totals are
 * computed again from what is left (`reports.md` 6). Deeper levels are filtered first, so a filter
 * above sees the numbers that will be shown.
 */
import { dimensionOf } from '../../core/reports/dimensions.ts'
import { isMeasure } from '../../core/reports/measures.ts'
import {
  measurePredicate,
  type MeasureTest,
  NAMES_ABOVE,
  textPredicate,
  type TextTest,
} from '../../core/reports/predicate.ts'
import type { Having, Query } from '../../core/reports/query.ts'
import type { LabelReader } from './labels.ts'
import { columnReader, settle, type Tree } from './tree.ts'

/** What filters on rows took out of the report. */
export interface Excluded {
  readonly rows: number
  readonly clicks: number
  readonly cost: number
  readonly revenue: number
}

export const EXCLUDED_MEASURES = ['clicks', 'cost', 'revenue'] as const

/** Takes failing rows out of the tree. */
export function applyHaving(tree: Tree, query: Query, labels: LabelReader): Excluded {
  if (query.having.length === 0) return { rows: 0, clicks: 0, cost: 0, revenue: 0 }
  const before = totalsOf(tree)
  let rows = 0
  for (let level = tree.depth; level > 0; level--) {
    const filters = query.having.filter((having) => having.level === level)
    if (filters.length === 0) continue
    rows += removeFailing(tree, level, rowTest(filters, tree, level, labels))
    settle(tree)
  }
  const [clicks, cost, revenue] = totalsOf(tree).map((total, index) =>
    round6(before[index]! - total),
  )
  return { rows, clicks: clicks!, cost: cost!, revenue: revenue! }
}

const round6 = (value: number) => Math.round(value * 1_000_000) / 1_000_000

function totalsOf(tree: Tree): number[] {
  return EXCLUDED_MEASURES.map(
    (key) => columnReader({ key, formula: null }, tree.groups.now.keys, tree)(tree.now[0]!, 0) ?? 0,
  )
}

function removeFailing(tree: Tree, level: number, passes: (group: number) => boolean): number {
  const alive = tree.alive[level]!
  let removed = 0
  for (let group = 0; group < alive.length; group++) {
    if (alive[group] === 0 || passes(group)) continue
    alive[group] = 0
    removed += 1
  }
  return removed
}

function rowTest(
  filters: readonly Having[],
  tree: Tree,
  level: number,
  labels: LabelReader,
): (group: number) => boolean {
  const tests = filters.map(({ any }) => any.map((test) => testOf(test, tree, level, labels)))
  return (group) => tests.every((any) => any.some((test) => test(group)))
}

function testOf(
  test: MeasureTest | TextTest,
  tree: Tree,
  level: number,
  labels: LabelReader,
): (group: number) => boolean {
  const formula = ('formula' in test && test.formula) || null
  if (test.field === NAMES_ABOVE) return pathTest(test as TextTest, tree, level, labels)
  if (formula === null && !isMeasure(test.field)) return nameTest(test as TextTest, level, labels)
  const read = columnReader({ key: test.field, formula }, tree.groups.now.keys, tree)
  const accepts = measurePredicate(test as MeasureTest)
  return (group) => accepts(read(tree.now[level]!, group))
}

/** Names are compared without case, as a bounded text dimension is. */
function nameTest(test: TextTest, level: number, labels: LabelReader): (group: number) => boolean {
  const accepts = textPredicate(test, dimensionOf('domain')!)
  return (group) => accepts(labels.label(level, group))
}

/** Whether a name on the way down to the row does. */
function pathTest(
  test: TextTest,
  { groups }: Tree,
  level: number,
  labels: LabelReader,
): (group: number) => boolean {
  const tests = groups.levels.map((_, index) => nameTest(test, index + 1, labels))
  return (group) => {
    let at = group
    for (let depth = level; depth > 0; depth--) {
      if (tests[depth - 1]!(at)) return true
      at = groups.levels[depth - 1]!.parents[at]!
    }
    return false
  }
}
