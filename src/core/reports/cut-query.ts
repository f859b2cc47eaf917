/**
 * A saved query as somebody else may have it: columns that are kept from him are gone, also from
 * sorting and filters, and so are ids of campaigns that he may not see.
 */
import { type Static, Type } from '@sinclair/typebox'

import { MACRO } from '../words/values.ts'
import { formulaNamed, type Formulas, isCustom } from './custom-columns.ts'
import { dimensionOf } from './dimensions.ts'
import { type AnyFilter, type FilterInput, leavesOf, QuerySchema } from './query.ts'
import { formulaTells, tellsRevenue } from './revenue.ts'

const { offset: _offset, ...saved } = QuerySchema.properties

/** A query without the page. Its parent is the row that was gone into: all below that is the report. */
export const SavedQuerySchema = Type.Object(saved, { additionalProperties: false })
export type SavedQuery = Static<typeof SavedQuerySchema>

export interface Reader {
  readonly hidesMoney: boolean
  /** Custom columns that he may use. */
  readonly formulas: Formulas
  /** Ids of the campaigns he may see; null for all. */
  readonly campaigns: ReadonlySet<string> | null
}

/** The same object when nothing has to go. */
export function cutQuery(query: SavedQuery, reader: Reader): SavedQuery {
  const below = withoutForeignPath(query, reader)
  const { measures, filters, sort } = below
  const cut = {
    ...below,
    ...(measures && { measures: cutMeasures(measures, reader) }),
    ...(filters && { filters: filters.flatMap((filter) => cutFilter(filter, reader)) }),
    ...(sort && { sort: sort.filter(({ field }) => !isKept(field, reader)) }),
  }
  if (cut.sort?.length === 0) delete cut.sort
  return JSON.stringify(cut) === JSON.stringify(query) ? query : cut
}

/** Below a campaign he can't see he finds nothing. */
function withoutForeignPath(query: SavedQuery, { campaigns }: Reader): SavedQuery {
  const { parent, ...rest } = query
  const foreign = parent?.find(
    ({ dimension, value }) =>
      dimensionOf(dimension)?.key === 'campaign' &&
      value !== null &&
      campaigns?.has(value) === false,
  )
  if (foreign === undefined) return query
  const nothing: FilterInput = { field: foreign.dimension, op: 'in', value: [] }
  return { ...rest, filters: [...(rest.filters ?? []), nothing] }
}

/** The whole report below the row that was gone into: its values as filters, for all levels at once. */
export function wholeBelow({ parent = [], ...query }: SavedQuery): SavedQuery {
  if (parent.length === 0) return query
  return { ...query, filters: [...(query.filters ?? []), ...parent.map(stepFilter)] }
}

type Step = NonNullable<SavedQuery['parent']>[number]

function stepFilter({ dimension, value }: Step): FilterInput {
  if (value === null) return { field: dimension, op: 'not_set' }
  if (value === MACRO) return { field: dimension, op: 'macro' }
  return { field: dimension, op: 'eq', value }
}

/** A report without any column would be none. */
function cutMeasures(measures: readonly string[], reader: Reader): string[] {
  const shown = measures.filter((key) => !isKept(key, reader))
  return shown.length === 0 && measures.length > 0 ? ['clicks'] : shown
}

/** Whether the column is kept from him, or is not there any more. */
function isKept(key: string, { hidesMoney, formulas }: Reader): boolean {
  if (!isCustom(key)) return hidesMoney && tellsRevenue(key)
  const custom = formulaNamed(key, formulas)
  return custom === null || (hidesMoney && formulaTells(custom.formula))
}

function cutFilter(filter: AnyFilter, reader: Reader): AnyFilter[] {
  const kept = leavesOf(filter)
    .filter(({ field }) => !isKept(field, reader))
    .map((leaf) => withoutForeign(leaf, reader))
  const [first] = kept
  if (first === undefined) return []
  return 'any' in filter ? [{ ...filter, any: kept }] : [first]
}

/** A campaign he can't see is left out of the list, which may become empty: it finds nothing then. */
function withoutForeign(leaf: FilterInput, { campaigns }: Reader): FilterInput {
  const names = Array.isArray(leaf.value) ? leaf.value : [leaf.value ?? null]
  if (campaigns === null || dimensionOf(leaf.field)?.key !== 'campaign') return leaf
  const value = names.filter((name) => name === null || campaigns.has(String(name)))
  if (value.length === names.length) return leaf
  return { ...leaf, op: leaf.op === 'ne' || leaf.op === 'not_in' ? 'not_in' : 'in', value }
}
