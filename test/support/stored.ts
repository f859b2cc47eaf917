/** What a running server says it has stored: the other side of a client's ledger. */
import type { Api } from './api.ts'

const PAGE = 1000

interface ClickLog {
  readonly rows: readonly { readonly id: string }[]
  readonly pageInfo: { readonly to: string; readonly hasNextPage: boolean }
}

interface Report {
  readonly totals: { readonly clicks: number }
  readonly meta: { readonly partial: boolean; readonly warnings: readonly string[] }
}

/** Ids of all stored clicks of the campaigns, newest first, as the click log lists them. */
export async function storedClickIds(api: Api): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  for (;;) {
    const query = `datePreset=all_time&limit=${PAGE}${cursor}`
    const { status, body } = await api<ClickLog>('GET', `/clicklog?${query}`)
    if (status !== 200) throw new Error(`the click log answered ${status}: ${JSON.stringify(body)}`)
    for (const row of body.rows) ids.push(row.id)
    if (!body.pageInfo.hasNextPage) return ids
    cursor = `&direction=next&cursor=${body.pageInfo.to}`
  }
}

interface Reported {
  readonly clicks: number
  readonly isPartial: boolean
  /** Why it is partial. */
  readonly warnings: readonly string[]
}

/** Clicks of all time by the report, and whether it could read everything. */
export async function reportedClicks(api: Api): Promise<Reported> {
  const query = { period: { preset: 'all_time' }, groupings: [], measures: ['clicks'] }
  const { status, body } = await api<Report>('POST', '/report/query', query)
  if (status !== 200) throw new Error(`the report answered ${status}: ${JSON.stringify(body)}`)
  const { partial, warnings } = body.meta
  return { clicks: body.totals.clicks, isPartial: partial, warnings }
}

export interface Comparison {
  /** Promised but not stored. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Stored although no answer arrived: at most one per connection and kill. */
  readonly unacknowledged: number
}

export function compare(acknowledged: readonly string[], stored: readonly string[]): Comparison {
  const unique = new Set(stored)
  const promised = new Set(acknowledged)
  return {
    lost: acknowledged.filter((id) => !unique.has(id)),
    doubled: doublesIn(stored),
    unacknowledged: [...unique].filter((id) => !promised.has(id)).length,
  }
}

function doublesIn(ids: readonly string[]): string[] {
  const seen = new Set<string>()
  return ids.filter((id) => {
    const isAgain = seen.has(id)
    seen.add(id)
    return isAgain
  })
}
