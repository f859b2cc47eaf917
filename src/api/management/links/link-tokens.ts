/** Keys to the links API: made by everybody for himself, by administrators for anybody. */
import { type Static, Type } from '@sinclair/typebox'

import type { LinkToken } from '../../../db/links/link-tokens.ts'
import { sent } from '../../../lib/sent.ts'
import { isAdmin } from '../../../manage/access.ts'
import {
  changeLinkToken,
  createLinkToken,
  type LinkTokenChange,
} from '../../../manage/links/link-tokens.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { Empty, IdParams, readTime, Time, timestamp, timestampOrNull } from '../wire.ts'

const tag = 'Short links'
const optional = Type.Optional
const Limits = {
  expiresAt: optional(nullable(Time)),
  scope: optional(anyCase(['read', 'write'])),
  rate: optional(nullable(Type.Number({ minimum: 0, maximum: 100_000 }))),
  burst: optional(nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
  domainUuids: optional(nullable(Type.Array(Uuid, { maxItems: 1000 }))),
}
const NewToken = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  userId: optional(Type.Integer({ minimum: 1 })),
  ...Limits,
})
const TokenChange = Type.Object({
  name: optional(Type.String({ minLength: 1, maxLength: 255 })),
  revoked: optional(Type.Boolean()),
  ...Limits,
})

function tokenView(token: LinkToken) {
  const { id, userId, name, scope, rate, burst, domains } = token
  return {
    id,
    userId,
    name,
    scope,
    rate,
    burst,
    domainUuids: domains,
    createdAt: timestamp(token.createdAt),
    expiresAt: timestampOrNull(token.expiresAt),
    revokedAt: timestampOrNull(token.revokedAt),
    lastUsedAt: timestampOrNull(token.lastUsedAt),
  }
}

function create({ desk, caller, body }: Call<unknown, unknown, Static<typeof NewToken>>) {
  const { name, userId, expiresAt, scope, rate, burst, domainUuids } = body
  return createLinkToken(desk, caller, {
    name,
    userId: userId ?? caller.userId ?? 0,
    expiresAt: readTime(expiresAt ?? null),
    scope: scope ?? 'write',
    rate: rate ?? null,
    burst: burst ?? null,
    domains: domainUuids ?? null,
  })
}

function change(body: Static<typeof TokenChange>): LinkTokenChange {
  const { expiresAt, domainUuids, ...plain } = body
  return sent<LinkTokenChange>({
    ...plain,
    expiresAt: expiresAt === undefined ? undefined : readTime(expiresAt),
    domains: domainUuids,
  })
}

export const linkTokenOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/link_tokens',
    id: 'listLinkTokens',
    summary: 'List keys to the links API: your own, as an administrator everybody’s',
    tag,
    own: true,
    run: ({ read, caller }) => {
      const rows = read.linkTokens.list(isAdmin(caller) ? null : caller.userId)
      return { rows: rows.map(tokenView), total: rows.length }
    },
  }),
  operation({
    method: 'POST',
    path: '/link_tokens',
    id: 'createLinkToken',
    summary: 'Make a key to the links API; it is shown once',
    tag,
    body: NewToken,
    answer: Type.Object({ id: Type.Integer(), token: Type.String() }),
    status: 201,
    own: true,
    run: create,
  }),
  ...(['PATCH', 'DELETE'] as const).map((method) =>
    operation({
      method,
      path: '/link_tokens/:id',
      id: method === 'PATCH' ? 'changeLinkToken' : 'revokeLinkToken',
      summary: method === 'PATCH' ? 'Change a key to the links API' : 'End a key to the links API',
      tag,
      params: IdParams,
      ...(method === 'PATCH' ? { body: TokenChange } : {}),
      answer: Empty,
      own: true,
      run: async ({ desk, caller, params, body }) => {
        const wanted = method === 'PATCH' ? change(body) : { revoked: true }
        return emptyUnless(await changeLinkToken(desk, caller, params.id, wanted))
      },
    }),
  ),
]
