/** What a table is told: its columns, rows, and what may be done with them. */
import type { ComponentChildren } from 'preact'

import type { Sort } from './table-model.ts'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  /** Explains the heading. */
  readonly hint?: string
  readonly width: number
  /** As wide as its texts, where others leave the room. */
  readonly best?: number
  readonly align?: 'end'
  readonly cell: (row: Row) => ComponentChildren
  readonly total?: ComponentChildren
  /** Left out while the others need its room. */
  readonly isSpare?: boolean
  /** Left out: the column can't be sorted. */
  readonly sortFirst?: Sort['dir']
}

export interface Tree<Row> {
  readonly level: (row: Row) => number
  /** Null: nothing below this row. */
  readonly isExpanded: (row: Row) => boolean | null
  readonly toggle: (row: Row) => void
}

export interface TableProps<Row> {
  /** Widths are remembered under it. */
  readonly name: string
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** What the rows answer: another one is read from its first row. */
  readonly question: string
  readonly keyOf: (row: Row) => string
  /** As its box is called aloud; its key where it has no other name. */
  readonly nameOf?: (row: Row) => string
  readonly sort?: Sort | null
  readonly onSort?: (key: string, first: Sort['dir']) => void
  readonly selection?: ReadonlySet<string>
  readonly onSelect?: (selection: ReadonlySet<string>) => void
  readonly onOpen?: (row: Row) => void
  /** The keys of the columns behind the first in another order; left out: they stay where they are. */
  readonly onOrder?: (keys: readonly string[]) => void
  readonly onUp?: () => void
  readonly tree?: Tree<Row>
  readonly hasTotals?: boolean
  readonly isDimmed?: boolean
  readonly rowClass?: (row: Row) => string
}
