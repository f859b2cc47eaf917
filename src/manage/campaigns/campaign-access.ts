/**
 * Who may see and change one campaign, and whose it is: permission records and the owner, seen from
 * the campaign. Administrators give and take it from the users they manage.
 */
import { emptyPermission, type Permission, type User } from '../../db/people/users.ts'
import type { CampaignRecord } from '../../db/records.ts'
import type { ReadStores } from '../../db/stores.ts'
import {
  accessTo,
  type Caller,
  callerOfUser,
  isAdmin,
  lookUp,
  managesUser,
  withOwn,
} from '../access.ts'
import { type Desk, type Done, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../refusal.ts'

const SUBJECT = 'campaign'

export interface CampaignUsers {
  readonly read: readonly User[]
  readonly modify: readonly User[]
}

/** Of the users whom the caller manages; those who may change it may read it too. */
export function usersOfCampaign(
  stores: ReadStores,
  caller: Caller,
  campaignId: number,
): CampaignUsers | Refusal {
  const campaign = campaignFor(stores, caller, campaignId)
  if (isRefusal(campaign)) return campaign
  const users = managedUsers(stores, caller)
  const having = (...levels: readonly string[]) =>
    users.filter((user) => levels.includes(accessOf(user, campaign)))
  return { read: having('read', 'modify'), modify: having('modify') }
}

/** The users get access beside what they have. */
export function giveCampaign(
  desk: Desk,
  caller: Caller,
  campaignId: number,
  given: { readonly read: readonly number[]; readonly modify: readonly number[] },
): Done | Refusal {
  const campaign = campaignFor(desk.stores, caller, campaignId)
  if (isRefusal(campaign)) return campaign
  const users = usersNamed(desk.stores, caller, [...given.read, ...given.modify])
  if (isRefusal(users)) return users
  return saveAccess(desk, caller, { campaign, users, changes: { given } }, (user) => {
    const list = given.modify.includes(user.id) ? 'modifyUuids' : 'readUuids'
    return withRecord(user, (record) => ({
      ...record,
      [list]: [...new Set([...record[list], String(campaignId)])],
    }))
  })
}

/** Only what names the campaign itself is taken; who sees all campaigns goes on seeing it. */
export function takeCampaign(
  desk: Desk,
  caller: Caller,
  campaignId: number,
  userIds: readonly number[],
): Done | Refusal {
  const campaign = campaignFor(desk.stores, caller, campaignId)
  if (isRefusal(campaign)) return campaign
  const users = usersNamed(desk.stores, caller, userIds)
  if (isRefusal(users)) return users
  const without = (user: User) =>
    withRecord(user, (record) => ({
      ...record,
      readUuids: record.readUuids.filter((id) => id !== String(campaignId)),
      modifyUuids: record.modifyUuids.filter((id) => id !== String(campaignId)),
    }))
  const left = users.filter(
    (user) => accessOf({ ...user, permissions: without(user) }, campaign) !== 'none',
  )
  if (left.length > 0) {
    const names = left.map(({ login }) => login).join(', ')
    const text = `see it by a group or because they see all: ${names}; change their permissions`
    return wrong('userIds', text)
  }
  return saveAccess(desk, caller, { campaign, users, changes: { taken: userIds } }, without)
}

/** `userId` null: nobody's. A user who becomes the owner may change the campaign. */
export function setOwner(
  desk: Desk,
  caller: Caller,
  campaignId: number,
  userId: number | null,
): Done | Refusal {
  const campaign = campaignFor(desk.stores, caller, campaignId)
  if (isRefusal(campaign)) return campaign
  const owner = userId === null ? null : ownerFor(desk, caller, userId)
  if (userId !== null && owner === null) return { refused: 'unknown_owner' }
  const { name } = campaign
  const deed = {
    event: 'owner',
    kind: 'campaigns',
    id: campaignId,
    name,
    changes: { userId },
  } as const
  return saveChange(desk, caller, deed, () => {
    desk.stores.campaigns.put({ ...campaign, ownerId: userId })
    if (owner !== null) own(desk, owner, campaign)
  })
}

/** Himself, or somebody he manages; a super administrator may name anybody. */
function ownerFor({ stores }: Desk, caller: Caller, userId: number): User | null {
  const user = stores.users.find(userId)
  if (user === null || userId === caller.userId || caller.role === 'super_admin') return user
  return managesUser(stores, caller, user) ? user : null
}

function own({ stores }: Desk, owner: User, campaign: CampaignRecord): void {
  const records = withOwn(asCaller(withPlainRecord(owner)), 'campaigns', campaign)
  if (records !== null) stores.users.setPermissions(owner.id, records)
}

function campaignFor(stores: ReadStores, caller: Caller, id: number): CampaignRecord | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  return lookUp(stores, caller, 'campaigns', { id, need: 'modify' })
}

function managedUsers(stores: ReadStores, caller: Caller): readonly User[] {
  const all = stores.users.list().filter(({ role }) => role === 'user')
  return all.filter((user) => managesUser(stores, caller, user))
}

/** Unknown users, administrators and those of others look the same. */
function usersNamed(
  stores: ReadStores,
  caller: Caller,
  ids: readonly number[],
): readonly User[] | Refusal {
  const known = new Map(managedUsers(stores, caller).map((user) => [user.id, user]))
  const unknown = [...new Set(ids)].filter((id) => !known.has(id))
  if (unknown.length === 0) return [...new Set(ids)].flatMap((id) => known.get(id) ?? [])
  const text = `not plain users whom you manage: ${unknown.join(', ')}`
  return wrong('userIds', text)
}

interface Shared {
  readonly campaign: CampaignRecord
  readonly users: readonly User[]
  readonly changes: unknown
}

function saveAccess(
  desk: Desk,
  caller: Caller,
  { campaign, users, changes }: Shared,
  recordsOf: (user: User) => readonly Permission[],
): Done {
  const { id, name } = campaign
  const deed = { event: 'permissions', kind: 'campaigns', id, name, changes } as const
  return saveChange(desk, caller, deed, () => {
    for (const user of users) desk.stores.users.setPermissions(user.id, recordsOf(user))
  })
}

function accessOf(user: User, campaign: CampaignRecord) {
  return accessTo(asCaller(user), 'campaigns', campaign)
}

const asCaller = (user: User) => callerOfUser(user, { via: 'cli', sessionId: null, address: '' })

function withRecord(user: User, change: (record: Permission) => Permission): readonly Permission[] {
  return withPlainRecord(user).permissions.map((record) =>
    record.subject === SUBJECT ? change(record) : record,
  )
}

/** With a record for campaigns, if he had none. */
function withPlainRecord(user: User): User {
  if (user.permissions.some(({ subject }) => subject === SUBJECT)) return user
  return { ...user, permissions: [...user.permissions, emptyPermission(SUBJECT)] }
}
