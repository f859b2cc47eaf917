/** How long events are kept, and removing those of a campaign. There is no way back from either. */
import { EVER, type Period } from '../core/reports/period.ts'
import { settingNumber } from '../core/settings/settings.ts'
import type { RetentionLedger } from '../ledger/removal/retention-link.ts'
import { DAY_MS } from '../lib/spans.ts'
import { type Caller, isAdmin, lookUp } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'
import { FORBIDDEN, isRefusal, type Refusal } from './refusal.ts'

export interface RetentionParts {
  readonly desk: Desk
  readonly retention: RetentionLedger
}

/** Whole days of UTC, so that a segment is not written anew every few minutes. Events removed. */
export async function retain(
  retention: RetentionLedger,
  settings: ReadonlyMap<string, string>,
  now: number,
): Promise<number> {
  const left = await retention.resume()
  const days = settingNumber(settings, 'retention_days')
  if (days === 0) return left
  const today = Math.floor(now / DAY_MS) * DAY_MS
  return left + (await retention.removeOlder(today - days * DAY_MS))
}

/** Only for administrators: what is removed is gone from everybody's reports. `period`: null for all. */
export async function clearCampaign(
  { desk, retention }: RetentionParts,
  caller: Caller,
  id: number,
  period: Period | null,
): Promise<{ readonly events: number } | Refusal> {
  const campaign = lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  if (!isAdmin(caller)) return FORBIDDEN
  const { name } = campaign
  const changes = period ?? { preset: 'full' }
  noteDeed(desk, caller, { event: 'clear', kind: 'campaigns', id, name, changes })
  return { events: await retention.removeCampaign(id, period ?? EVER) }
}

/** As `clearCampaign`, of single clicks: what somebody asks to be forgotten. */
export async function removeClicks(
  { desk, retention }: RetentionParts,
  caller: Caller,
  ids: readonly string[],
): Promise<{ readonly events: number; readonly failedIds: readonly string[] } | Refusal> {
  if (!isAdmin(caller)) return FORBIDDEN
  const { events, unknown } = await retention.removeClicks(ids)
  const removed = ids.filter((id) => !unknown.includes(id))
  if (removed.length > 0)
    noteDeed(desk, caller, {
      event: 'delete',
      kind: 'clicks',
      id: '',
      name: '',
      changes: { ids: removed },
    })
  return { events, failedIds: unknown }
}
