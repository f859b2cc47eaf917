/** The rows of a report as they are shown: children under the rows that were opened. */
import type { Measures, ReportRow } from '../../api/types.ts'
import { levelsOf, type PlainFilter, type ReportState, type Step } from './state.ts'

export interface ShownRow {
  readonly key: string
  readonly level: number
  readonly steps: readonly Step[]
  /** What the server calls the value. */
  readonly label: string | null
  /** Null: not set. */
  readonly value: string | null
  readonly dimension: string
  readonly isOther: boolean
  readonly m: Measures
  readonly prev: Measures | null
}

export type Children = ReadonlyMap<string, readonly ShownRow[] | 'loading'>

export function shownRow({ path, m, prev, isOther }: ReportRow): ShownRow {
  const last = path.at(-1)
  const steps = path.map(({ dimension, value }) => ({ dimension, value }))
  return {
    key: keyOf(steps, isOther),
    level: path.length,
    steps,
    label: last?.label ?? last?.value ?? null,
    value: last?.value ?? null,
    dimension: last?.dimension ?? '',
    isOther,
    m,
    prev: prev ?? null,
  }
}

function keyOf(steps: readonly Step[], isOther: boolean): string {
  return JSON.stringify(steps.map(({ value }) => value)) + (isOther ? ' other' : '')
}

/** Depth first, each row followed by what was loaded under it. */
export function flattened(rows: readonly ShownRow[], children: Children): readonly ShownRow[] {
  return rows.flatMap((row) => {
    const below = children.get(row.key)
    return below === undefined || below === 'loading' ? [row] : [row, ...flattened(below, children)]
  })
}

/** Enough traffic cost for a number of payouts, and not one lead. */
export function isCutCandidate({ m }: ShownRow, limit: number): boolean {
  const cost = m['cost'] ?? 0
  return limit > 0 && cost > limit && (m['leads'] ?? 0) === 0
}

/** Whether the report has a level below the row. */
export function hasInside({ isOther, level }: ShownRow, state: ReportState): boolean {
  return !isOther && level < levelsOf(state).length
}

/** The filter on just these rows, or on all others; null where they have no dimension in common. */
export function filterOn(rows: readonly ShownRow[], op: 'in' | 'not_in'): PlainFilter | null {
  const field = rows[0]?.dimension
  if (field === undefined || rows.some((row) => row.isOther || row.dimension !== field)) return null
  return { field, op, value: rows.map(({ value }) => value) }
}

/** The sum of what can be summed; ratios of a selection are nobody's business to guess. */
export function summed(rows: readonly ShownRow[], columns: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const column of columns) {
    sums.set(
      column,
      rows.reduce((total, { m }) => total + (m[column] ?? 0), 0),
    )
  }
  return sums
}

/** Ids of rows as people paste them into the panels of traffic sources. */
export type CopyShape = 'lines' | 'commas' | 'quoted' | 'url'

export function copied(values: readonly string[], shape: CopyShape): string {
  switch (shape) {
    case 'lines':
      return values.join('\n')
    case 'commas':
      return values.join(',')
    case 'quoted':
      return values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
    case 'url':
      return values.map(encodeURIComponent).join(',')
  }
}
