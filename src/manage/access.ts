/**
 * Who may see and change what (`management-api.md` 3): the one place that knows roles and
 * permission records. Unknown ids and foreign ones look the same to callers with limited access.
 */
import type { AuditEntry } from '../db/changes.ts'
import type { Permission, User } from '../db/people/users.ts'
import type { GroupSubject, Kind, Records } from '../db/records.ts'
import type { Role } from '../db/schema.ts'
import { readDocumentsOf, type ReadStores } from '../db/stores.ts'
import { whileAlive } from '../lib/lru.ts'
import { FORBIDDEN, type Named, NOT_FOUND, type Refusal } from './refusal.ts'

export interface Caller {
  /** Null: the command line, or the server by itself. */
  readonly userId: number | null
  readonly role: Role
  readonly via: AuditEntry['via']
  readonly permissions: readonly Permission[]
  /** Revenue, and whatever is computed from it, is absent from all he is shown. */
  readonly hidesMoney: boolean
  /** The browser session he comes by; null for keys and commands. */
  readonly sessionId: number | null
  /** Canonical text, `''` for the command line. */
  readonly address: string
  /** What this way in allows at most, whatever the user's rights. */
  readonly reach: Reach
  /** Whether he comes by one of his further keys, which open no keys. */
  readonly isFurtherKey: boolean
  /** Who is really there while somebody looks as another user; null: the user himself. */
  readonly viewerId: number | null
}

export type Reach = 'write' | 'read' | 'reports'

/** Whether nothing takes from what his rights allow: secrets are for such callers alone. */
export function isWhole({ reach, isFurtherKey }: Caller): boolean {
  return reach === 'write' && !isFurtherKey
}

/** A user on one of the ways in. */
export function callerOfUser(
  { id, role, permissions, hideProfit }: User,
  way: Pick<Caller, 'via' | 'sessionId' | 'address'>,
): Caller {
  const rights = { userId: id, role, permissions, hidesMoney: hideProfit }
  return { ...rights, reach: 'write', isFurtherKey: false, viewerId: null, ...way }
}

/** Read again: the same call may have made something that has become his. */
export function asStored({ users }: Pick<ReadStores, 'users'>, caller: Caller): Caller {
  const user = caller.userId === null ? null : users.find(caller.userId)
  return user === null ? caller : { ...caller, permissions: user.permissions }
}

export const COMMAND_LINE: Caller = {
  userId: null,
  role: 'super_admin',
  via: 'cli',
  permissions: [],
  hidesMoney: false,
  sessionId: null,
  address: '',
  reach: 'write',
  isFurtherKey: false,
  viewerId: null,
}

/** What it does by itself, such as closing links that blocklists name. */
export const THE_SERVER: Caller = { ...COMMAND_LINE, via: 'system' }

export type Access = 'none' | 'read' | 'modify'

/** The word for a kind in permission records; groups have one for each kind they group. */
const SUBJECTS: { readonly [K in Exclude<Kind, 'groups'>]: string } = {
  campaigns: 'campaign',
  offers: 'offer',
  landings: 'landing',
  traffic_sources: 'traffic_source',
  affiliate_networks: 'affiliate_network',
  rotations: 'rotation',
  domains: 'domain',
}

const GROUP_SUBJECTS: { readonly [S in GroupSubject]: string } = {
  campaigns: 'campaign_group',
  landings: 'landing_group',
  offers: 'offer_group',
  rotations: 'rotation_group',
  triggers: 'trigger_group',
}

export function isAdmin({ role }: Caller): boolean {
  return role === 'super_admin' || role === 'admin'
}

/**
 * A super administrator manages all but his equals, an administrator the users assigned to him. From
 * whom revenue is kept manages nobody who sees it: that user's key would show it to him.
 */
export function managesUser({ users }: ReadStores, caller: Caller, user: User): boolean {
  if (caller.userId === null) return true
  if (caller.role === 'super_admin') return user.role !== 'super_admin'
  if (caller.role !== 'admin' || user.role !== 'user') return false
  if (caller.hidesMoney && !user.hideProfit) return false
  return users.find(caller.userId)?.accessible.includes(user.id) ?? false
}

export function mayCreate(caller: Caller, kind: Exclude<Kind, 'groups'>): boolean {
  return mayCreateUnder(caller, SUBJECTS[kind])
}

export function mayCreateUnder(caller: Caller, subject: string): boolean {
  return isAdmin(caller) || (recordFor(caller, subject)?.canCreate ?? false)
}

export function mayCreateGroup(caller: Caller, subject: GroupSubject): boolean {
  return mayCreateUnder(caller, GROUP_SUBJECTS[subject])
}

/** What decides about an object: its id, its group, and of a group what it groups. */
interface Judged {
  readonly id: number | string
  readonly groupId?: string | null
  readonly subject?: GroupSubject
}

export function accessTo(caller: Caller, kind: Kind, object: Judged): Access {
  return accessUnder(caller, subjectOf(kind, object), object)
}

/** By the word of permission records, for what is no kind of object. */
export function accessUnder(caller: Caller, subject: string, object: Judged): Access {
  if (isAdmin(caller)) return 'modify'
  const permission = recordFor(caller, subject)
  if (permission === null) return 'none'
  const { accessLevel, modifyUuids, modifyGroupUuids, readUuids, readGroupUuids } = permission
  if (accessLevel === 'MODIFY' || holds(modifyUuids, modifyGroupUuids, object)) return 'modify'
  return accessLevel === 'READ' || holds(readUuids, readGroupUuids, object) ? 'read' : 'none'
}

function subjectOf(kind: Kind, { subject }: Judged): string {
  if (kind !== 'groups') return SUBJECTS[kind]
  return subject === undefined ? '' : GROUP_SUBJECTS[subject]
}

/** The object if the caller has at least `need` on it. */
export function lookUp<K extends Kind>(
  stores: ReadStores,
  caller: Caller,
  kind: K,
  target: { readonly id: Records[K]['id']; readonly need: 'read' | 'modify' },
): Records[K] | Refusal {
  const record = readDocumentsOf(stores, kind).find(target.id)
  if (record === null) return seesAll(caller, kind) ? NOT_FOUND : FORBIDDEN
  const access = accessTo(caller, kind, record)
  return access === 'modify' || access === target.need ? record : FORBIDDEN
}

/** Of what a limited user must not learn whether it exists. */
export function unknownTo(caller: Caller): Refusal {
  return isAdmin(caller) ? NOT_FOUND : FORBIDDEN
}

/** Of users, whom an administrator does not see all of either. */
export function unknownUserTo({ role }: Caller): Refusal {
  return role === 'super_admin' ? NOT_FOUND : FORBIDDEN
}

/** The objects of a list that the caller may read. */
export function readable<K extends Kind>(caller: Caller, kind: K, all: Records[K][]): Records[K][] {
  if (seesAll(caller, kind)) return all
  return all.filter((record) => accessTo(caller, kind, record) !== 'none')
}

/** Ids of the campaigns whose statistics the caller may see; null for all. */
export function campaignsSeen(
  { campaigns }: Pick<ReadStores, 'campaigns'>,
  caller: Caller,
): readonly number[] | null {
  if (isAdmin(caller)) return null
  return readable(caller, 'campaigns', campaigns.list('all')).map(({ id }) => id)
}

/** Campaigns use it, of which the caller hears those that he may read. */
export function inUse(
  stores: Pick<ReadStores, 'campaigns'>,
  caller: Caller,
  users: readonly Named[],
): Refusal {
  const seen = campaignsSeen(stores, caller)
  const campaigns = seen === null ? users : users.filter(({ id }) => seen.includes(id))
  return { refused: 'in_use', campaigns }
}

/** Ids of the networks of whose calls the caller may hear; null for all, and calls of none. */
export function networksSeen(
  { affiliate_networks }: Pick<ReadStores, 'affiliate_networks'>,
  caller: Caller,
): readonly number[] | null {
  if (isAdmin(caller)) return null
  return readable(caller, 'affiliate_networks', affiliate_networks.list('all')).map(({ id }) => id)
}

/** Whether the log of postbacks is open to the caller; of what, his other records say. */
export function mayReadPostbacks(caller: Caller): boolean {
  if (isAdmin(caller)) return true
  return (recordFor(caller, 'postback_log')?.accessLevel ?? 'CUSTOM') !== 'CUSTOM'
}

/** Whether ids of the kind hide nothing from the caller, so that he may be told which do not exist. */
export function seesAll(caller: Caller, kind: Kind): boolean {
  if (isAdmin(caller)) return true
  const subjects = kind === 'groups' ? Object.values(GROUP_SUBJECTS) : [SUBJECTS[kind]]
  return subjects.every(
    (subject) => (recordFor(caller, subject)?.accessLevel ?? 'CUSTOM') !== 'CUSTOM',
  )
}

function recordFor({ permissions }: Caller, subject: string): Permission | null {
  return permissions.find((permission) => permission.subject === subject) ?? null
}

/** His records with what he has just made in them; null when they already cover it. */
export function withOwn(caller: Caller, kind: Kind, made: Judged): readonly Permission[] | null {
  if (accessTo(caller, kind, made) === 'modify') return null
  const subject = subjectOf(kind, made)
  return caller.permissions.map((permission) =>
    permission.subject === subject
      ? { ...permission, modifyUuids: [...permission.modifyUuids, String(made.id)] }
      : permission,
  )
}

function holds(
  ids: readonly string[],
  groups: readonly string[],
  { id, groupId }: { readonly id: number | string; readonly groupId?: string | null },
): boolean {
  return setOf(ids).has(String(id)) || (typeof groupId === 'string' && setOf(groups).has(groupId))
}

/** A list that is asked for each row of another is gone through once. */
const setOf = whileAlive((ids: readonly string[]): ReadonlySet<string> => new Set(ids))
