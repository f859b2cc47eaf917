/** Pages of the click log as one list, newest first: live ones come on top, older ones below. */
import type { PageInfo } from '../../api/types.ts'
import type { ClickRow } from './click-row.ts'

export interface ClickPage {
  readonly rows: readonly ClickRow[]
  readonly pageInfo: PageInfo
}

export interface ClickPages {
  /** What the pages are answers to. */
  readonly question: string
  readonly rows: readonly ClickRow[]
  /** Where older ones begin; null: there are none. */
  readonly older: string | null
}

export const MAX_SHOWN = 5000

/** The newest page on top of what is known, or alone when clicks between the two may be missing. */
export function withNewest(
  known: ClickPages | null,
  question: string,
  { rows, pageInfo }: ClickPage,
): ClickPages {
  const ids = new Set(known?.question === question ? known.rows.map(({ id }) => id) : [])
  if (known === null || !rows.some(({ id }) => ids.has(id))) {
    return { question, rows, older: olderThan(pageInfo) }
  }
  return { ...known, rows: joined(rows, known.rows) }
}

/** An answer to another question changes nothing. */
export function withOlder(
  known: ClickPages,
  question: string,
  { rows, pageInfo }: ClickPage,
): ClickPages {
  if (known.question !== question) return known
  return { question, rows: joined(known.rows, rows), older: olderThan(pageInfo) }
}

const olderThan = ({ hasNextPage, to }: PageInfo) => (hasNextPage ? to : null)

/** Each click once, as the first of the two tells it. */
function joined(newer: readonly ClickRow[], older: readonly ClickRow[]): readonly ClickRow[] {
  const ids = new Set(newer.map(({ id }) => id))
  return [...newer, ...older.filter(({ id }) => !ids.has(id))].slice(0, MAX_SHOWN)
}
