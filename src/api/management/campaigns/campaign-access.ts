/** Who may see and change a campaign, and whose it is. */
import { Type } from '@sinclair/typebox'

import type { User } from '../../../db/people/users.ts'
import {
  giveCampaign,
  setOwner,
  takeCampaign,
  usersOfCampaign,
} from '../../../manage/campaigns/campaign-access.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { Empty, IdParams } from '../wire.ts'

const tag = 'Campaigns'
const optional = Type.Optional
const UserId = Type.Integer({ minimum: 1 })
/** Also as they were read. */
const Users = optional(
  Type.Array(Type.Union([UserId, Type.Object({ id: UserId })]), { maxItems: 1000 }),
)
const UserViews = Type.Array(Type.Object({ id: UserId, login: Type.String() }))

const idsOf = (users: readonly (number | { readonly id: number })[] = []) =>
  users.map((user) => (typeof user === 'number' ? user : user.id))
const viewsOf = (users: readonly User[]) => users.map(({ id, login }) => ({ id, login }))

/** Both names are in use. */
const Owner = Type.Object({ userId: optional(UserId), ownerId: optional(UserId) })

function changeOwner(call: Call<{ id: number }>, userId: number | null) {
  return emptyUnless(setOwner(call.desk, call.caller, call.params.id, userId))
}

export const campaignAccessOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/campaign/:id/permissions',
    id: 'getCampaignPermissions',
    summary: 'Users who may see and change a campaign',
    tag,
    params: IdParams,
    answer: Type.Object({ read: UserViews, modify: UserViews }),
    run: ({ read, caller, params }) => {
      const users = usersOfCampaign(read, caller, params.id)
      return isRefusal(users) ? users : { read: viewsOf(users.read), modify: viewsOf(users.modify) }
    },
  }),
  operation({
    method: 'POST',
    path: '/campaign/:id/permissions',
    id: 'giveCampaignPermissions',
    summary: 'Give users access to a campaign',
    tag,
    params: IdParams,
    body: Type.Object({ read: Users, modify: Users }),
    answer: Empty,
    run: ({ desk, caller, params, body }) => {
      const given = { read: idsOf(body.read), modify: idsOf(body.modify) }
      return emptyUnless(giveCampaign(desk, caller, params.id, given))
    },
  }),
  operation({
    method: 'DELETE',
    path: '/campaign/:id/permissions',
    id: 'takeCampaignPermissions',
    summary: 'Take access to a campaign from users',
    tag,
    params: IdParams,
    body: Type.Object({ userIds: Type.Array(UserId, { maxItems: 1000 }) }),
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(takeCampaign(desk, caller, params.id, body.userIds)),
  }),
  operation({
    method: 'POST',
    path: '/campaign/:id/owner',
    id: 'setCampaignOwner',
    summary: 'Give a campaign to a user',
    tag,
    params: IdParams,
    body: Owner,
    answer: Empty,
    run: (call) => {
      const userId = call.body.userId ?? call.body.ownerId
      return userId === undefined ? wrong('userId', 'is missing') : changeOwner(call, userId)
    },
  }),
  operation({
    method: 'DELETE',
    path: '/campaign/:id/owner',
    id: 'removeCampaignOwner',
    summary: 'Leave a campaign without an owner',
    tag,
    params: IdParams,
    answer: Empty,
    run: (call) => changeOwner(call, null),
  }),
]
