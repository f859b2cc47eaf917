/** Retention as the rest of the server asks for it: requests to the keeper, which does the work. */
import { parseClickId } from '../../core/click-id.ts'
import type { Event } from '../../core/event.ts'
import type { Period } from '../../core/reports/period.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import type { Journal } from '../journal/journal.ts'
import type { AskKeeper } from '../keeper/keeper-link.ts'
import type { RemovalState } from './removal-store.ts'
import type { Gone, RemovedCount } from './retention.ts'

/** Every segment may have to be written anew. */
const DEADLINE_MS = HOUR_MS

export interface RetentionLedger {
  /** Removes events before this time, of clicks before it; how many. Epoch milliseconds. */
  removeOlder(before: number): Promise<number>
  /** Removes the events of a campaign's clicks made in the time, or until now; how many. */
  removeCampaign(campaignId: number, period: Period): Promise<number>
  /** Removes all events of these clicks. */
  removeClicks(clickIds: readonly string[]): Promise<RemovedClicks>
  /** Goes on with what a stop or a kill interrupted; how many events went. */
  resume(): Promise<number>
  /** Newest first. */
  list(): Promise<readonly RemovalState[]>
  /** Why a click that is not found is gone; `null`: no click of ours, or never stored. */
  gone(clickId: string): Promise<Gone | null>
}

export interface RemovedClicks {
  readonly events: number
  /** Ids of no click that is stored, or that can be read. */
  readonly unknown: readonly string[]
}

export interface RetentionLinkOptions {
  readonly request: AskKeeper
  readonly node: number
  readonly journal: Pick<Journal, 'forget' | 'rotate'>
  /** Hears, before it is asked for, which clicks are to go. */
  readonly onClear: (campaignId: number, period: Period) => void
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** `null`: there is no such click. */
  readonly readClick: (clickId: string) => Promise<Event | null>
}

export function retentionLink({
  request,
  node,
  journal,
  readClick,
  onClear,
  clock,
}: RetentionLinkOptions): RetentionLedger {
  const ask = async <T>(name: string, payload: unknown) =>
    (await request(name, payload, DEADLINE_MS)) as T

  /** Events leave the disk when their journal is sealed: it does not wait until it is full. */
  async function remove(name: string, payload: unknown): Promise<number> {
    const { events, isOpenToo } = await ask<RemovedCount>(name, payload)
    if (isOpenToo) journal.rotate()
    return events
  }

  return {
    removeOlder: (before) => ask('retention.older', before),
    removeCampaign(campaignId, { from, to }) {
      const period = { from, to: Math.min(to, clock()) }
      onClear(campaignId, period)
      return remove('retention.campaign', { campaignId, period })
    },
    async removeClicks(clickIds) {
      const ids = [...new Set(clickIds)]
      const found = await Promise.all(ids.map((id) => readClick(id).catch(() => null)))
      const unknown = ids.filter((_, at) => found[at] === null)
      const seqs = found.flatMap((click) => (click === null ? [] : [click.clickSeq]))
      seqs.forEach(journal.forget)
      return { events: seqs.length === 0 ? 0 : await remove('retention.clicks', seqs), unknown }
    },
    resume: () => ask('retention.resume', null),
    list: () => ask('retention.list', null),
    async gone(clickId) {
      const parts = parseClickId(clickId)
      return parts === null || parts.node !== node ? null : ask('retention.gone', parts)
    },
  }
}
