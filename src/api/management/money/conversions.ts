/** Conversions: the list, single ones, changes by text lines, removal. */
import { Type } from '@sinclair/typebox'

import { storedClickId } from '../../../core/click-id.ts'
import { type Conversion, revenueMicros } from '../../../core/conversions/conversion.ts'
import { OLD_RATE_MS } from '../../../core/conversions/rates.ts'
import { countryName } from '../../../core/countries.ts'
import { formatMoney } from '../../../core/money.ts'
import { titleIn } from '../../../core/words/language.ts'
import { CONVERSION_TITLES } from '../../../core/words/log-titles.ts'
import { remembered } from '../../../lib/remembered.ts'
import { timestampIn } from '../../../lib/time-text.ts'
import { accessTo, isAdmin } from '../../../manage/access.ts'
import { noteRemoved } from '../../../manage/money-deeds.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, wrong } from '../../../manage/refusal.ts'
import { askedInScope, calendarOf, scopeCheck, scopeOf, zoneOf } from '../campaigns/catalog.ts'
import { UNAVAILABLE } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase, nullable } from '../shape.ts'
import { ClickId, countryOf, Empty } from '../wire.ts'
import { AnyIds, anyIdsOf, Classes, targetsOf } from './conversion-filters.ts'
import {
  changeable,
  importOperations,
  PAYLOAD_MAX,
  uploaded,
  uploadIn,
} from './conversion-imports.ts'

const tag = 'Conversions'
const optional = Type.Optional
const Ids = optional(Type.Array(Type.Integer(), { maxItems: 10_000 }))

/** The id of a conversion as `pageInfo` says it, or that of a click. */
const Cursor = optional(
  Type.String({
    pattern: '^\\s*(\\d{1,15}|[0-9a-vA-V]{20})\\s*$',
    form: 'what pageInfo says, or a click id',
  }),
)

const ListParameters = Type.Object({
  campaignIds: Ids,
  offerIds: Ids,
  directUrls: optional(Type.Array(Type.String({ maxLength: 8192 }), { maxItems: 1000 })),
  campaignOfferIds: Ids,
  geoIds: optional(Type.Array(Type.String({ maxLength: 10 }), { maxItems: 1000 })),
  classes: Classes,
  anyIds: AnyIds,
  cursor: Cursor,
  from: Cursor,
  to: Cursor,
  direction: optional(anyCase(['next', 'prev'])),
  sortType: optional(anyCase(['asc', 'desc'])),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...PERIOD,
})

type ListQuery = (typeof ListParameters)['static']

function list(call: Call<unknown, ListQuery>) {
  const { query, clock, read } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { direction = 'next', sortType: sorting = 'desc', limit = 100 } = query
  const edge = edgeOf(call, direction)
  if (isRefusal(edge)) return edge
  const found = read.conversions.list({
    from: timed.period.from,
    to: timed.period.to,
    campaignIds: askedInScope(call, query.campaignIds),
    targets: targetsOf(query),
    networkIds: null,
    countries: query.geoIds?.map(countryOf) ?? null,
    classes: query.classes ?? null,
    anyIds: anyIdsOf(query.anyIds),
    edge,
    toward: (sorting === 'desc') === (direction === 'next') ? 'older' : 'newer',
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  const shown = direction === 'next' ? page : page.toReversed()
  const [isMore, isPast] = [found.length > limit, edge !== null]
  const pageInfo = {
    from: idText(shown.at(0)),
    to: idText(shown.at(-1)),
    hasNextPage: direction === 'next' ? isMore : isPast,
    hasPrevPage: direction === 'next' ? isPast : isMore,
    direction,
    sorting,
    limit,
  }
  const rowOf = rowReader(call, timed.zone)
  return { rows: shown.map((each) => rowOf([each])), pageInfo }
}

/**
 * Where the page before ended, or began; null: there was none. A click stands for its newest; from one
 * without any, programs would begin at the front again and again.
 */
function edgeOf(call: Call<unknown, ListQuery>, direction: 'next' | 'prev') {
  const { query, read } = call
  const name = query.cursor === undefined ? EDGES[direction] : 'cursor'
  const cursor = query[name]?.trim()
  if (cursor === undefined) return null
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  const isInScope = scopeCheck(call)
  const own = read.conversions
    .ofClickId(storedClickId(cursor))
    .filter(({ campaignId }) => isInScope(campaignId))
  return own.at(-1)?.id ?? wrong(name, 'is a click without a conversion')
}

const EDGES = { next: 'to', prev: 'from' } as const

function idText(conversion: Conversion | undefined): string | null {
  return conversion === undefined ? null : String(conversion.id)
}

/** One row for some conversions of one click: their sum, and the status of the newest. */
export function rowReader({ read }: Pick<Call, 'read'>, zone: string) {
  const names: Names = {
    campaign: remembered((id) => named(read.campaigns.find(id)?.name, id)),
    offer: remembered((id) => named(read.offers.find(id)?.name, id)),
    source: remembered((id) => named(read.traffic_sources.find(id)?.name, id)),
    network: remembered((id) => named(read.affiliate_networks.find(id)?.name, id)),
  }
  return (conversions: readonly Conversion[]) => rowOf(names, conversions, zone)
}

type Names = Readonly<Record<'campaign' | 'offer' | 'source' | 'network', (id: number) => string>>

function rowOf(names: Names, conversions: readonly Conversion[], zone: string) {
  const last = conversions.at(-1)!
  const [first = last] = conversions
  const payout = conversions.reduce((sum, each) => sum + (revenueMicros(each) ?? 0), 0)
  return {
    id: last.clickId,
    conversion_id: String(last.id),
    campaign: names.campaign(last.campaignId),
    traffic_source: names.source(last.sourceId),
    clicked_at: timestampIn(zone, last.clickTime),
    conversed_at: timestampIn(zone, first.time),
    time_since_click: duration(first.time - first.clickTime),
    payout: formatMoney(payout),
    payout_original: `${formatMoney(last.payoutMicros)} ${last.payoutCurrency}`.trim(),
    status: last.word,
    status_two: last.word2,
    class: last.class,
    transaction_id: last.transactionId,
    offer: names.offer(last.offerId),
    geo: countryName(last.country) || last.country,
    is_pending: conversions.some(({ amountMicros }) => amountMicros === null),
    notes: notesOf(last),
    affiliate_network: names.network(last.networkId),
  }
}

/** What was noted when it was booked, and what follows from the rest of it. */
function notesOf(conversion: Conversion): readonly string[] {
  return [
    // In no report, while it stands here with its amount.
    ...(conversion.isTest ? ['test'] : []),
    ...conversion.notes,
    ...(hasOldRate(conversion) ? ['old_rate'] : []),
  ]
}

function hasOldRate({ rateAt, changedAt }: Conversion): boolean {
  return rateAt > 0 && changedAt - rateAt > OLD_RATE_MS
}

function named(name: string | undefined, id: number): string {
  return id === 0 ? '' : `${name ?? ''} (id:${id})`
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 3600)} h. ${Math.floor(seconds / 60) % 60} m. ${seconds % 60} s.`
}

async function one(call: Call<{ id: string }, { timezone?: string }>) {
  const { params, query, read, caller } = call
  const conversions = read.conversions
    .ofClickId(storedClickId(params.id))
    .filter(({ isDeleted }) => !isDeleted)
  const [first] = conversions
  const isLimited = !isAdmin(caller)
  if (first === undefined) return isLimited ? FORBIDDEN : NOT_FOUND
  const campaign = read.campaigns.find(first.campaignId)
  const access = campaign === null ? 'none' : accessTo(caller, 'campaigns', campaign)
  if (isLimited && access === 'none') return FORBIDDEN
  const zone = query.timezone ?? zoneOf(call)
  const timed = periodOf({ timezone: zone }, call.clock(), calendarOf(call))
  return isRefusal(timed) ? timed : rowReader(call, zone)(conversions)
}

const Update = Type.Object({
  payload: Type.String({ maxLength: PAYLOAD_MAX }),
  disableUpsell: optional(nullable(Type.Boolean())),
  disablePostback: optional(nullable(Type.Boolean())),
})

/** The dialect's upload: nothing to tell, or the click ids of lines that failed. */
async function update(call: Call<unknown, unknown, (typeof Update)['static']>) {
  const { body } = call
  const upload = uploadIn(body.payload)
  if (isRefusal(upload)) return upload
  const results = await uploaded(call, upload.lines, {
    isDry: false,
    isSilent: body.disablePostback === true,
    isUpsellOff: body.disableUpsell === true,
    unknown: 'skip',
    dialect: 'binom',
    zone: 'UTC',
  })
  const failed = results.filter(({ result }) => result === 'failed')
  if (failed.some(({ cause }) => cause === 'unavailable')) return { failure: UNAVAILABLE }
  if (failed.length === 0) return {}
  return { reply: 207, body: failed.map(({ clickId }) => clickId) }
}

const CLICK_GONE = {
  status: 409,
  message:
    'The click is older than what is kept: its conversions stay, because reports have lost a part of them',
}

async function removeAll(call: Call<unknown, unknown, { ids: string[] }>) {
  const { conversions, caller, body, desk } = call
  const options = { userId: caller.userId, mayChange: changeable(call) }
  const results = await Promise.all(
    body.ids.map((id) => conversions.remove(storedClickId(id), options)),
  )
  const removed = body.ids.filter((_, index) => results[index] === 'done')
  noteRemoved(desk, caller, removed)
  if (results.includes('unavailable')) return { failure: UNAVAILABLE }
  if (results.includes('gone')) return { failure: CLICK_GONE }
  // Whoever does not see all must not learn which clicks there are.
  const isFamiliar = isAdmin(caller) || !results.includes('unknown')
  return results.includes('forbidden') || !isFamiliar ? FORBIDDEN : {}
}

const COLUMNS = [
  'id',
  'campaign',
  'traffic_source',
  'clicked_at',
  'conversed_at',
  'time_since_click',
  'payout',
  'status',
  'offer',
  'geo',
] as const

export const conversionOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/conversions',
    id: 'listConversions',
    summary: 'Conversions, newest first',
    tag,
    query: ListParameters,
    run: list,
  }),
  operation({
    method: 'PUT',
    path: '/conversions',
    id: 'upsertConversions',
    summary: 'Create or update conversions from text lines',
    tag,
    body: Update,
    answer: Empty,
    run: update,
  }),
  operation({
    method: 'DELETE',
    path: '/conversions',
    id: 'deleteConversions',
    summary: 'Delete conversions, keep the clicks',
    tag,
    body: Type.Object({ ids: Type.Array(ClickId, { minItems: 1, maxItems: 10_000 }) }),
    answer: Empty,
    run: removeAll,
  }),
  operation({
    method: 'GET',
    path: '/conversion/:id',
    id: 'getConversion',
    summary: 'Conversion of a click',
    tag,
    params: Type.Object({ id: ClickId }),
    query: Type.Object({ timezone: PERIOD.timezone }),
    run: one,
  }),
  operation({
    method: 'GET',
    path: '/conversions/columns',
    id: 'listConversionColumns',
    summary: 'Columns of the conversion list',
    tag,
    run: ({ caller }) => ({
      columns: COLUMNS.filter((id) => id !== 'payout' || !caller.hidesMoney).map((id) => ({
        id,
        name: titleIn('en', CONVERSION_TITLES, id),
        selected: true,
      })),
    }),
  }),
  operation({
    method: 'GET',
    path: '/conversions/statuses/one',
    id: 'listConversionStatusesOne',
    summary: 'First status words seen',
    tag,
    run: (call) => call.read.conversions.wordsSeen('word', scopeOf(call)),
  }),
  operation({
    method: 'GET',
    path: '/conversions/statuses/two',
    id: 'listConversionStatusesTwo',
    summary: 'Second status words seen',
    tag,
    run: (call) => call.read.conversions.wordsSeen('word2', scopeOf(call)),
  }),
  ...importOperations,
]
