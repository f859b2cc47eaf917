/** Operations on further keys of users. */
import { Type } from '@sinclair/typebox'

import type { AccessKey } from '../../../db/people/access-keys.ts'
import {
  accessKeysOf,
  createAccessKey,
  removeAccessKey,
} from '../../../manage/people/access-keys.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, nullable } from '../shape.ts'
import { Empty, IdParams, readTime, Time, timestamp, timestampOrNull } from '../wire.ts'

const tag = 'API keys'
const optional = Type.Optional
const UserId = optional(Type.Integer({ minimum: 1 }))

function rowOf({ id, userId, name, reach, createdAt, expiresAt, addresses, usedAt }: AccessKey) {
  return {
    id,
    userId,
    name,
    scope: reach,
    createdAt: timestamp(createdAt),
    expiresAt: timestampOrNull(expiresAt),
    addresses,
    usedAt: timestampOrNull(usedAt),
  }
}

export const accessKeyOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/api_keys',
    id: 'listAccessKeys',
    summary: 'Further keys: your own, or those of a user under you',
    tag,
    own: true,
    query: Type.Object({ userId: UserId }),
    run: ({ read, caller, query }) => {
      const keys = accessKeysOf(read, caller, query.userId ?? caller.userId ?? 0)
      return isRefusal(keys) ? keys : { rows: keys.map(rowOf), total: keys.length }
    },
  }),
  operation({
    method: 'POST',
    path: '/api_keys',
    id: 'createAccessKey',
    summary: 'Make a further key that may do less; it is shown once',
    tag,
    own: true,
    body: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      scope: anyCase(['write', 'read', 'reports']),
      userId: UserId,
      expiresAt: optional(nullable(Time)),
      addresses: optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 100 })),
    }),
    answer: Type.Object({ id: Type.Integer(), key: Type.String() }),
    status: 201,
    run: ({ desk, caller, body: { name, scope, userId, expiresAt, addresses } }) =>
      createAccessKey(desk, caller, {
        name,
        reach: scope,
        userId: userId ?? caller.userId ?? 0,
        expiresAt: readTime(expiresAt ?? null),
        addresses: addresses ?? [],
      }),
  }),
  operation({
    method: 'DELETE',
    path: '/api_keys/:id',
    id: 'deleteAccessKey',
    summary: 'End a further key',
    tag,
    own: true,
    params: IdParams,
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(removeAccessKey(desk, caller, params.id)),
  }),
]
