/** The audit log: who did what, when and from where. */
import { Type } from '@sinclair/typebox'

import type { AuditRow } from '../../../db/people/audit.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { IdFilter, TextFilter } from '../query.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { timestamp } from '../wire.ts'

const LIMIT = 100

const AuditParameters = Type.Object({
  userId: IdFilter,
  event: TextFilter,
  kind: TextFilter,
  objectId: TextFilter,
  q: TextFilter,
  cursor: Type.Optional(Type.Integer({ minimum: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...PERIOD,
})
export type AuditCall = Call<unknown, (typeof AuditParameters)['static']>

/** All for a super administrator, the users he manages and himself for an administrator. */
export function visibleUsers({ caller, read, query }: AuditCall): readonly number[] | null {
  const own = caller.userId === null ? null : read.users.find(caller.userId)
  const under = caller.role === 'super_admin' || own === null ? null : [own.id, ...own.accessible]
  const { userId } = query
  if (userId === undefined) return under
  return under === null || under.includes(userId) ? [userId] : []
}

/** Rows that the caller may see, or a refusal. */
export function auditPage(call: AuditCall) {
  const { caller, query, read } = call
  if (caller.role === 'user') return FORBIDDEN
  const timed = periodOf(query, call.clock(), calendarOf(call), 'all_time')
  if (isRefusal(timed)) return timed
  const limit = query.limit ?? LIMIT
  const rows = read.audit.list({
    userIds: visibleUsers(call),
    event: query.event ?? null,
    kind: query.kind ?? null,
    objectId: query.objectId ?? null,
    text: query.q ?? null,
    ...timed.period,
    before: query.cursor ?? null,
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const hasNextPage = rows.length > limit
  return {
    rows: shown.map(rowView),
    pageInfo: { to: shown.at(-1)?.id ?? null, hasNextPage, limit },
  }
}

function rowView(row: AuditRow) {
  const { id, at, userId, login, event, kind, objectId, name, via, address, changes, before } = row
  return {
    id,
    at: timestamp(at),
    userId,
    login,
    event,
    kind,
    objectId,
    name,
    ip: address,
    via,
    changes: JSON.parse(changes) as unknown,
    before: before === null ? null : (JSON.parse(before) as unknown),
  }
}

export const auditOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/audit',
    id: 'listAudit',
    summary: 'Who did what, newest first; `cursor` is the `to` of the page before',
    tag: 'Audit',
    own: true,
    query: AuditParameters,
    run: auditPage,
  }),
]
