/** The rows of a report as they are shown: children under the rows that were opened. */
import { MACRO } from '../../../src/core/words/values.ts'
import type { Measures, ReportAnswer, ReportRow } from '../../api/types.ts'
import type { Key } from '../../words/words.ts'
import {
  type FilterInput,
  levelsOf,
  type PlainFilter,
  type ReportState,
  type Step,
} from './state.ts'

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
  /** Stands for so many rows that were not loaded: it has no sums, and its row is the one above. */
  readonly more?: number
  readonly m: Measures
  readonly prev: Measures | null
}

const CARDS: ReadonlyMap<string, (id: string) => string> = new Map([
  ['campaign', (id) => `/campaigns/${id}/flows`],
  ['viaCampaign', (id) => `/campaigns/${id}/flows`],
  ['offer', (id) => `/offers/${id}`],
  ['landing', (id) => `/landings/${id}`],
  ['affiliateNetwork', (id) => `/networks/${id}`],
  ['trafficSource', (id) => `/sources/${id}`],
  ['rotation', (id) => `/rotations/${id}`],
])

/** The screen of the object that a row is about; null: it is about none. */
export function cardOf({ dimension, value, isOther }: ShownRow): string | null {
  if (isOther || value === null || !/^[1-9]\d*$/.test(value)) return null
  return CARDS.get(dimension)?.(value) ?? null
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

/** What an answer holds of the children of a row; of more than it does the last row says how many they are. */
export function childRows(parent: ShownRow, { rows, meta }: ReportAnswer): readonly ShownRow[] {
  const found = rows.map(shownRow).filter(({ level }) => level === parent.level + 1)
  const more = meta.totalRows - found.length
  const [first] = found
  if (more <= 0 || first === undefined) return found
  const { steps } = parent
  const { level, dimension } = first
  const key = `${parent.key} more`
  const rest = { key, level, steps, label: null, value: null, dimension, m: {}, prev: null }
  return [...found, { ...rest, isOther: true, more }]
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

/** What chooses rows with all that is above them, or the sentence that says why nothing does. */
export type RowFilters = readonly FilterInput[] | Key

/** Each level has its own condition, so only rows are chosen that are every mix of their values. */
export function onlyThese(rows: readonly ShownRow[]): RowFilters {
  if (rows.some(({ isOther }) => isOther)) return 'report.rowsFolded'
  const levels = (rows[0]?.steps ?? []).map(({ dimension }, at) => {
    const values = new Set(rows.map(({ steps }) => steps[at]?.value ?? null))
    return { field: dimension, values: [...values] }
  })
  const mixes = levels.reduce((count, { values }) => count * values.length, 1)
  const isOneLevel = rows.every(({ level }) => level === levels.length)
  if (!isOneLevel || mixes !== rows.length) return 'report.rowsApart'
  return levels.map(({ field, values }) => conditionOn(field, values, 'in'))
}

/** Of each row above one filter: another row above it, or other values below. */
export function withoutThese(rows: readonly ShownRow[]): RowFilters {
  if (rows.some(({ isOther }) => isOther)) return 'report.rowsFolded'
  const families = Map.groupBy(rows, ({ steps }) => JSON.stringify(steps.slice(0, -1)))
  return [...families.values()].map((family): FilterInput => {
    const [{ steps, dimension }] = family as [ShownRow]
    const above = steps
      .slice(0, -1)
      .map((step) => conditionOn(step.dimension, [step.value], 'not_in'))
    const own = conditionOn(
      dimension,
      family.map(({ value }) => value),
      'not_in',
    )
    return above.length === 0 ? own : { any: [...above, own] }
  })
}

function conditionOn(
  field: string,
  values: readonly (string | null)[],
  op: 'in' | 'not_in',
): PlainFilter {
  const [value = null] = values
  if (values.length !== 1) return { field, op, value: [...values] }
  return { field, op: op === 'in' ? 'eq' : 'ne', value }
}

/**
 * The sum of what can be summed; ratios of a selection are nobody's business to guess. What is below another
 * of the rows is in that one already.
 */
export function summed(rows: readonly ShownRow[], columns: readonly string[]): Map<string, number> {
  const keys = new Set(rows.map(({ key }) => key))
  const isWithin = ({ steps }: ShownRow) =>
    steps.some((_, at) => at > 0 && keys.has(keyOf(steps.slice(0, at), false)))
  const apart = rows.filter((row) => !isWithin(row))
  const sums = new Map<string, number>()
  for (const column of columns) {
    sums.set(
      column,
      apart.reduce((total, { m }) => total + (m[column] ?? 0), 0),
    )
  }
  return sums
}

/** Values as they are pasted elsewhere: what is not set, or was not replaced, is none. */
export function copiedValues(rows: readonly ShownRow[]): readonly string[] {
  return rows.flatMap(({ value }) => (value === null || value === MACRO ? [] : [value]))
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
