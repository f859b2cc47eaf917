/** Operations on API keys. */
import { Type } from '@sinclair/typebox'

import { readKey, refreshKey, setKeyBlocked } from '../../../manage/people/keys.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { emptyUnless, type Operation, operation } from '../operation.ts'
import { Empty } from '../wire.ts'

const tag = 'API keys'
const Params = Type.Object({ id: Type.Integer({ minimum: 1 }) })

export const apiKeyOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/identity/api_key/:id',
    writes: true,
    id: 'getApiKey',
    secret: true,
    summary: 'Read the key of a user',
    tag,
    params: Params,
    run: ({ desk, caller, params }) => {
      const result = readKey(desk, caller, params.id)
      return isRefusal(result) ? result : [{ apiKey: result.key, isBlocked: result.blocked }]
    },
  }),
  operation({
    method: 'PUT',
    path: '/identity/api_key/refresh/:id',
    id: 'refreshApiKey',
    summary: 'Give a user a new key; the old one ends at once',
    tag,
    params: Params,
    answer: Empty,
    run: ({ desk, caller, params }) => {
      const key = refreshKey(desk, caller, params.id)
      return isRefusal(key) ? key : {}
    },
  }),
  operation({
    method: 'POST',
    path: '/identity/api_key/block/:id',
    id: 'blockApiKey',
    summary: 'Block the key of a user; its value stays',
    tag,
    params: Params,
    answer: Empty,
    run: ({ desk, caller, params }) =>
      emptyUnless(setKeyBlocked(desk, caller, params.id, 'blocked')),
  }),
  operation({
    method: 'POST',
    path: '/identity/api_key/unblock/:id',
    id: 'unblockApiKey',
    summary: 'Let a blocked key work again',
    tag,
    params: Params,
    answer: Empty,
    run: ({ desk, caller, params }) =>
      emptyUnless(setKeyBlocked(desk, caller, params.id, 'unblocked')),
  }),
]
