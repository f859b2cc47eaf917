/** Retention as the rest of the server asks for it: requests to the keeper, which does the work. */
import { parseClickId } from '../core/click-id.ts'
import type { RemovalState } from './removal-store.ts'
import type { Gone } from './retention.ts'

/** Every segment may have to be written anew. */
const DEADLINE_MS = 3_600_000

export interface RetentionLedger {
  /** Removes events before this time, of clicks before it; how many. Epoch milliseconds. */
  removeOlder(before: number): Promise<number>
  /** Removes the events of a campaign's clicks made until now; how many. */
  removeCampaign(campaignId: number): Promise<number>
  /** Goes on with what a stop or a kill interrupted; how many events went. */
  resume(): Promise<number>
  /** Newest first. */
  list(): Promise<readonly RemovalState[]>
  /** Why a click that is not found is gone; `null`: no click of ours, or never stored. */
  gone(clickId: string): Promise<Gone | null>
}

type Request = (name: string, payload: unknown, deadlineMs?: number) => Promise<unknown>

export function retentionLink(request: Request, node: number): RetentionLedger {
  const ask = async <T>(name: string, payload: unknown) =>
    (await request(name, payload, DEADLINE_MS)) as T
  return {
    removeOlder: (before) => ask('retention.older', before),
    removeCampaign: (campaignId) => ask('retention.campaign', campaignId),
    resume: () => ask('retention.resume', null),
    list: () => ask('retention.list', null),
    async gone(clickId) {
      const parts = parseClickId(clickId)
      return parts === null || parts.node !== node ? null : ask('retention.gone', parts)
    },
  }
}
