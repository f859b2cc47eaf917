/** What the list of links asks, as it stands in the address, and a page of its answer. */
import { get, search } from '../../api/client.ts'
import { readStamp } from '../../format/dates.ts'
import type { Sort } from '../../parts/table-model.ts'
import { periodSearch } from '../../state/period-search.ts'

export interface LinkRow {
  readonly id: number
  readonly name: string
  readonly word: string
  readonly url: string
  readonly webUrl: string | null
  readonly iosUrl: string | null
  readonly androidUrl: string | null
  readonly title: string
  readonly tags: readonly string[]
  readonly blocked: boolean
  readonly startsAt: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
  /** Of people, in the period. */
  readonly clicks: number
  readonly [more: string]: unknown
}

/** Whether its time is not yet or is over; null: neither. */
export function closedNow({
  startsAt,
  expiresAt,
}: Pick<LinkRow, 'startsAt' | 'expiresAt'>): 'later' | 'over' | null {
  const now = Date.now()
  if ((readStamp(expiresAt) ?? Infinity) <= now) return 'over'
  return (readStamp(startsAt) ?? -Infinity) > now ? 'later' : null
}

export interface LinkPage {
  readonly rows: readonly LinkRow[]
  /** `to`: where the next page begins; `total`: null where nobody has counted. */
  readonly pageInfo: { readonly to: number | null; readonly total: number | null }
}

export interface LinkSearch {
  readonly q: string
  readonly tag: string
  readonly domainUuid: string
  readonly order: string
  readonly status: string
}

const PAGE_ROWS = 100

export function linkSearch(address: URLSearchParams): LinkSearch {
  const text = (name: string) => address.get(name)?.trim() ?? ''
  return {
    q: text('q'),
    tag: text('tag'),
    domainUuid: text('domain'),
    order: text('order'),
    status: text('status'),
  }
}

export async function linkPage(
  asked: LinkSearch,
  cursor: number | null,
  signal: AbortSignal | null = null,
): Promise<LinkPage> {
  const more = { cursor, withClicks: true, limit: PAGE_ROWS }
  const page = await get<LinkPage>(
    `/links${search({ ...periodSearch(), ...asked, ...more })}`,
    signal,
  )
  return { ...page, rows: page.rows.map((row) => ({ ...row, name: row.word })) }
}

/** What the server sorts by, for the columns of the list. */
export const ORDERS: ReadonlyMap<string, Readonly<Record<Sort['dir'], string>>> = new Map([
  ['clicks', { desc: 'most_clicks', asc: 'fewest_clicks' }],
  ['createdAt', { desc: 'newest', asc: 'oldest' }],
])

export function sortOf(order: string | null): Sort {
  for (const [key, words] of ORDERS) {
    if (words.asc === order) return { key, dir: 'asc' }
    if (words.desc === order) return { key, dir: 'desc' }
  }
  return { key: 'createdAt', dir: 'desc' }
}
