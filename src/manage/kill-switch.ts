/**
 * The kill switch: what it closes answers the next visitor with a neutral notice, until it is
 * opened again. A blocked user takes his campaigns and links with him; those that were closed for
 * themselves stay closed when he is let in again.
 */
import { documentsOf } from '../db/stores.ts'
import { type Caller, isAdmin, lookUp, managesUser, unknownUserTo } from './access.ts'
import { type Desk, type Done, saveChange } from './desk.ts'
import { noteEveryLink } from './links/links.ts'
import { FORBIDDEN, isRefusal, type Refusal } from './refusal.ts'

export interface Verdict {
  readonly blocked: boolean
  readonly reason: string
}

export function switchObject(
  desk: Desk,
  caller: Caller,
  target:
    | { readonly kind: 'campaigns'; readonly id: number }
    | { readonly kind: 'domains'; readonly id: string },
  { blocked, reason }: Verdict,
): Done | Refusal {
  const { kind, id } = target
  const record =
    kind === 'campaigns'
      ? lookUp(desk.stores, caller, kind, { id, need: 'modify' })
      : lookUp(desk.stores, caller, kind, { id, need: 'modify' })
  if (isRefusal(record)) return record
  const name = 'host' in record ? record.host : record.name
  const deed = { event: eventOf(blocked), kind, id, name, changes: { reason } } as const
  return saveChange(desk, caller, deed, () => {
    const closed = { ...record, blocked, blockReason: blocked ? reason : '' }
    documentsOf<'campaigns' | 'domains'>(desk.stores, kind).put(closed)
  })
}

export function switchUser(
  desk: Desk,
  caller: Caller,
  id: number,
  { blocked, reason }: Verdict,
): Done | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const user = desk.stores.users.find(id)
  if (user === null) return unknownUserTo(caller)
  if (caller.userId === id) return { refused: 'protected_user' }
  if (!managesUser(desk.stores, caller, user)) return FORBIDDEN
  const deed = { kind: 'users', name: user.login, changes: { reason } } as const
  return saveChange(desk, caller, { event: eventOf(blocked), ...deed, id }, () => {
    desk.stores.users.change(id, { blocked })
    if (blocked) desk.stores.sessions.removeOf(id, null)
    switchCampaigns(desk, id, blocked)
    noteEveryLink(desk.stores)
  })
}

function switchCampaigns({ stores }: Desk, userId: number, blocked: boolean): void {
  const reason = `user ${userId}`
  for (const campaign of stores.campaigns.list('all')) {
    const isHis = blocked
      ? campaign.ownerId === userId && !campaign.blocked
      : campaign.blockReason === reason
    if (!isHis) continue
    stores.campaigns.put({ ...campaign, blocked, blockReason: blocked ? reason : '' })
    stores.changes.note('campaigns', String(campaign.id))
  }
}

function eventOf(blocked: boolean): string {
  return blocked ? 'kill_switch' : 'kill_switch_off'
}
