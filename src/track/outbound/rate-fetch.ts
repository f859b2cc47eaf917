/**
 * Rates once a day, from the address that the owner has set; without one nothing is ever asked. What
 * can't be read changes nothing, is told, and is tried again in an hour.
 */
import { storedTable } from '../../core/conversions/known-rates.ts'
import { readRateTable } from '../../core/conversions/rate-table.ts'
import type { RateTable } from '../../core/conversions/rates.ts'
import { settingOf } from '../../core/settings/settings.ts'
import { isYoung } from '../../lib/age.ts'
import { DAY_MS, HOUR_MS } from '../../lib/spans.ts'
import type { FetchLimits, OutboundClient } from './outbound.ts'

const RETRY_MS = HOUR_MS
const LIMITS: FetchLimits = { deadlineMs: 20_000, maxHops: 3, maxBytes: 262_144, longer: 'refuse' }

export interface RateFetchParts {
  readonly client: Pick<OutboundClient, 'get'>
  readonly settings: () => ReadonlyMap<string, string>
  readonly store: (
    table: RateTable & { readonly url: string; readonly fetchedAt: number },
  ) => Promise<void> | void
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly onProblem: (problem: string) => void
}

/** The job that asks when it is time. */
export function rateFetch(parts: RateFetchParts): () => Promise<void> {
  let tried = { url: '', at: 0 }
  return async () => {
    const now = parts.clock()
    const url = settingOf(parts.settings(), 'conversions.rates_url')
    const held = storedTable(parts.settings())
    const isHeld = held?.url === url && isYoung(held.fetchedAt, DAY_MS, now)
    const isTried = tried.url === url && isYoung(tried.at, RETRY_MS, now)
    if (url === '' || isHeld || isTried) return
    tried = { url, at: now }
    const answer = await parts.client.get(url, LIMITS)
    const table = tableIn(answer, now)
    if (typeof table === 'string') return parts.onProblem(`no rates from ${url}: ${table}`)
    await parts.store({ ...table, url, fetchedAt: now })
  }
}

function tableIn(
  answer: Awaited<ReturnType<OutboundClient['get']>>,
  now: number,
): RateTable | string {
  if ('failed' in answer) return answer.failed
  if (answer.status !== 200) return `status ${answer.status}`
  return readRateTable(new TextDecoder().decode(answer.body), now)
}
