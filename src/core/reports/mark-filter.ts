/**
 * Filters by marks. A mark belongs to a value within one campaign or source, so a filter by marks of
 * several is "not this one, or one of its values" for each of them.
 */
import type { TextTest } from './predicate.ts'
import type { Where } from './query.ts'

/** Values with the mark that is looked for, of one campaign or source. */
export interface MarkedValues {
  readonly objectId: string
  /** By dimension. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

/** Clicks of marked values only. `dimension` is that of the marked objects. */
export function onlyMarked(dimension: string, marked: readonly MarkedValues[]): Where[] {
  const ids = marked.map(({ objectId }) => objectId)
  const ofMarked: Where = { any: [{ field: dimension, op: 'in', values: ids }] }
  return [
    ofMarked,
    ...marked.map(({ objectId, values }) => ({
      any: [elsewhere(dimension, objectId), ...tests(values, 'in')],
    })),
  ]
}

/** Clicks of all other values. */
export function withoutMarked(dimension: string, marked: readonly MarkedValues[]): Where[] {
  return marked.flatMap(({ objectId, values }) =>
    tests(values, 'not_in').map((test) => ({ any: [elsewhere(dimension, objectId), test] })),
  )
}

function elsewhere(dimension: string, objectId: string): TextTest {
  return { field: dimension, op: 'ne', values: [objectId] }
}

function tests(values: MarkedValues['values'], op: 'in' | 'not_in'): TextTest[] {
  return [...values].map(([field, list]) => ({ field, op, values: list }))
}
