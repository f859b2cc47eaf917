/** Values and labels of the groups of a report. */
import type { Query } from '../../core/reports/query.ts'
import type { Groups } from '../scan/scan.ts'

export const NOT_SET = '(not set)'
export const OTHER = '(other)'

const WEEKDAYS: ReadonlyMap<string, string> = new Map(
  ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
    (name, index) => [String(index + 1), name],
  ),
)

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
  const names = dimension === 'dayOfWeek' ? WEEKDAYS : (labels.names.get(dimension) ?? null)
  return (value) => (value === null ? NOT_SET : (names?.get(value) ?? value))
}
