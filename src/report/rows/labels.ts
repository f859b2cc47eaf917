/** Values and labels of the groups of a report. */
import type { Query } from '../../core/reports/query.ts'
import { valueWord } from '../../core/words/values.ts'
import type { Groups } from '../scan/scan.ts'

export const NOT_SET = '(not set)'
export const OTHER = '(other)'

export interface LabelReader {
  /** `null` = not set. Levels count from 1. */
  value(level: number, group: number): string | null
  label(level: number, group: number): string
}

/** Labels are the present names; a value without one is its own label. */
export function labelReader(groups: Groups, query: Query): LabelReader {
  const labels = groups.dimensions.map(({ key }) => labelsOf(query, key))
  const value = (level: number, group: number) =>
    groups.numbers[level - 1]!.value(groups.levels[level - 1]!.values[group]!)
  const label = (level: number, group: number) => labels[level - 1]!(value(level, group))
  return { value, label }
}

/** The labels of a dimension's values. */
export function labelsOf(
  { labels }: Pick<Query, 'labels'>,
  dimension: string,
): (value: string | null) => string {
  const names = labels.names.get(dimension) ?? null
  const nameOf =
    dimension === 'dayOfWeek'
      ? (value: string) => valueWord('en', dimension, value)
      : (value: string) => names?.get(value)
  return (value) => (value === null ? NOT_SET : (nameOf(value) ?? value))
}
