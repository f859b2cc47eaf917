/** A network: clicks to convert, calls for them from many connections, and what was answered. */
import { Database } from 'bun:sqlite'
import { join } from 'node:path'

import type { Api } from './api.ts'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36'

export interface Network {
  readonly url: string
  readonly key: string
}

export interface PostbackCall {
  readonly clickId: string
  readonly status: string
  readonly payout: string
}

/** The general key of the installation. */
export async function postbackKey(api: Api): Promise<string> {
  const { body } = await api<{ rows: { key: string }[] }>('GET', '/postback_keys')
  return body.rows[0]!.key
}

/** Of a redirect whose target holds it; anything else throws with what was answered. */
export async function clickIdIn(response: Response): Promise<string> {
  const location = response.headers.get('location')
  const id = /=([0-9a-v]{20})(?:&|$)/.exec(location ?? '')?.[1]
  if (id === undefined) {
    throw new Error(`no click: ${response.status} ${location} ${await response.text()}`)
  }
  return id
}

/** Ids of new clicks of a campaign whose target ends with `c={subid}`. */
export async function makeClicks(url: string, alias: string, count: number): Promise<string[]> {
  const ids: string[] = []
  const one = async () => {
    const response = await fetch(`${url}/${alias}`, {
      redirect: 'manual',
      headers: { 'user-agent': AGENT },
    })
    ids.push(await clickIdIn(response))
  }
  await inTurns(Array.from({ length: count }), 16, one)
  return ids
}

/** `null`: no answer came. */
export async function sendPostback(
  { url, key }: Network,
  { clickId, status, payout }: PostbackCall,
): Promise<number | null> {
  try {
    const query = `subid=${clickId}&status=${status}&payout=${payout}&currency=USD`
    const response = await fetch(`${url}/${key}/postback?${query}`)
    const text = await response.text()
    return response.status === 200 && text !== 'Success' ? -1 : response.status
  } catch {
    return null
  }
}

/** Does it for every item, so many at once. */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  run: (item: T, at: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const at = next++
      await run(items[at]!, at)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

export interface MoneyTable {
  readonly conversions: number
  readonly revenueMicros: number
  /** Clicks that have more than one conversion. */
  readonly doubled: number
  readonly clickIds: ReadonlySet<string>
}

/** What the table of conversions holds, read beside the server. */
export function moneyTable(dataDir: string): MoneyTable {
  const db = new Database(join(dataDir, 'config.db'), { readonly: true })
  const rows = db
    .query<{ click_id: string; class: string; amount_micros: number }, []>(
      'SELECT click_id, class, amount_micros FROM conversions WHERE is_deleted = 0',
    )
    .all()
  db.close()
  const earned = rows.filter((row) => row.class !== 'rejected' && row.class !== 'trash')
  const clickIds = new Set(rows.map((row) => row.click_id))
  return {
    conversions: rows.length,
    revenueMicros: earned.reduce((sum, row) => sum + row.amount_micros, 0),
    doubled: rows.length - clickIds.size,
    clickIds,
  }
}

/** The same of all time, as reports have it. */
export async function reportedMoney(api: Api): Promise<{ conversions: number; revenue: number }> {
  const query = {
    period: { preset: 'all_time' },
    groupings: [],
    measures: ['conversions', 'revenue'],
  }
  const { status, body } = await api<{ totals: { conversions: number; revenue: number } }>(
    'POST',
    '/report/query',
    query,
  )
  if (status !== 200) throw new Error(`the report answered ${status}: ${JSON.stringify(body)}`)
  return body.totals
}
