/** How long events are kept, and removing those of a campaign. There is no way back from either. */
import type { RetentionLedger } from '../ledger/retention-link.ts'
import { type Caller, isAdmin, lookUp } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'
import { FORBIDDEN, isRefusal, type Refusal } from './refusal.ts'

const DAY_MS = 86_400_000

/** Whole days of UTC, so that a segment is not written anew every few minutes. Events removed. */
export async function retain(
  retention: RetentionLedger,
  settings: ReadonlyMap<string, string>,
  now: number,
): Promise<number> {
  const left = await retention.resume()
  const days = Number(settings.get('retention_days') ?? 0)
  if (days === 0) return left
  const today = Math.floor(now / DAY_MS) * DAY_MS
  return left + (await retention.removeOlder(today - days * DAY_MS))
}

/** Only for administrators: what is removed is gone from everybody's reports. */
export async function clearCampaign(
  desk: Desk,
  caller: Caller,
  id: number,
  retention: RetentionLedger,
): Promise<{ readonly events: number } | Refusal> {
  const campaign = lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  if (!isAdmin(caller)) return FORBIDDEN
  noteDeed(desk, caller, {
    event: 'clear',
    kind: 'campaigns',
    id,
    name: campaign.name,
    changes: null,
  })
  return { events: await retention.removeCampaign(id) }
}
