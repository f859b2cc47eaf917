/** How many links a limited user may have: nobody fills the disk that everybody's clicks need. */
import { settingNumber } from '../../core/settings/settings.ts'
import { type Caller, isAdmin } from '../access.ts'
import type { Desk } from '../desk.ts'
import { wrong } from '../refusal.ts'

/** Further links that the owner may have; deleted ones do not count. */
export function linkRoom(
  { stores }: Pick<Desk, 'stores'>,
  caller: Caller,
  ownerId: number,
): number {
  if (isAdmin(caller)) return Infinity
  const most = settingNumber(stores.settings.all(), 'links.per_user_max')
  if (most === 0) return Infinity
  const had = stores.links.search.count({ ownerId, domain: null, status: 'active' })
  return Math.max(0, most - had)
}

/** The field is that of a link's word: programs show it beside it. */
export const NO_LINK_ROOM = wrong(
  'word',
  'is one too many: you have as many links as a user may have',
)
