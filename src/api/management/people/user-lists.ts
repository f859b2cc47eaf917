/** Users as lists and as templates for others, and what they did, in the dialect's words. */
import { Type } from '@sinclair/typebox'

import type { User } from '../../../db/people/users.ts'
import { isAdmin, managesUser } from '../../../manage/access.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { type Operation, operation } from '../operation.ts'
import { IdFilter, TextFilter } from '../query.ts'
import { PERIOD } from '../reports/period.wire.ts'
import { auditPage, visibleUsers } from './audit.ts'
import { permissionViews } from './permissions.wire.ts'
import { userAt, UserParams } from './users.ts'

const tag = 'Users'

const LogParameters = Type.Object({
  userId: IdFilter,
  type: TextFilter,
  name: TextFilter,
  cursor: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...PERIOD,
})

function rowOf({ id, login, role, blocked, hideProfit, canCreateUsers }: User) {
  return { id, login, role, isBlocked: blocked, hideProfit, canCreateUsers }
}

export const userListOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/identity/users/get',
    id: 'listIdentities',
    summary: 'The caller, and the users under him',
    tag,
    run: ({ read, caller }) => {
      const users = read.users
        .list()
        .filter((user) => user.id === caller.userId || managesUser(read, caller, user))
      return { users: users.map(rowOf), totalCount: users.length }
    },
  }),
  operation({
    method: 'GET',
    path: '/identity/:userId/clone',
    id: 'cloneIdentity',
    summary: 'Template for a user like this one; nothing is stored',
    tag,
    params: UserParams,
    run: (call) => {
      const user = isAdmin(call.caller) ? userAt(call) : FORBIDDEN
      if (isRefusal(user)) return user
      const permissions = permissionViews(call.read, user)
      return { identity: `${user.login} (clone)`, role: user.role, permissions }
    },
  }),
  operation({
    method: 'GET',
    path: '/user/log',
    id: 'listUserLog',
    summary: 'What users did, newest first; `cursor` is the `to` of the page before',
    tag,
    query: LogParameters,
    run: (call) => {
      const { type, name, ...rest } = call.query
      return auditPage({
        ...call,
        query: {
          ...rest,
          ...(type === undefined ? {} : { event: type }),
          ...(name === undefined ? {} : { q: name }),
        },
      })
    },
  }),
  operation({
    method: 'GET',
    path: '/user/log/types',
    id: 'listUserLogTypes',
    summary: 'The kinds of entries that the log of users has',
    tag,
    answer: Type.Array(Type.String()),
    run: (call) =>
      isAdmin(call.caller)
        ? call.read.audit.events(visibleUsers({ ...call, query: {} }))
        : FORBIDDEN,
  }),
]
