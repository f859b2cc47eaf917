/** Changes of users: accounts, roles, permission records. */
import type { Role } from '../db/schema.ts'
import type { Permission, User } from '../db/users.ts'
import { type Caller, isAdmin } from './access.ts'
import { type Desk, DONE, type Done, save } from './desk.ts'
import { PASSWORD_MAX } from './passwords.ts'
import { FORBIDDEN, NOT_FOUND, problems, type Refusal } from './refusal.ts'

const LOGIN_MAX = 254
const PASSWORD_MIN = 8

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
  if (!mayGive(caller, role)) return FORBIDDEN
  const refusal = refuseCredentials(desk, { login, password }, null)
  if (refusal !== null) return refusal
  const passwordHash = await desk.passwords.hash(password)
  if (desk.stores.users.byLogin(login) !== null) return { refused: 'taken', field: 'login' }
  const deed = { event: 'create', kind: 'users', name: login, changes: { login, role } } as const
  return save(desk, caller, deed, () =>
    desk.stores.users.add({ login, passwordHash, role, permissions }),
  )
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
  { login, password, role }: UserChange,
): Promise<Done | Refusal> {
  const user = userUnder(desk, caller, id)
  if ('refused' in user) return user
  if (role !== undefined && !mayGive(caller, role)) return FORBIDDEN
  const refusal = refuseCredentials(desk, { login, password }, id)
  if (refusal !== null) return refusal
  const passwordHash = password === undefined ? null : await desk.passwords.hash(password)
  const change = {
    ...(login === undefined ? {} : { login }),
    ...(role === undefined ? {} : { role }),
    ...(passwordHash === null ? {} : { passwordHash }),
  }
  const changes = { login, role, password: password === undefined ? undefined : 'changed' }
  save(desk, caller, { event: 'change', kind: 'users', name: user.login, changes }, () => {
    desk.stores.users.change(id, change)
    return id
  })
  return DONE
}

/** Replaces the records of the subjects given; the others stay. */
export function changePermissions(
  desk: Desk,
  caller: Caller,
  id: number,
  given: readonly Permission[],
): Done | Refusal {
  const user = userUnder(desk, caller, id)
  if ('refused' in user) return user
  const subjects = new Set(given.map((permission) => permission.subject))
  const kept = user.permissions.filter((permission) => !subjects.has(permission.subject))
  const deed = { event: 'permissions', kind: 'users', name: user.login, changes: given } as const
  save(desk, caller, deed, () => {
    desk.stores.users.setPermissions(id, [...kept, ...given])
    return id
  })
  return DONE
}

export function removeUser(desk: Desk, caller: Caller, id: number): Done | Refusal {
  const user = userUnder(desk, caller, id)
  if ('refused' in user) return user
  const deed = { event: 'remove', kind: 'users', name: user.login, changes: null } as const
  save(desk, caller, deed, () => {
    desk.stores.users.remove(id)
    return id
  })
  return DONE
}

/** Nobody edits himself here, so at least one super administrator always stays. */
function userUnder({ stores }: Desk, caller: Caller, id: number): User | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const user = stores.users.find(id)
  if (user === null) return NOT_FOUND
  if (caller.userId === id) return { refused: 'protected_user' }
  return mayGive(caller, user.role) ? user : FORBIDDEN
}

function mayGive(caller: Caller, role: Role): boolean {
  if (caller.userId === null) return true
  return caller.role === 'super_admin' ? role !== 'super_admin' : isAdmin(caller) && role === 'user'
}

function refuseCredentials(
  { stores }: Desk,
  { login, password }: { login?: string | undefined; password?: string | undefined },
  own: number | null,
): Refusal | null {
  const found = problems()
  if (login !== undefined && (login.trim() === '' || login.length > LOGIN_MAX)) {
    found.add('login', `1 to ${LOGIN_MAX} characters`)
  }
  if (
    password !== undefined &&
    (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX)
  ) {
    found.add('password', `${PASSWORD_MIN} to ${PASSWORD_MAX} characters`)
  }
  const holder = login === undefined ? null : stores.users.byLogin(login)
  const taken = holder !== null && holder.id !== own
  return found.refusal() ?? (taken ? { refused: 'taken', field: 'login' } : null)
}
