/**
 * Sums of one grouping whose values are numbers, as arrays side by side. They pass to another thread
 * as they are: reading ten thousand rows as objects would hold up the thread that answers visitors.
 */
import type { Query } from '../../core/reports/query.ts'
import type { LabelReader } from './labels.ts'
import type { MeasureValues } from './result.ts'
import { columnReader, type Tree } from './tree.ts'

export interface SideBySide {
  /** Of what each sum is, in no order; what is not set is left out. */
  readonly ids: Float64Array
  /** Measures by key, in the order of the ids; NaN: no value. */
  readonly columns: ReadonlyMap<string, Float64Array>
  readonly totals: MeasureValues
}

export function sideBySide(
  tree: Tree,
  { columns }: Pick<Query, 'columns'>,
  labels: Pick<LabelReader, 'value'>,
): SideBySide {
  const values = Array.from({ length: tree.sizes[1]! }, (_none, group) => labels.value(1, group))
  const groups = Uint32Array.from(values.keys()).filter((group) => values[group] !== null)
  const read = columns.map(
    (column) => [column.key, columnReader(column, tree.groups.now.keys, tree)] as const,
  )
  const [whole, each] = [tree.now[0]!, tree.now[1]!]
  return {
    ids: Float64Array.from(groups, (group) => Number(values[group])),
    columns: new Map(
      read.map(([key, valueIn]) => [
        key,
        Float64Array.from(groups, (group) => valueIn(each, group) ?? Number.NaN),
      ]),
    ),
    totals: Object.fromEntries(read.map(([key, valueIn]) => [key, valueIn(whole, 0)])),
  }
}
