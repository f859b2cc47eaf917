/** What the list of a kind of objects is told. */
import type { ComponentChildren } from 'preact'

import type { ListMeasure } from '../../api/measures.ts'
import type { IconName } from '../../parts/icon.tsx'
import type { MenuItem } from '../../parts/menu.tsx'
import type { SortValue } from '../../parts/table-model.ts'
import type { Key } from '../../words/words.ts'

export interface Listed {
  readonly id: number | string
  readonly name: string
  readonly accessLevel?: string
}

/** A column whose values can be sorted and searched as text. */
export interface ListColumn<Row> {
  readonly key: string
  readonly title: string
  readonly width: number
  /** As wide as its texts, where others leave the room. */
  readonly best?: number
  readonly cell: (row: Row) => ComponentChildren
  readonly sortBy?: (row: Row) => SortValue
  /** A sum: at the right, sorted from the highest, and not searched. */
  readonly align?: 'end'
  /** Only there for those who choose it. */
  readonly isExtra?: boolean
}

/** One of the states that objects of a list can be in. */
export interface ListState<Row> {
  /** As it stands in the address. */
  readonly key: string
  readonly title: Key
  readonly isIn: (row: Row) => boolean
}

export interface EntityListProps<Row extends Listed> {
  /** `/offers`: the screen's address, and under it each object's. */
  readonly path: string
  /** `/offer`: deleted with DELETE, restored with PATCH; null when it can't be deleted here. */
  readonly api: string | null
  readonly title: Key
  readonly add: Key
  readonly icon: IconName
  readonly emptyText: Key
  readonly list: () => Promise<readonly Row[]>
  /** The dimension of reports that these objects are; null shows no sums. */
  readonly dimension: string | null
  /** Left out: all of them. */
  readonly measures?: readonly ListMeasure[]
  readonly columns: readonly ListColumn<Row>[]
  /** Left out: there are none but being deleted. */
  readonly states?: readonly ListState<Row>[]
  readonly cellOfName?: (row: Row) => ComponentChildren
  readonly menu?: (row: Row) => readonly MenuItem[]
  readonly rowClass?: (row: Row) => string
  readonly actions?: ComponentChildren
  readonly bulk?: (rows: readonly Row[], done: () => void) => ComponentChildren
  /** Where deleted ones come from, and how they come back, if not the usual way. */
  readonly listDeleted?: () => Promise<readonly Listed[]>
  readonly restorePath?: (id: number | string) => string
  /** Shown between the title and the list. */
  readonly notice?: ComponentChildren
}
