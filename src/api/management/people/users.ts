/** Operations on users and their permissions. */
import { type Static, Type } from '@sinclair/typebox'

import type { Permission, User } from '../../../db/people/users.ts'
import { isAdmin, managesUser, unknownUserTo } from '../../../manage/access.ts'
import { DIALECT_PASSWORD_MIN, PASSWORD_MAX } from '../../../manage/people/passwords.ts'
import { campaignCounts } from '../../../manage/people/seen.ts'
import { changeOwnLogin, changeOwnPassword } from '../../../manage/people/sessions.ts'
import {
  changePermissions,
  changeUser,
  createUser,
  removeUser,
  setAccessible,
  setCanCreateUsers,
  setHideProfit,
} from '../../../manage/people/users.ts'
import { FORBIDDEN, isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, nullable } from '../shape.ts'
import { Empty, timestampOrNull } from '../wire.ts'
import { permissionViews, SUBJECTS } from './permissions.wire.ts'

const tag = 'Users'
const optional = Type.Optional
export const UserParams = Type.Object({ userId: Type.Integer({ minimum: 1 }) })
const Uuids = optional(nullable(Type.Array(Type.Union([Type.String(), Type.Integer()]))))

/** Those whom the caller may look at. */
export function usersUnder({ read, caller }: Pick<Call, 'read' | 'caller'>): readonly User[] {
  const all = read.users.list()
  return caller.role === 'super_admin' ? all : all.filter((user) => managesUser(read, caller, user))
}

/** What a list tells of each of these users. */
export function userRow({ read }: Pick<Call, 'read'>, users: readonly User[]) {
  const campaigns = campaignCounts(users, read.campaigns.list('active'))
  return ({ id, login, role, blocked, seenAt }: User) => ({
    id,
    login,
    role,
    isBlocked: blocked,
    seenAt: timestampOrNull(seenAt),
    campaigns: campaigns.get(id),
  })
}

/** As GET shows them. */
const Named = optional(
  nullable(Type.Array(Type.Object({ id: Type.Union([Type.String(), Type.Integer()]) }))),
)
/** Lists of ids, or in place of each the list that GET shows: what was read can be written back. */
const PermissionWrite = Type.Object({
  subject: anyCase(SUBJECTS),
  accessLevel: anyCase(['MODIFY', 'READ', 'CUSTOM']),
  canCreate: optional(nullable(Type.Boolean())),
  readUuids: Uuids,
  modifyUuids: Uuids,
  readGroupUuids: Uuids,
  modifyGroupUuids: Uuids,
  read: Named,
  write: Named,
  modify: Named,
  readGroups: Named,
  modifyGroups: Named,
})
const Permissions = Type.Array(PermissionWrite, { maxItems: 100 })
const Login = Type.String({ minLength: 1, maxLength: 254 })
/** Who comes by a session needs more than is told here, so that `manage` counts. */
const Password = Type.String({
  maxLength: PASSWORD_MAX,
  told: { minLength: DIALECT_PASSWORD_MIN },
})
const OwnPassword = Type.String({ maxLength: PASSWORD_MAX })
const GivenRole = anyCase(['admin', 'user'])
const HideProfit = Type.Object({ hideProfit: Type.Boolean() })
const CanCreateUsers = Type.Object({ canCreateUsers: Type.Boolean() })

function permissionOf(write: Static<typeof PermissionWrite>): Permission {
  return {
    subject: write.subject,
    accessLevel: write.accessLevel,
    canCreate: write.canCreate ?? false,
    readUuids: idsOf(write.readUuids, write.read),
    modifyUuids: idsOf(write.modifyUuids, write.modify ?? write.write),
    readGroupUuids: idsOf(write.readGroupUuids, write.readGroups),
    modifyGroupUuids: idsOf(write.modifyGroupUuids, write.modifyGroups),
  }
}

type Id = string | number

function idsOf(
  ids: readonly Id[] | null | undefined,
  shown: readonly { readonly id: Id }[] | null | undefined,
): string[] {
  return (ids ?? (shown ?? []).map(({ id }) => id)).map(String)
}

/** Oneself, or a user whom the caller manages. */
export function userAt({ read, caller, params }: Call<{ userId: number }>): User | Refusal {
  const user = read.users.find(params.userId)
  const isSuper = caller.role === 'super_admin'
  if (user === null) return unknownUserTo(caller)
  return caller.userId === user.id || isSuper || managesUser(read, caller, user) ? user : FORBIDDEN
}

/** What GET shows of the user of a call, which is what his tag is of. */
function identityShown(call: Call<{ userId: number }>) {
  const user = userAt(call)
  if (isRefusal(user)) return user
  const permissions = permissionViews(call.read, user)
  return { identity: user.login, role: user.role, isBlocked: user.blocked, permissions }
}

/** For super administrators, and for the administrator himself. */
function adminAt({ read, caller, params }: Call<{ adminId: number }>): User | Refusal {
  const isSuper = caller.role === 'super_admin'
  if (!isSuper && caller.userId !== params.adminId) return FORBIDDEN
  const user = read.users.find(params.adminId)
  return user?.role === 'admin' ? user : unknownUserTo(caller)
}

const changes: Operation[] = [
  operation({
    method: 'POST',
    path: '/user/create',
    id: 'createUser',
    secret: true,
    summary: 'Create a user',
    tag,
    body: Type.Object({
      login: Login,
      password: Password,
      role: GivenRole,
      permissions: optional(nullable(Permissions)),
    }),
    status: 201,
    run: async ({ desk, caller, body }) => {
      const permissions = (body.permissions ?? []).map(permissionOf)
      const id = await createUser(desk, caller, { ...body, permissions })
      return isRefusal(id) ? id : { user_id: id }
    },
  }),
  operation({
    method: 'PUT',
    path: '/user/:userId/edit',
    id: 'editUser',
    secret: true,
    summary: 'Change login, password or role of a user',
    tag,
    params: UserParams,
    body: Type.Object({
      login: optional(Login),
      password: optional(nullable(Password)),
      role: optional(GivenRole),
    }),
    answer: Empty,
    status: 201,
    current: identityShown,
    run: async ({ desk, caller, params, body: { password, ...rest } }) => {
      const change = typeof password === 'string' ? { ...rest, password } : rest
      return emptyUnless(await changeUser(desk, caller, params.userId, change))
    },
  }),
  operation({
    method: 'DELETE',
    path: '/user/:userId',
    id: 'deleteUser',
    summary: 'Remove a user',
    tag,
    params: UserParams,
    answer: Empty,
    current: identityShown,
    run: ({ desk, caller, params }) => emptyUnless(removeUser(desk, caller, params.userId)),
  }),
  operation({
    method: 'PUT',
    path: '/user/:userId/permissions',
    id: 'replaceUserPermissions',
    summary: 'Replace the permission records of the subjects given',
    tag,
    params: UserParams,
    body: Type.Object({ permissions: Permissions }),
    answer: Empty,
    current: identityShown,
    run: ({ desk, caller, params, body }) => {
      const given = body.permissions.map(permissionOf)
      return emptyUnless(changePermissions(desk, caller, params.userId, given))
    },
  }),
]

const own: Operation[] = [
  operation({
    method: 'PUT',
    path: '/user/change_password',
    id: 'changeOwnPassword',
    summary: 'Change the own password; other sessions end',
    tag,
    body: Type.Object({ password: OwnPassword, newPassword: Password }),
    answer: Empty,
    status: 201,
    run: async ({ desk, caller, body }) => emptyUnless(await changeOwnPassword(desk, caller, body)),
  }),
  operation({
    method: 'PUT',
    path: '/user/change_login',
    id: 'changeOwnLogin',
    summary: 'Change the own login',
    tag,
    body: Type.Object({ password: OwnPassword, login: Login }),
    answer: Empty,
    status: 201,
    run: async ({ desk, caller, body }) => emptyUnless(await changeOwnLogin(desk, caller, body)),
  }),
]

const AdminParams = Type.Object({ adminId: Type.Integer({ minimum: 1 }) })

const administrators: Operation[] = [
  operation({
    method: 'GET',
    path: '/user/:userId/hide_profit',
    id: 'getHideProfit',
    summary: 'Whether revenue is kept from a user',
    tag,
    params: UserParams,
    answer: HideProfit,
    run: (call) => {
      const user = isAdmin(call.caller) ? userAt(call) : FORBIDDEN
      return isRefusal(user) ? user : { hideProfit: user.hideProfit }
    },
  }),
  operation({
    method: 'PUT',
    path: '/user/:userId/hide_profit',
    id: 'setHideProfit',
    summary: 'Keep revenue, and what is computed from it, from a user',
    tag,
    params: UserParams,
    body: HideProfit,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(setHideProfit(desk, caller, params.userId, body.hideProfit)),
  }),
  operation({
    method: 'GET',
    path: '/user/:adminId/accessible-users',
    id: 'getAccessibleUsers',
    summary: 'The users whom an administrator manages',
    tag,
    params: AdminParams,
    run: (call) => {
      const admin = adminAt(call)
      return isRefusal(admin) ? admin : { userIds: admin.accessible }
    },
  }),
  operation({
    method: 'POST',
    path: '/user/:adminId/accessible-users',
    id: 'setAccessibleUsers',
    summary: 'Set the users whom an administrator manages',
    tag,
    params: AdminParams,
    body: Type.Object({ userIds: Type.Array(Type.Integer(), { maxItems: 10_000 }) }),
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(setAccessible(desk, caller, params.adminId, body.userIds)),
  }),
  operation({
    method: 'GET',
    path: '/user/:adminId/can_create_users',
    id: 'getCanCreateUsers',
    summary: 'Whether an administrator may create users',
    tag,
    params: AdminParams,
    answer: CanCreateUsers,
    run: (call) => {
      const admin = adminAt(call)
      return isRefusal(admin) ? admin : { canCreateUsers: admin.canCreateUsers }
    },
  }),
  operation({
    method: 'PUT',
    path: '/user/:adminId/can_create_users',
    id: 'setCanCreateUsers',
    summary: 'Let an administrator create users, or stop it',
    tag,
    params: AdminParams,
    body: CanCreateUsers,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(setCanCreateUsers(desk, caller, params.adminId, body.canCreateUsers)),
  }),
]

const reads: Operation[] = [
  operation({
    method: 'GET',
    path: '/user/role',
    id: 'getOwnRole',
    summary: 'Who am I',
    tag,
    run: ({ caller }) => ({ id: caller.userId, role: caller.role }),
  }),
  operation({
    method: 'GET',
    path: '/users/accessible',
    id: 'listAccessibleUsers',
    summary: 'Users under the caller',
    tag,
    run: (call) => {
      const shown = usersUnder(call)
      return shown.map(userRow(call, shown))
    },
  }),
  operation({
    method: 'GET',
    path: '/identity/:userId',
    id: 'getIdentity',
    summary: 'A user with role and permissions',
    tag,
    params: UserParams,
    run: identityShown,
  }),
]

export const userOperations: readonly Operation[] = [
  ...own,
  ...changes,
  ...administrators,
  ...reads,
]
