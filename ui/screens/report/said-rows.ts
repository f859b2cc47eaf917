/** Rows of a report as entries of a filter: what can be said, what can't, and who else is meant. Pure. */
import { filterValue, isMeant, type ValueForm } from '../../../src/core/words/filter-values.ts'
import type { ShownRow } from './rows.ts'

export interface SaidRows {
  readonly values: readonly string[]
  readonly unsaid: readonly ShownRow[]
  /** Whether "(not set)" is one of them. */
  readonly hasEmpty: boolean
  /** Rows beside them that the entries stand for, too. */
  readonly alsoMeant: readonly ShownRow[]
}

export function saidRows(
  form: ValueForm,
  chosen: readonly ShownRow[],
  shown: readonly ShownRow[],
): SaidRows {
  const entryOf = ({ value, isOther }: ShownRow) => (isOther ? null : filterValue(form, value))
  const values = [...new Set(chosen.map(entryOf).filter((entry) => entry !== null))]
  const entries = new Set(values.map((entry) => entry.toLowerCase()))
  const [first] = chosen
  const keys = new Set(chosen.map(({ value, isOther }) => (isOther ? '' : textOf(value))))
  const others = shown.filter(
    ({ value, dimension, isOther }) =>
      dimension === first?.dimension && !isOther && !keys.has(textOf(value)),
  )
  return {
    values,
    unsaid: chosen.filter((row) => entryOf(row) === null),
    hasEmpty: entries.has(filterValue(form, null) ?? ''),
    alsoMeant: oneOfEach(others).filter(({ value }) => isMeant(form, entries, value)),
  }
}

/** The same value may stand below several rows. */
function oneOfEach(rows: readonly ShownRow[]): readonly ShownRow[] {
  return [...new Map(rows.map((row) => [textOf(row.value), row])).values()]
}

const textOf = (value: string | null) => JSON.stringify(value)

/** What the rows are values of, the lowest level first. */
export function levelsIn(rows: readonly ShownRow[]): readonly string[] {
  const levels = rows.toSorted((a, b) => b.level - a.level).map(({ dimension }) => dimension)
  return [...new Set(levels)]
}

/** The dimensions above the rows, which the filter knows nothing of. */
export function levelsAbove(rows: readonly ShownRow[]): readonly string[] {
  const above = rows.flatMap(({ steps }) => steps.slice(0, -1).map(({ dimension }) => dimension))
  return [...new Set(above)]
}
