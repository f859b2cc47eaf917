/** Which domains are listed, and in which order: both stand in the address of the screen. */
import type { DomainRow } from '../../api/types.ts'
import { sorted, type SortValue } from '../../parts/table-model.ts'

const VALUES = {
  host: ({ host }: DomainRow) => host,
  /** What needs a person first, then the default one. */
  state: ({ isBanned, isDefault }: DomainRow) => (isBanned ? 0 : isDefault ? 1 : 2),
  root: ({ indexPage }: DomainRow) => indexPage,
  campaigns: ({ campaignsCount }: DomainRow) => campaignsCount,
} satisfies Readonly<Record<string, (row: DomainRow) => SortValue>>

export type DomainColumn = keyof typeof VALUES

export interface DomainSort {
  readonly column: DomainColumn
  readonly dir: 'asc' | 'desc'
}

/** `campaigns.desc`; by host where the address says nothing that is known. */
export function sortIn(text: string | null): DomainSort {
  const [name = '', dir] = (text ?? '').split('.')
  const column = isColumn(name) ? name : 'host'
  return { column, dir: dir === 'desc' && isColumn(name) ? 'desc' : 'asc' }
}

const isColumn = (name: string): name is DomainColumn => Object.hasOwn(VALUES, name)

/** Those with the text in their host, by a column. */
export function arranged(
  rows: readonly DomainRow[],
  text: string,
  { column, dir }: DomainSort,
): readonly DomainRow[] {
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(({ host }) => host.includes(wanted))
  return sorted(found, dir, VALUES[column])
}
