/** What the list of a kind of objects is told. */
import type { ComponentChildren } from 'preact'

import type { ListMeasure } from '../../api/measures.ts'
import type { Measures } from '../../api/types.ts'
import type { IconName } from '../../parts/icon.tsx'
import type { MenuItem } from '../../parts/menu.tsx'
import type { Key } from '../../words/words.ts'

export interface Listed {
  readonly id: number | string
  readonly name: string
  readonly accessLevel?: string
  /** By name. */
  readonly tags?: readonly string[]
  /** In the period; null: nothing was done. */
  readonly m?: Measures | null
  readonly clicksLastHour?: number
}

/** A column; the server knows its key where it can be sorted by. */
export interface ListColumn<Row> {
  readonly key: string
  readonly title: string
  readonly width: number
  /** As wide as its texts, where others leave the room. */
  readonly best?: number
  readonly cell: (row: Row) => ComponentChildren
  readonly isSorted?: true
  /** A sum: at the right, and sorted from the highest. */
  readonly align?: 'end'
  /** Only there for those who choose it. */
  readonly isExtra?: boolean
}

/** One of the states that objects of a list can be in. */
export interface ListState {
  /** As it stands in the address, and as the server calls it. */
  readonly key: string
  readonly title: Key
}

export interface EntityListProps<Row extends Listed> {
  /** `/offers`: the screen's address, and under it each object's. */
  readonly path: string
  /** `offer`: what the server calls the kind. */
  readonly entity: string
  /** `/offer`: deleted with DELETE, restored with PATCH; null when it can't be deleted here. */
  readonly api: string | null
  readonly title: Key
  readonly add: Key
  readonly icon: IconName
  readonly emptyText: Key
  /** The dimension of reports that these objects are; null shows no sums. */
  readonly dimension: string | null
  /** Left out: all of them. */
  readonly measures?: readonly ListMeasure[]
  readonly columns: readonly ListColumn<Row>[]
  /** Left out: there are none but being deleted. */
  readonly states?: readonly ListState[]
  readonly cellOfName?: (row: Row) => ComponentChildren
  readonly menu?: (row: Row) => readonly MenuItem[]
  readonly actions?: ComponentChildren
  readonly bulk?: (rows: readonly Listed[], done: () => void) => ComponentChildren
  /** Whether rows have their clicks of the last hour. */
  readonly hasLastHour?: true
  /** Shown between the title and the list. */
  readonly notice?: ComponentChildren
}
