/** What a page has to know of a kind of objects. */
import type { Access } from '../../../manage/access.ts'
import type { Entity, EntityFilters, Thing } from '../entities.ts'
import type { Call } from '../operation.ts'

/** Texts sort in the order of a language; null is last either way. */
export type OrderValue = string | number | null

interface View<R> {
  /** What the search looks at besides name and id. */
  readonly texts: (record: R) => readonly (string | null)[]
  /** By the name of the column. */
  readonly orders: ReadonlyMap<string, (record: R) => OrderValue>
  readonly row: (record: R) => object
}

export interface Listed<R> {
  /** What has statistics and tags; null: it has neither. */
  readonly entity: Entity | null
  /** Those that the caller may read, in the order of their ids. */
  readonly things: (call: Call, filters: Pick<EntityFilters, 'status'>) => readonly R[]
  readonly accessOf: (call: Call, record: R) => Access
  /** By the word for it in a question; objects that are deleted are in none. */
  readonly states: ReadonlyMap<string, (record: R) => boolean>
  /** Made for one page: what rows share is looked up once. */
  readonly view: (call: Call, things: readonly R[]) => View<R>
}

export type ListedKind = Listed<Thing>
