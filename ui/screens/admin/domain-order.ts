/** Which domains are listed, and in which order: both stand in the address of the screen. */
import type { DomainRow } from '../../api/types.ts'
import { type Sort, sorted, type SortValue } from '../../parts/table-model.ts'

const VALUES = {
  host: ({ name }: DomainRow) => name,
  /** What needs a person first, then the default one. */
  state: (row: DomainRow) => (row.isBanned ? 0 : lacksCertificate(row) ? 1 : row.isDefault ? 2 : 3),
  root: ({ indexPage }: DomainRow) => indexPage,
  campaigns: ({ campaignsCount }: DomainRow) => campaignsCount,
  created: ({ createdAt }: DomainRow) => createdAt,
} satisfies Readonly<Record<string, (row: DomainRow) => SortValue>>

export type DomainColumn = keyof typeof VALUES

export interface DomainSort extends Sort {
  readonly key: DomainColumn
}

/** Whether a certificate was asked for in vain. */
export function lacksCertificate({ isSsl, certificateError }: DomainRow): boolean {
  return !isSsl && certificateError !== ''
}

export const DOMAIN_STATUSES = ['working', 'stopped'] as const

export type DomainStatus = (typeof DOMAIN_STATUSES)[number]

/** What the address of the screen asks for. */
export interface DomainQuestion {
  readonly text: string
  /** Null: any. */
  readonly status: DomainStatus | null
  readonly sort: DomainSort
}

/** `campaigns.desc`; by host where the address says nothing that is known. */
function sortIn(text: string | null): DomainSort {
  const [name = '', dir] = (text ?? '').split('.')
  const key = isColumn(name) ? name : 'host'
  return { key, dir: dir === 'desc' && isColumn(name) ? 'desc' : 'asc' }
}

const isColumn = (name: string): name is DomainColumn => Object.hasOwn(VALUES, name)

export function questionIn(query: URLSearchParams): DomainQuestion {
  return {
    text: query.get('q') ?? '',
    status: DOMAIN_STATUSES.find((one) => one === query.get('status')) ?? null,
    sort: sortIn(query.get('sort')),
  }
}

/** Those with the text in their host that are of the status, by a column. */
export function arranged(
  rows: readonly DomainRow[],
  { text, status, sort: { key, dir } }: DomainQuestion,
): readonly DomainRow[] {
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(
    ({ host, name, isBanned }) =>
      (host.includes(wanted) || name.includes(wanted)) &&
      (status === null || isBanned === (status === 'stopped')),
  )
  return sorted(found, dir, VALUES[key])
}
