/** The inbox of unmatched postbacks: by cause, with hints; tried again, edited, dismissed. */
import { type Static, Type } from '@sinclair/typebox'

import type { ParkedFilter, StoredCall } from '../../db/incoming-calls.ts'
import { isAdmin } from '../../manage/access.ts'
import { FORBIDDEN, isRefusal } from '../../manage/refusal.ts'
import type { Cause } from '../../track/conversions/jobs.ts'
import { type Call, type Operation, operation } from './operation.ts'
import { PERIOD, periodOf } from './period.wire.ts'
import { anyCase } from './shape.ts'
import { timestamp, timestampOrNull } from './wire.ts'

const tag = 'Postbacks'
const optional = Type.Optional
/** A person waits for the answer. */
const AT_ONCE_MAX = 5000

const HINTS: Readonly<Record<Cause, string>> = {
  missing_click_id:
    'No known click-id parameter was sent; compare the parameters with the postback URL of the network.',
  macro_not_replaced:
    'The click id arrived as a macro: it is written wrong in the network’s postback.',
  unknown_click:
    'Well-formed, but not one of our clicks: from another tracker, older than what is kept, or an offer URL without our click id.',
  malformed: 'No tracker makes such an id, or a status or transaction id is too long.',
  other_network: 'The key belongs to another network than the click’s offer.',
  key_required: 'Calls without a key are switched off for this network or for the tracker.',
  ip_not_allowed: 'The address is not among those that the network may call from.',
  unmapped_status: 'Nobody has said what this status means: map it, and the call is tried again.',
  unknown_tid: 'The click has conversions, but none with this transaction id.',
  unknown_currency: 'The currency is no code of ISO 4217.',
  bad_payout: 'The payout is not an amount.',
  too_old: 'The click is older than the conversion window.',
}
const CAUSES = Object.keys(HINTS) as Cause[]

const Filter = {
  cause: optional(anyCase(CAUSES)),
  networkId: optional(Type.Integer({ minimum: 0 })),
}
const ListParameters = Type.Object({
  ...Filter,
  ...PERIOD,
  cursor: optional(Type.Integer({ minimum: 1 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

type ListCall = Call<unknown, Static<typeof ListParameters>, unknown>

function list(call: ListCall) {
  const { caller, query, read, tables, clock } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const zone = tables().settings.get('timezone') ?? 'UTC'
  const timed = periodOf({ ...query, datePreset: query.datePreset ?? 'all_time' }, clock(), zone)
  if (isRefusal(timed)) return timed
  const filter = { ...filterOf(query), ...timed.period }
  const limit = query.limit ?? 100
  const rows = read.incomingCalls.parked(filter, query.cursor ?? null, limit)
  const groups = read.incomingCalls.parkedGroups(filter).map((group) => ({
    cause: group.cause,
    networkId: group.networkId,
    network: read.affiliate_networks.find(group.networkId)?.name ?? '',
    count: group.count,
    firstAt: timestamp(group.firstAt),
    lastAt: timestamp(group.lastAt),
    sample: rowOf(read.incomingCalls.find(group.sampleId)),
    hint: HINTS[group.cause as Cause],
  }))
  const pageInfo = { cursor: rows.at(-1)?.id ?? null, hasNextPage: rows.length === limit, limit }
  return { groups, rows: rows.map(rowOf), pageInfo }
}

function filterOf({ cause, networkId }: { cause?: Cause; networkId?: number }): ParkedFilter {
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(networkId === undefined ? {} : { networkId }),
  }
}

function rowOf(call: StoredCall | null) {
  if (call === null) return null
  return {
    id: call.id,
    at: timestamp(call.at),
    url: call.url,
    method: call.method,
    fields: Object.fromEntries(JSON.parse(call.fields) as [string, string][]),
    ip: call.ip,
    networkId: call.networkId,
    cause: call.cause,
    detail: call.detail,
    clickId: call.clickId,
    payout: call.amountText,
    tries: call.tries,
    nextTryAt: timestampOrNull(call.nextTryAt),
    edits: JSON.parse(call.edits) as unknown,
  }
}

const Chosen = {
  ids: optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: AT_ONCE_MAX })),
  filter: optional(Type.Object(Filter)),
}
const Edit = Type.Object({
  clickId: optional(Type.String({ maxLength: 128 })),
  status: optional(Type.String({ maxLength: 64 })),
  payout: optional(Type.String({ maxLength: 40 })),
})
const Reapply = Type.Object({ ...Chosen, edit: optional(Edit), dryRun: optional(Type.Boolean()) })

async function reapply(call: Call<unknown, unknown, Static<typeof Reapply>>) {
  const { caller, body, conversions } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const entries = chosen(call)
  const again = { isDry: body.dryRun === true, edit: body.edit ?? null, userId: caller.userId }
  const results = await Promise.all(
    entries.map(async (entry) => {
      const verdict = await conversions.again(entry, again)
      if (verdict === null) return { id: entry.id, result: 'unavailable' }
      const { result, cause, conversionId } = verdict
      return { id: entry.id, result, ...(cause === null ? {} : { cause }), conversionId }
    }),
  )
  return { results }
}

/** In the order in which they came, so that a lead is booked before its sale. */
function chosen({ read, body }: Call<unknown, unknown, Static<typeof Reapply>>): StoredCall[] {
  const { ids, filter } = body
  const found =
    ids === undefined
      ? filter === undefined
        ? []
        : read.incomingCalls.parked(filterOf(filter), null, AT_ONCE_MAX)
      : ids.flatMap((id) => read.incomingCalls.find(id) ?? [])
  return found.filter(({ verdict }) => verdict === 'parked').toSorted((a, b) => a.id - b.id)
}

const Dismiss = Type.Object(Chosen)

function dismiss(call: Call<unknown, unknown, Static<typeof Dismiss>>) {
  const { caller, desk, clock } = call
  if (!isAdmin(caller)) return FORBIDDEN
  const ids = chosen(call).map(({ id }) => id)
  return { count: desk.stores.incomingCalls.dismiss(ids, clock()) }
}

export const inboxOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/postbacks/unmatched',
    id: 'listUnmatchedPostbacks',
    summary: 'Postbacks that did not count, by cause',
    tag,
    own: true,
    query: ListParameters,
    run: list,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/unmatched/reapply',
    id: 'reapplyPostbacks',
    summary: 'Try postbacks again with today’s settings and their own time',
    tag,
    own: true,
    body: Reapply,
    run: reapply,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/unmatched/dismiss',
    id: 'dismissPostbacks',
    summary: 'Put postbacks aside; they stay stored',
    tag,
    own: true,
    body: Dismiss,
    run: dismiss,
  }),
]
