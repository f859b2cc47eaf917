/** Changes of users: accounts, roles, permission records. */
import type { Permission, User } from '../../db/people/users.ts'
import type { Role } from '../../db/schema.ts'
import { type Caller, isAdmin, managesUser, unknownUserTo } from '../access.ts'
import { type Desk, type Done, earlier, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, problems, type Refusal, wrong } from '../refusal.ts'
import { checkPassword } from './passwords.ts'

const LOGIN_MAX = 254

export interface NewUser {
  readonly login: string
  readonly password: string
  readonly role: Role
  readonly permissions: readonly Permission[]
}

/** The user's id. Only a super administrator or the command line makes administrators. */
export async function createUser(
  desk: Desk,
  caller: Caller,
  { login, password, role, permissions }: NewUser,
): Promise<number | Refusal> {
  if (!mayGive(desk, caller, role)) return FORBIDDEN
  const refusal =
    refuseTwice(permissions) ?? refuseCredentials(desk, caller, { login, password }, null)
  if (refusal !== null) return refusal
  const passwordHash = await desk.passwords.hash(password)
  if (passwordHash === null) return { refused: 'busy' }
  if (desk.stores.users.byLogin(login) !== null) return { refused: 'taken', field: 'login' }
  const deed = { event: 'create', kind: 'users', name: login, changes: { login, role } } as const
  return save(desk, caller, deed, () => {
    const id = desk.stores.users.add({
      login,
      passwordHash,
      role,
      permissions: permissions.filter(givesAnything),
    })
    takeUnder(desk, caller, id)
    if (caller.hidesMoney) desk.stores.users.change(id, { hideProfit: true })
    return id
  })
}

/** An administrator manages the users he creates. */
function takeUnder({ stores }: Desk, { userId, role }: Caller, id: number): void {
  const admin = userId !== null && role === 'admin' ? stores.users.find(userId) : null
  if (admin !== null) stores.users.setAccessible(admin.id, [...admin.accessible, id])
}

export interface UserChange {
  readonly login?: string
  readonly password?: string
  readonly role?: Role
}

export async function changeUser(
  desk: Desk,
  caller: Caller,
  id: number,
  { login, password, role: given }: UserChange,
): Promise<Done | Refusal> {
  const user = userUnder(desk, caller, id)
  if (isRefusal(user)) return user
  // Forms send it as it is, which gives nobody anything.
  const role = given === user.role ? undefined : given
  if (role !== undefined && !mayGive(desk, caller, role)) return FORBIDDEN
  const refusal = refuseCredentials(desk, caller, { login, password }, id)
  if (refusal !== null) return refusal
  const passwordHash = password === undefined ? undefined : await desk.passwords.hash(password)
  if (passwordHash === null) return { refused: 'busy' }
  const change = {
    ...(login === undefined ? {} : { login }),
    ...(role === undefined ? {} : { role }),
    ...(passwordHash === undefined ? {} : { passwordHash }),
  }
  const changes = { login, role, password: password === undefined ? undefined : 'changed' }
  const before = earlier(user, { ...user, ...change }, changes)
  const deed = { event: 'change', kind: 'users', id, name: user.login, changes, before } as const
  return saveChange(desk, caller, deed, () => {
    desk.stores.users.change(id, change)
    // Whoever sits at a browser with the old password or the old rights has to log in again.
    if (role !== undefined || passwordHash !== undefined) desk.stores.sessions.removeOf(id, null)
  })
}

/**
 * Whether revenue, and what is computed from it, is kept from the user; from
 * whom it is kept shows it to nobody.
 */
export function setHideProfit(
  desk: Desk,
  caller: Caller,
  id: number,
  hideProfit: boolean,
): Done | Refusal {
  const user = userUnder(desk, caller, id)
  if (isRefusal(user)) return user
  if (caller.hidesMoney && !hideProfit) return FORBIDDEN
  return putColumns(desk, caller, user, { hideProfit })
}

/** Whether an administrator may create users. */
export function setCanCreateUsers(
  desk: Desk,
  caller: Caller,
  id: number,
  canCreateUsers: boolean,
): Done | Refusal {
  const admin = adminUnder(desk, caller, id)
  if (isRefusal(admin)) return admin
  return putColumns(desk, caller, admin, { canCreateUsers })
}

/** The users an administrator manages: those given, and no others. */
export function setAccessible(
  desk: Desk,
  caller: Caller,
  id: number,
  userIds: readonly number[],
): Done | Refusal {
  const admin = adminUnder(desk, caller, id)
  if (isRefusal(admin)) return admin
  const unknown = userIds.filter((userId) => desk.stores.users.find(userId)?.role !== 'user')
  if (unknown.length > 0) {
    return wrong('userIds', `not plain users: ${unknown.join(', ')}`)
  }
  const deed = {
    event: 'accessible',
    kind: 'users',
    id,
    name: admin.login,
    changes: userIds,
  } as const
  return saveChange(desk, caller, deed, () =>
    desk.stores.users.setAccessible(id, [...new Set(userIds)]),
  )
}

/** Only super administrators decide about administrators. */
function adminUnder(desk: Desk, caller: Caller, id: number): User | Refusal {
  if (caller.role !== 'super_admin') return FORBIDDEN
  const user = desk.stores.users.find(id)
  return user?.role === 'admin' ? user : NOT_FOUND
}

function putColumns(
  desk: Desk,
  caller: Caller,
  user: User,
  columns: { readonly hideProfit: boolean } | { readonly canCreateUsers: boolean },
): Done {
  const { id, login: name } = user
  const before = earlier(user, { ...user, ...columns }, columns)
  const deed = { event: 'change', kind: 'users', id, name, changes: columns, before } as const
  return saveChange(desk, caller, deed, () => desk.stores.users.change(id, columns))
}

/** Replaces the records of the subjects given; the others stay. */
export function changePermissions(
  desk: Desk,
  caller: Caller,
  id: number,
  given: readonly Permission[],
): Done | Refusal {
  const user = userUnder(desk, caller, id)
  if (isRefusal(user)) return user
  const refusal = refuseTwice(given)
  if (refusal !== null) return refusal
  const subjects = new Set(given.map((permission) => permission.subject))
  const kept = user.permissions.filter((permission) => !subjects.has(permission.subject))
  const deed = {
    event: 'permissions',
    kind: 'users',
    id,
    name: user.login,
    changes: given,
    before: user.permissions.filter(({ subject }) => subjects.has(subject)),
  } as const
  return saveChange(desk, caller, deed, () =>
    desk.stores.users.setPermissions(id, [...kept, ...given.filter(givesAnything)]),
  )
}

/** Of two records of one subject only one would count. */
function refuseTwice(given: readonly Permission[]): Refusal | null {
  const subjects = given.map(({ subject }) => subject)
  const at = subjects.findIndex((subject, index) => subjects.indexOf(subject) < index)
  return at === -1 ? null : wrong(`permissions.${at}.subject`, 'is there twice')
}

/** A record that gives nothing is as none: forms send one for every subject. */
function givesAnything({ accessLevel, canCreate, ...lists }: Permission): boolean {
  const { readUuids, modifyUuids, readGroupUuids, modifyGroupUuids } = lists
  const ids = [readUuids, modifyUuids, readGroupUuids, modifyGroupUuids]
  return accessLevel !== 'CUSTOM' || canCreate || ids.some((list) => list.length > 0)
}

export function removeUser(desk: Desk, caller: Caller, id: number): Done | Refusal {
  const user = userUnder(desk, caller, id)
  if (isRefusal(user)) return user
  const deed = { event: 'remove', kind: 'users', id, name: user.login } as const
  return saveChange(desk, caller, deed, () => desk.stores.users.remove(id))
}

/** Nobody edits himself here, so at least one super administrator always stays. */
function userUnder({ stores }: Desk, caller: Caller, id: number): User | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const user = stores.users.find(id)
  if (user !== null && caller.userId === id) return { refused: 'protected_user' }
  if (user !== null && managesUser(stores, caller, user)) return user
  return user === null ? unknownUserTo(caller) : FORBIDDEN
}

function mayGive({ stores }: Desk, caller: Caller, role: Role): boolean {
  if (caller.userId === null) return true
  if (caller.role === 'super_admin') return role !== 'super_admin'
  const own = stores.users.find(caller.userId)
  return caller.role === 'admin' && role === 'user' && own?.canCreateUsers === true
}

function refuseCredentials(
  { stores }: Desk,
  caller: Caller,
  { login, password }: { login?: string | undefined; password?: string | undefined },
  own: number | null,
): Refusal | null {
  const found = problems()
  if (login !== undefined && (login.trim() === '' || login.length > LOGIN_MAX)) {
    found.add('login', `1 to ${LOGIN_MAX} characters`)
  }
  if (password !== undefined) checkPassword(found, caller, 'password', password)
  const holder = login === undefined ? null : stores.users.byLogin(login)
  const taken = holder !== null && holder.id !== own
  return found.refusal() ?? (taken ? { refused: 'taken', field: 'login' } : null)
}
