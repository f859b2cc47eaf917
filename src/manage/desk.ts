/**
 * Where changes are made: check → write → publish. A write is one transaction with its audit entry
 * and its note for routing; when `save` returns, it is on disk and visitors are routed by it.
 */
import type { Database } from 'bun:sqlite'

import type { ChangedKind } from '../db/changes.ts'
import type { Secrets } from '../db/people/secrets.ts'
import type { Draft, Kind, Records } from '../db/records.ts'
import { SAVED_KINDS } from '../db/saved-objects.ts'
import { documentsOf, type Stores, storesOn } from '../db/stores.ts'
import type { DiskWatch } from '../lib/disk-watch.ts'
import { type Places, places, type Turns, turns } from '../lib/turns.ts'
import type { Compilers } from '../routing/load.ts'
import { asStored, type Caller, lookUp, withOwn } from './access.ts'
import type { Blocklist } from './blocklist/blocklist.ts'
import type { Outbound } from './called-urls.ts'
import { type LoginThrottle, loginThrottle } from './people/login-throttle.ts'
import { passwordHashing, type Passwords } from './people/passwords.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { type Together, writeTogether } from './together.ts'

const COST_FILES_AT_ONCE = 4

export interface Desk {
  /** The writing handle; `stores` are on it. */
  readonly db: Database
  readonly stores: Stores
  /** Makes committed changes live. The command line has no tables: there it does nothing. */
  readonly publish: () => void
  readonly compilers: Compilers
  /** `''` while one host serves everything. */
  readonly adminHost: string
  readonly outbound: Outbound
  readonly blocklist: Blocklist
  readonly secrets: Secrets
  readonly disk: DiskWatch
  readonly passwords: Passwords
  readonly logins: LoginThrottle
  /** For writes that many programs make at once. */
  readonly together: Together
  /** Of whole files in memory. */
  readonly uploads: Turns
  /** Files of costs that are read or booked: each is tens of megabytes in memory. */
  readonly costFiles: Places
  /** Robots told apart anew: each reads every segment of its period. */
  readonly reclassifications: Places
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export interface DeskParts {
  readonly db: Database
  readonly secrets: Secrets
  readonly publish: () => void
  readonly compilers: Compilers
  readonly adminHost: string
  readonly outbound: Outbound
  readonly blocklist: Blocklist
  /** Asked before whatever holds up visitors while the disk hangs. */
  readonly disk: DiskWatch
  readonly clock: () => number
}

export function openDesk(parts: DeskParts): Desk {
  return {
    ...parts,
    stores: storesOn(parts.db, parts.clock),
    passwords: passwordHashing(),
    logins: loginThrottle(parts.clock),
    together: writeTogether(parts.db, parts.publish, parts.disk),
    uploads: turns(),
    costFiles: places(COST_FILES_AT_ONCE),
    reclassifications: places(1),
  }
}

/** What routing does not depend on. */
const PERSONAL = [
  'access_keys',
  'api_keys',
  'blocklist_exceptions',
  'csv_files',
  'notes',
  'report_marks',
  'sessions',
  'tags',
  ...SAVED_KINDS,
] as const
type PersonalKind = (typeof PERSONAL)[number]
const PERSONAL_KINDS: ReadonlySet<string> = new Set(PERSONAL)

function isPersonal(kind: ChangedKind | PersonalKind): kind is PersonalKind {
  return PERSONAL_KINDS.has(kind)
}

export interface Deed {
  readonly event: string
  readonly kind: ChangedKind | PersonalKind
  readonly name: string
  /** For the audit; never a secret. */
  readonly changes: unknown
  /** What of it was otherwise, as it was (`earlier`); left out where there was nothing. */
  readonly before?: unknown
}

/** Success of a change that has nothing to tell. */
export const DONE = { done: true } as const
export type Done = typeof DONE

/** `write` gives the id of the object it wrote. */
export function save<Id extends number | string>(
  desk: Desk,
  caller: Caller,
  deed: Deed,
  write: () => Id,
): Id {
  const id = desk.db.transaction(() => commit(desk, caller, deed, write)).immediate()
  desk.publish()
  return id
}

/** A deed on an object whose id is known; what is absent it does not have. */
export interface DeedOn
  extends Pick<Deed, 'event' | 'kind'>, Partial<Pick<Deed, 'name' | 'changes' | 'before'>> {
  readonly id: number | string
}

/** As `save`, of a change that has nothing to tell. */
export function saveChange(
  desk: Desk,
  caller: Caller,
  { id, name = '', changes = null, ...deed }: DeedOn,
  write: () => void,
): Done {
  save(desk, caller, { ...deed, name, changes }, () => {
    write()
    return id
  })
  return DONE
}

function commit<Id extends number | string>(
  desk: Desk,
  caller: Caller,
  deed: Deed,
  write: () => Id,
): Id {
  const id = write()
  const { kind } = deed
  if (!isPersonal(kind)) desk.stores.changes.note(kind, String(id))
  noteDeed(desk, caller, { ...deed, id })
  return id
}

/** Not even what they were is told. */
const SECRETS: ReadonlySet<string> = new Set(['formerToken', 'passwordHash', 'signature', 'token'])

/** What of a change was otherwise before it; nothing of what is told in other words than it is stored. */
export function earlier(before: object, after: object, changes: unknown): object {
  const [was, is] = [textsOf(before), textsOf(after)]
  const told = [...textsOf(changes ?? {})].filter(
    ([key, text]) => !SECRETS.has(key) && text === is.get(key) && text !== was.get(key),
  )
  return Object.fromEntries(
    told.map(([key]) => [key, JSON.parse(was.get(key) ?? 'null') as unknown]),
  )
}

function textsOf(object: object): ReadonlyMap<string, string | undefined> {
  return new Map(Object.entries(object).map(([key, value]) => [key, JSON.stringify(value)]))
}

/** A row of the audit: the caller says who did it, by which way and from where. */
export interface NotedDeed extends Omit<Deed, 'kind'> {
  readonly kind: string
  /** `''` when it concerns more than one object. */
  readonly id: number | string
}

export function noteDeed(
  { stores }: Pick<Desk, 'stores'>,
  { userId, viewerId, via, address }: Caller,
  { id, ...deed }: NotedDeed,
): void {
  stores.changes.audit({ ...deed, userId: viewerId ?? userId, via, address, objectId: String(id) })
}

export function createObject<K extends Kind>(
  desk: Desk,
  caller: Caller,
  kind: K,
  draft: Draft<K>,
  id: Records[K]['id'] | null = null,
): Records[K]['id'] {
  const deed = { event: 'create', kind, name: nameOf(draft), changes: draft }
  return save(desk, caller, deed, () => {
    const made = documentsOf(desk.stores, kind).add(draft, id)
    grantOwn(desk, caller, kind, { ...draft, id: made })
    return made
  })
}

/** In the transaction of the creation: whoever makes something may change it. */
export function grantOwn(
  { stores }: Desk,
  caller: Caller,
  kind: Kind,
  made: Parameters<typeof withOwn>[2],
): void {
  const records = withOwn(asStored(stores, caller), kind, made)
  if (caller.userId !== null && records !== null) {
    stores.users.setPermissions(caller.userId, records)
  }
}

/** `changes` is what the audit shows of it. */
export function putObject<K extends Kind>(
  desk: Desk,
  caller: Caller,
  kind: K,
  record: Records[K],
  changes: unknown,
): Done {
  const before = earlier(documentsOf(desk.stores, kind).find(record.id) ?? {}, record, changes)
  const deed = {
    event: 'change',
    kind,
    id: record.id,
    name: nameOf(record),
    changes,
    before,
  } as const
  return saveChange(desk, caller, deed, () => documentsOf(desk.stores, kind).put(record))
}

/** Soft delete: gone for visitors, statistics stay. Twice is the same as once. */
export function archiveObject<K extends Kind>(
  desk: Desk,
  caller: Caller,
  kind: K,
  id: Records[K]['id'],
): Done | Refusal {
  return setDeleted(desk, caller, kind, { id, event: 'archive', at: desk.clock() })
}

export function restoreObject<K extends Kind>(
  desk: Desk,
  caller: Caller,
  kind: K,
  id: Records[K]['id'],
): Done | Refusal {
  return setDeleted(desk, caller, kind, { id, event: 'restore', at: null })
}

function setDeleted<K extends Kind>(
  desk: Desk,
  caller: Caller,
  kind: K,
  { id, event, at }: { id: Records[K]['id']; event: string; at: number | null },
): Done | Refusal {
  const record = lookUp(desk.stores, caller, kind, { id, need: 'modify' })
  if (isRefusal(record)) return record
  if ((record.deletedAt === null) === (at === null)) return DONE
  return saveChange(desk, caller, { event, kind, id, name: nameOf(record) }, () =>
    documentsOf(desk.stores, kind).setDeleted(id, at),
  )
}

function nameOf(object: object): string {
  if ('name' in object) return String(object.name)
  return 'host' in object ? String(object.host) : ''
}
