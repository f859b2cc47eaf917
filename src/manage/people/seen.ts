/** When each user last came, and of how many campaigns he is more than a name. */
import type { User } from '../../db/people/users.ts'
import type { CampaignRecord } from '../../db/records.ts'
import { isYoung } from '../../lib/age.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import { callerOfUser, seesAll } from '../access.ts'
import type { Desk } from '../desk.ts'

/** Uses are noted this seldom: each note is a write to the disk. */
const NOTED_EVERY_MS = 5 * MINUTE_MS

/**
 * Notes that something was used, unless that was noted a moment ago. Nobody waits for it, and a disk that
 * can't take it is told by those who write something that matters.
 */
export function noteSeldom(
  { clock, together }: Desk,
  notedAt: number | null,
  note: () => void,
): void {
  if (notedAt !== null && isYoung(notedAt, NOTED_EVERY_MS, clock())) return
  together(note).catch(() => undefined)
}

export function noteSeen(desk: Desk, { id, seenAt }: User): void {
  noteSeldom(desk, seenAt, () => desk.stores.users.touch(id))
}

export interface CampaignCounts {
  readonly readable: number
  readonly owned: number
}

/**
 * Of the campaigns given, for each user by his id. Records of thousands of
 * ids are looked up, not searched.
 */
export function campaignCounts(
  users: readonly User[],
  campaigns: readonly CampaignRecord[],
): ReadonlyMap<number, CampaignCounts> {
  const owned = new Map<number | null, number>()
  for (const { ownerId } of campaigns) owned.set(ownerId, (owned.get(ownerId) ?? 0) + 1)
  const places = campaigns.map(({ id, groupId }) => ({ id: String(id), groupId }))
  return new Map(
    users.map((user) => [
      user.id,
      { readable: readableOf(user, places), owned: owned.get(user.id) ?? 0 },
    ]),
  )
}

interface Place {
  readonly id: string
  readonly groupId: string | null
}

function readableOf(user: User, places: readonly Place[]): number {
  const caller = callerOfUser(user, { via: 'ui', sessionId: null, address: '' })
  if (seesAll(caller, 'campaigns')) return places.length
  const record = user.permissions.find(({ subject }) => subject === 'campaign')
  if (record === undefined) return 0
  const ids = new Set([...record.readUuids, ...record.modifyUuids])
  const groups = new Set<string | null>([...record.readGroupUuids, ...record.modifyGroupUuids])
  return places.filter(({ id, groupId }) => ids.has(id) || groups.has(groupId)).length
}
