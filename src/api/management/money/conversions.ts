/** Conversions: the list, single ones, changes by text lines, removal, imports and their undo. */
import { Type } from '@sinclair/typebox'

import { type Conversion, revenueMicros } from '../../../core/conversions/conversion.ts'
import { API_LINES_MAX, readLines, type UploadLine } from '../../../core/conversions/lines.ts'
import { OLD_RATE_MS } from '../../../core/conversions/rates.ts'
import { COUNTRIES } from '../../../core/countries.ts'
import { formatMoney } from '../../../core/money.ts'
import { timestampIn } from '../../../lib/zoned-time.ts'
import { accessTo, isAdmin } from '../../../manage/access.ts'
import { closeUndoneImport, noteRemoved, openImport } from '../../../manage/money-deeds.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND } from '../../../manage/refusal.ts'
import type { LineVerdict } from '../../../track/conversions/desk.ts'
import { scopeOf } from '../campaigns/catalog.ts'
import { UNAVAILABLE } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase, nullable } from '../shape.ts'
import { Empty } from '../wire.ts'
import { inScope, targetsOf } from './conversion-filters.ts'

const tag = 'Conversions'
const optional = Type.Optional
const ClickId = Type.String({
  pattern: '^\\s*[0-9a-vA-V]{20}\\s*$',
  form: 'a click id: 20 of 0-9 and a-v',
})
const Ids = optional(Type.Array(Type.Integer(), { maxItems: 10_000 }))
const PAYLOAD_MAX = 1_500_000

type AnyCall = Call<unknown, unknown, unknown>

/** The id of a conversion as `pageInfo` says it, or that of a click. */
const Cursor = optional(Type.String({ maxLength: 40 }))

const ListParameters = Type.Object({
  campaignIds: Ids,
  offerIds: Ids,
  directUrls: optional(Type.Array(Type.String({ maxLength: 8192 }), { maxItems: 1000 })),
  campaignOfferIds: Ids,
  geoIds: optional(Type.Array(Type.String({ maxLength: 10 }), { maxItems: 1000 })),
  cursor: Cursor,
  from: Cursor,
  to: Cursor,
  direction: optional(anyCase(['next', 'prev'])),
  sortType: optional(anyCase(['asc', 'desc'])),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...PERIOD,
})

type ListQuery = (typeof ListParameters)['static']

function list(call: Call<unknown, ListQuery, unknown>) {
  const { query, clock, tables, read } = call
  const timed = periodOf(query, clock(), tables().settings.get('timezone') ?? 'UTC')
  if (isRefusal(timed)) return timed
  const { direction = 'next', sortType: sorting = 'desc', limit = 100 } = query
  const edge = edgeOf(call, direction)
  const found = read.conversions.list({
    from: timed.period.from,
    to: timed.period.to,
    campaignIds: inScope(query.campaignIds ?? null, scopeOf(call)),
    targets: targetsOf(query),
    networkIds: null,
    countries: query.geoIds?.map((code) => code.toUpperCase().replace('GLOBAL', '')) ?? null,
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
  return { rows: shown.map((each) => rowOf(call, [each], timed.zone)), pageInfo }
}

/** Where the page before ended, or began; null: there was none. A click stands for its newest. */
function edgeOf({ query, read }: Call<unknown, ListQuery, unknown>, direction: 'next' | 'prev') {
  const cursor = query.cursor ?? (direction === 'next' ? query.to : query.from)
  if (cursor === undefined) return null
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  return read.conversions.ofClickId(cursor.trim().toLowerCase()).at(-1)?.id ?? null
}

function idText(conversion: Conversion | undefined): string | null {
  return conversion === undefined ? null : String(conversion.id)
}

/** One row for some conversions of one click: their sum, and the status of the newest. */
export function rowOf(
  { read }: Pick<AnyCall, 'read'>,
  conversions: readonly Conversion[],
  zone: string,
) {
  const last = conversions.at(-1)!
  const [first = last] = conversions
  const campaign = read.campaigns.find(last.campaignId)
  const offer = read.offers.find(last.offerId)
  const source = read.traffic_sources.find(last.sourceId)
  const payout = conversions.reduce((sum, each) => sum + (revenueMicros(each) ?? 0), 0)
  return {
    id: last.clickId,
    conversion_id: String(last.id),
    campaign: named(campaign?.name, last.campaignId),
    traffic_source: named(source?.name, last.sourceId),
    clicked_at: timestampIn(zone, last.clickTime),
    conversed_at: timestampIn(zone, first.time),
    time_since_click: duration(first.time - first.clickTime),
    payout: formatMoney(payout),
    payout_original: `${formatMoney(last.payoutMicros)} ${last.payoutCurrency}`.trim(),
    status: last.word,
    status_two: last.word2,
    class: last.class,
    transaction_id: last.transactionId,
    offer: named(offer?.name, last.offerId),
    geo: countryName(last.country),
    is_pending: conversions.some(({ amountMicros }) => amountMicros === null),
    notes: [...last.notes, ...(hasOldRate(last) ? ['old_rate'] : [])],
  }
}

function hasOldRate({ rateAt, changedAt }: Conversion): boolean {
  return rateAt > 0 && changedAt - rateAt > OLD_RATE_MS
}

function named(name: string | undefined, id: number): string {
  return id === 0 ? '' : `${name ?? ''} (id:${id})`
}

function countryName(code: string): string {
  return COUNTRIES.get(code)?.name ?? code
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 3600)} h. ${Math.floor(seconds / 60) % 60} m. ${seconds % 60} s.`
}

async function one(call: Call<{ id: string }, { timezone?: string }, unknown>) {
  const { params, query, read, caller, tables } = call
  const conversions = read.conversions
    .ofClickId(params.id.trim().toLowerCase())
    .filter(({ isDeleted }) => !isDeleted)
  const [first] = conversions
  const isLimited = scopeOf(call) !== null
  if (first === undefined) return isLimited ? FORBIDDEN : NOT_FOUND
  const campaign = read.campaigns.find(first.campaignId)
  const access = campaign === null ? 'none' : accessTo(caller, 'campaigns', campaign)
  if (isLimited && access === 'none') return FORBIDDEN
  const zone = query.timezone ?? tables().settings.get('timezone') ?? 'UTC'
  const timed = periodOf({ timezone: zone }, call.clock(), zone)
  return isRefusal(timed) ? timed : rowOf(call, conversions, zone)
}

const Update = Type.Object({
  payload: Type.String({ maxLength: PAYLOAD_MAX }),
  disableUpsell: optional(nullable(Type.Boolean())),
  disablePostback: optional(nullable(Type.Boolean())),
})

/** The dialect's upload: nothing to tell, or the click ids of lines that failed. */
async function update(call: Call<unknown, unknown, (typeof Update)['static']>) {
  const { body } = call
  const lines = linesIn(body.payload)
  if (isRefusal(lines)) return lines
  const results = await uploaded(call, lines, {
    isDry: false,
    isSilent: body.disablePostback === true,
    isUpsellOff: body.disableUpsell === true,
    unknown: 'skip',
    zone: 'UTC',
  })
  const failed = results.filter(({ result }) => result === 'failed')
  if (failed.some(({ cause }) => cause === 'unavailable')) return { failure: UNAVAILABLE }
  if (failed.length === 0) return {}
  return { reply: 207, body: failed.map(({ clickId }) => clickId) }
}

function linesIn(payload: string) {
  const lines = readLines(payload)
  const problem =
    lines.length === 0
      ? 'holds no line'
      : lines.length > API_LINES_MAX
        ? `holds more than ${API_LINES_MAX} lines`
        : null
  if (problem === null) return lines
  return { refused: 'invalid', fields: { payload: [problem] } } as const
}

interface Wanted {
  readonly isDry: boolean
  readonly isSilent: boolean
  /** Of a person who changes something by hand; empty: not said. */
  readonly reason?: string
  readonly isUpsellOff: boolean
  readonly zone: string
  readonly unknown: 'unmatched' | 'skip'
}

/** An upload is an import with a number, so that it can be taken back. */
export async function uploaded(
  call: AnyCall,
  lines: readonly UploadLine[],
  wanted: Wanted,
): Promise<readonly (LineVerdict & { importId: number | null })[]> {
  const { conversions, desk, caller } = call
  const { userId } = caller
  const { reason = '' } = wanted
  const importId = wanted.isDry ? null : openImport(desk, caller, { lines: lines.length, reason })
  const mayChange = changeable(call)
  const results = await conversions.upload(lines, { ...wanted, userId, importId, mayChange })
  return results.map((each) => ({ ...each, importId }))
}

function changeable({ caller, read }: AnyCall): (campaignId: number) => boolean {
  const known = new Map<number, boolean>()
  return (id) => {
    const campaign = known.has(id) ? null : read.campaigns.find(id)
    const may = campaign !== null && accessTo(caller, 'campaigns', campaign) === 'modify'
    if (!known.has(id)) known.set(id, may)
    return known.get(id)!
  }
}

async function removeAll(call: Call<unknown, unknown, { ids: string[] }>) {
  const { conversions, caller, body, desk } = call
  const options = { userId: caller.userId, mayChange: changeable(call) }
  const results = await Promise.all(
    body.ids.map((id) => conversions.remove(id.trim().toLowerCase(), options)),
  )
  const removed = body.ids.filter((_, index) => results[index] === 'done')
  noteRemoved(desk, caller, removed)
  if (results.includes('unavailable')) return { failure: UNAVAILABLE }
  // Whoever does not see all must not learn which clicks there are.
  const isFamiliar = scopeOf(call) === null || !results.includes('unknown')
  return results.includes('forbidden') || !isFamiliar ? FORBIDDEN : {}
}

const Import = Type.Object({
  payload: Type.String({ maxLength: PAYLOAD_MAX }),
  dryRun: optional(Type.Boolean()),
  send: optional(Type.Boolean()),
  upsell: optional(Type.Boolean()),
  /** What becomes of lines for clicks that are not here. */
  unknown: optional(anyCase(['skip', 'unmatched'])),
  /** Why, for the timeline of the clicks. */
  reason: optional(Type.String({ maxLength: 500 })),
  timezone: PERIOD.timezone,
})

async function importLines(call: Call<unknown, unknown, (typeof Import)['static']>) {
  const { body } = call
  const lines = linesIn(body.payload)
  if (isRefusal(lines)) return lines
  const timed = periodOf({ timezone: body.timezone ?? 'UTC' }, call.clock(), 'UTC')
  if (isRefusal(timed)) return timed
  const results = await uploaded(call, lines, {
    isDry: body.dryRun === true,
    isSilent: body.send === false,
    isUpsellOff: body.upsell === false,
    unknown: body.unknown ?? 'skip',
    reason: body.reason?.trim() ?? '',
    zone: timed.zone,
  })
  const importId = results[0]?.importId ?? null
  return { importId, results: results.map(({ importId: _number, ...rest }) => rest) }
}

async function undoImport(call: Call<{ id: number }, unknown, unknown>) {
  const { conversions, desk, read, caller, params } = call
  const found = read.imports.find(params.id)
  if (found === null) return isAdmin(caller) ? NOT_FOUND : FORBIDDEN
  if (!isAdmin(caller) && found.userId !== caller.userId) return FORBIDDEN
  const steps = read.conversions.stepsOfImport(params.id)
  const ofClick = new Map(
    steps.map(({ clickSeq, conversionId }) => [clickSeq, read.conversions.find(conversionId)]),
  )
  const mayChange = changeable(call)
  const campaigns = [...ofClick.values()].map((conversion) => conversion?.campaignId ?? 0)
  if (!campaigns.every(mayChange)) return FORBIDDEN
  const clickIdOf = (seq: number) => ofClick.get(seq)?.clickId ?? ''
  const options = { importId: params.id, userId: caller.userId }
  const clicks = await conversions.undo(steps, clickIdOf, options)
  if (clicks === null) return { failure: UNAVAILABLE }
  closeUndoneImport(desk, caller, params.id, clicks)
  return { importId: params.id, clicks }
}

const COLUMNS = [
  ['id', 'Click ID'],
  ['campaign', 'Campaign'],
  ['traffic_source', 'Traffic source'],
  ['clicked_at', 'Click time'],
  ['conversed_at', 'Conversion time'],
  ['time_since_click', 'Time since click'],
  ['payout', 'Payout'],
  ['status', 'Status'],
  ['offer', 'Offer'],
  ['geo', 'Country'],
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
      columns: COLUMNS.filter(([id]) => id !== 'payout' || !caller.hidesMoney).map(
        ([id, name]) => ({ id, name, selected: true }),
      ),
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
  operation({
    method: 'POST',
    path: '/conversions/import',
    id: 'importConversions',
    summary: 'Upload conversions, a verdict for each line',
    tag,
    own: true,
    body: Import,
    run: importLines,
  }),
  operation({
    method: 'POST',
    path: '/conversions/import/:id/undo',
    id: 'undoConversionImport',
    summary: 'Take back what an import changed',
    tag,
    own: true,
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    run: undoImport,
  }),
]
