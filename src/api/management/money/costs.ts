/** Costs of past clicks: the dialect's update of one campaign, batches of our own, and undo. */
import { Type } from '@sinclair/typebox'

import { formatMoney } from '../../../core/money.ts'
import type { CostBatchState, CostResult } from '../../../ledger/costs/cost-book.ts'
import { within } from '../../../lib/within.ts'
import { lookUp } from '../../../manage/access.ts'
import { applyCosts, listCosts, orderOf, renamed, setCosts } from '../../../manage/costs.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { trackerZone } from '../campaigns/catalog.ts'
import { ANSWER_MS, type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, presetOf } from '../reports/period.wire.ts'
import { anyCase, nullable } from '../shape.ts'
import { Amount, Currency, Empty, IdParams, Ids, microsOf } from '../wire.ts'

const tag = 'Costs'
const optional = Type.Optional
export const partsOf = ({ desk, costs, toBase }: Call) => ({ desk, costs, toBase })

const CostUpdate = Type.Object({
  datePreset: optional(nullable(PERIOD.datePreset)),
  dateFrom: optional(nullable(PERIOD.dateFrom)),
  dateTo: optional(nullable(PERIOD.dateTo)),
  timezone: optional(nullable(PERIOD.timezone)),
  tokenId: optional(nullable(Type.Integer({ minimum: 1, maximum: 30 }))),
  tokenValue: optional(nullable(Type.String({ maxLength: 2048 }))),
  model: anyCase(['CPC', 'COSTS']),
  cost: Amount,
  currency: optional(nullable(Currency)),
  uniqueness: optional(nullable(anyCase(['', 'campaign', 'tracker', 'campaign_or_tracker']))),
})

const NO_CLICKS = {
  failure: { status: 404, message: 'No click matches: nothing was changed' },
} as const

type UpdateCall = Call<{ id: number }, unknown, (typeof CostUpdate)['static']>

async function updateCampaign(call: UpdateCall) {
  const { body, params, caller, read } = call
  const campaign = lookUp(read, caller, 'campaigns', { id: params.id, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  const order = orderOf(partsOf(call), caller, draftOf(call, body))
  if (isRefusal(order)) return renamed(order, { from: 'dateFrom', period: 'datePreset' })
  const done = applyCosts(partsOf(call), caller, order, { whenNone: 'refuse' })
  const result = await within(done, ANSWER_MS, undefined)
  return result === null ? NO_CLICKS : {}
}

function draftOf(call: Call & { params: { id: number } }, body: (typeof CostUpdate)['static']) {
  const { dateFrom, dateTo, timezone, tokenId, tokenValue } = body
  const filters =
    tokenId === undefined || tokenId === null
      ? []
      : [{ field: `sub_id_${tokenId}`, values: [tokenValue ?? ''] }]
  return {
    campaigns: [call.params.id],
    period: { preset: presetOf(body), from: dateFrom || null, to: dateTo || null },
    zone: timezone ?? trackerZone(call),
    how: body.model === 'CPC' ? ('per_click' as const) : ('spread' as const),
    micros: microsOf(body.cost),
    currency: body.currency ?? null,
    filters,
    uniqueness: body.uniqueness || ('all' as const),
    bots: null,
  }
}

const Batch = Type.Object({
  campaigns: Ids,
  from: Type.String({ maxLength: 30 }),
  to: Type.String({ maxLength: 30 }),
  timezone: optional(Type.String({ maxLength: 60 })),
  cost: Amount,
  currency: optional(nullable(Currency)),
  mode: optional(anyCase(['spread', 'per_click'])),
  filters: optional(
    Type.Array(
      Type.Object({
        field: Type.String({ maxLength: 30 }),
        value: Type.Union([
          Type.String({ maxLength: 2048 }),
          Type.Array(Type.String({ maxLength: 2048 }), { minItems: 1, maxItems: 1000 }),
        ]),
      }),
      { maxItems: 20 },
    ),
  ),
  uniqueness: optional(anyCase(['all', 'campaign', 'tracker', 'campaign_or_tracker'])),
  bots: optional(nullable(Type.Boolean())),
})

async function create(call: Call<unknown, unknown, (typeof Batch)['static']>) {
  const { body } = call
  const order = orderOf(partsOf(call), call.caller, {
    campaigns: body.campaigns,
    period: { preset: 'custom_time', from: body.from, to: body.to },
    zone: body.timezone ?? trackerZone(call),
    how: body.mode ?? 'spread',
    micros: microsOf(body.cost),
    currency: body.currency ?? null,
    filters: (body.filters ?? []).map(({ field, value }) => ({ field, values: [value].flat() })),
    uniqueness: body.uniqueness ?? 'all',
    bots: body.bots ?? null,
  })
  if (isRefusal(order)) return order
  const priced = exclusive(order, body.to)
  if (priced.period.from >= priced.period.to) return NO_TIME
  const done = applyCosts(partsOf(call), call.caller, priced, { whenNone: 'keep' })
  return resultUnlessLate(await within(done, ANSWER_MS, null))
}

const NO_TIME = wrong('from', 'is not before "to"')

/** `to` is exclusive at full seconds; an end of `…:59`, and a bare day, mean all of it. */
function exclusive<O extends { period: { from: number; to: number } }>(order: O, to: string): O {
  if (/:\d\d:59$|^.{10}$/.test(to)) return order
  return { ...order, period: { from: order.period.from, to: order.period.to - 1000 } }
}

function resultUnlessLate(result: CostResult | null) {
  return result === null ? { reply: 202, body: { pending: true } } : resultView(result)
}

const moneyOf = (micros: number) => Number(formatMoney(micros))

export function resultView({ id, clicks, shareMicros, unallocated }: Omit<CostResult, 'uuid'>) {
  return {
    batchId: id,
    clicks,
    perClick: moneyOf(shareMicros),
    unallocated: moneyOf(unallocated.reduce((sum, { micros }) => sum + micros, 0)),
  }
}

function batchView(batch: CostBatchState) {
  const { order, undone, inForce, history, createdAt } = batch
  const isCovered = !undone && batch.clicks > 0 && inForce === 0
  return {
    ...resultView(batch),
    importId: batch.upload,
    state: undone ? 'undone' : isCovered ? 'covered' : 'in_force',
    clicksInForce: inForce,
    campaigns: order.campaigns,
    fromUtc: new Date(order.period.from).toISOString(),
    toUtc: new Date(order.period.to).toISOString(),
    timezone: order.zone,
    mode: order.how,
    cost: moneyOf(order.original.micros),
    currency: order.original.currency,
    filters: order.where.flatMap(({ any }) => any.map(({ field, values }) => ({ field, values }))),
    uniqueness: order.uniqueness,
    bots: order.bots === 'charged',
    createdAt: new Date(createdAt).toISOString(),
    history: history.map(({ at, ...deed }) => ({ at: new Date(at).toISOString(), ...deed })),
  }
}

const ListQuery = Type.Object({
  cursor: optional(Type.Integer({ minimum: 1 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

async function list(call: Call<unknown, (typeof ListQuery)['static']>) {
  const { cursor = null, limit = 100 } = call.query
  const asked = { before: cursor, limit }
  const { batches, hasMore, running } = await listCosts(partsOf(call), call.caller, asked)
  const pageInfo = { cursor: batches.at(-1)?.id ?? null, hasNextPage: hasMore, limit }
  return { batches: batches.map(batchView), running, pageInfo }
}

const setting = (event: 'undo' | 'redo', summary: string): Operation =>
  operation({
    method: 'POST',
    path: `/costs/:id/${event}`,
    id: `${event}Costs`,
    summary,
    tag,
    params: IdParams,
    run: async (call) => {
      const done = setCosts(partsOf(call), call.caller, call.params.id, event)
      const result = await within(done, ANSWER_MS, null)
      return result !== null && isRefusal(result) ? result : resultUnlessLate(result)
    },
  })

export const costOperations: readonly Operation[] = [
  operation({
    method: 'PUT',
    path: '/clicks/campaign/:id',
    id: 'updateCampaignCost',
    summary: 'Set or spread cost over past clicks',
    tag,
    params: IdParams,
    body: CostUpdate,
    answer: Empty,
    run: updateCampaign,
  }),
  operation({
    method: 'GET',
    path: '/costs',
    id: 'listCosts',
    summary: 'Cost batches, newest first',
    tag,
    query: ListQuery,
    run: list,
  }),
  operation({
    method: 'POST',
    path: '/costs',
    id: 'createCosts',
    summary: 'Price past clicks',
    tag,
    body: Batch,
    own: true,
    run: create,
  }),
  setting('undo', 'Take a cost batch out of force'),
  setting('redo', 'Put a cost batch back into force'),
]
