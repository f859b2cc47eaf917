/** Lists of objects with what they did in a period: with all measures, light ones, and over time. */
import { type Static, Type } from '@sinclair/typebox'

import type { Query, QueryInput } from '../../../core/reports/query.ts'
import { withoutRevenue } from '../../../core/reports/revenue.ts'
import { settingNumber } from '../../../core/settings/settings.ts'
import { remembered } from '../../../lib/remembered.ts'
import { HOUR_MS } from '../../../lib/spans.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import type { ReportRefused } from '../../../report/reports.ts'
import type { MeasureValues } from '../../../report/rows/result.ts'
import {
  describing,
  DIMENSIONS,
  ENTITIES,
  type Entity,
  type EntityFilters,
  notedIds,
  type Thing,
  thingsOf,
} from '../entities.ts'
import { measureText } from '../money/decimal.wire.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { IdFilter, PAGE, pageOf, SORT, STATUS, TextFilter } from '../query.ts'
import { anyCase, Uuid } from '../shape.ts'
import { shownTo } from '../shown.ts'
import {
  measuresFor,
  measureTextOf,
  measureTexts,
  refuseSortColumn,
  sortProperty,
} from './column-keys.ts'
import { PERIOD, type PeriodQuery } from './period.wire.ts'
import { ColumnName, dialectQueryOf, ofEntities, periodInput, queryOf } from './reports.ts'
import { sortedBy } from './sorting.ts'

const tag = 'Statistics'
const optional = Type.Optional
const list = <S extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(
  item: S,
) => optional(Type.Array(item, { maxItems: 10_000 }))

const FILTERS = {
  name: TextFilter,
  userId: IdFilter,
  ...STATUS,
  groupUuids: list(Uuid),
  trafficSourceIds: list(Type.Integer()),
  affiliateNetworkIds: list(Type.Integer()),
  geo: list(Type.String({ maxLength: 10 })),
  languages: list(Type.String({ maxLength: 10 })),
  tags: list(Uuid),
  timeBasis: optional(anyCase(['click', 'event'])),
  sortColumn: ColumnName,
  ...PERIOD,
  ...PAGE,
  ...SORT,
}
const Params = Type.Object({ entity: anyCase(ENTITIES) })
const InfoQuery = Type.Object(FILTERS)
const StatsQuery = Type.Object({
  ...FILTERS,
  searchId: IdFilter,
  searchCampaignKey: TextFilter,
  searchName: TextFilter,
  searchDomain: TextFilter,
})

type ListCall = Call<{ entity: Entity }, Static<typeof StatsQuery>>

const CONVERSIONS_LOOKED_AT = 1000
const INFO_MEASURES = ['clicks', 'leads', 'profit', 'mean_time_to_convert']

/** What a period's clicks of these objects add up to, by object and in all. */
interface Sums {
  readonly of: ReadonlyMap<string, MeasureValues>
  readonly totals: MeasureValues
}

async function sumsOf(
  call: ListCall,
  things: readonly Thing[],
  query: Query,
): Promise<Sums | ReportRefused> {
  const ids = things.map(({ id }) => id)
  const answer = await call.reports.query(ofEntities(query, DIMENSIONS[call.params.entity], ids))
  if ('refused' in answer) return answer
  const rows = answer.rows.map((row) => [row.path.at(-1)?.value ?? '', row.m] as const)
  return { of: new Map(rows), totals: answer.totals }
}

interface Shown extends Sums {
  readonly things: readonly Thing[]
}

/** The things that the list is to show. What is left out of it is not in its totals either. */
async function shownOf(
  call: ListCall,
  things: readonly Thing[],
  query: Query,
): Promise<Shown | ReportRefused> {
  const sums = await sumsOf(call, things, query)
  if ('refused' in sums) return sums
  const shown = withTraffic(call, things, sums)
  const ids = new Set(shown.map(({ id }) => String(id)))
  const isWhole = [...sums.of.keys()].every((id) => ids.has(id))
  const own = isWhole ? sums : await sumsOf(call, shown, query)
  return 'refused' in own ? own : { ...own, things: shown }
}

function entityQuery(
  call: Call,
  entity: Entity,
  asked: PeriodQuery & { readonly timeBasis?: 'click' | 'event' },
  measures: readonly string[],
): Query | Refusal {
  return dialectQueryOf(call, {
    period: periodInput(asked),
    timeBasis: asked.timeBasis ?? 'click',
    groupings: [DIMENSIONS[entity]],
    measures: call.caller.hidesMoney ? withoutRevenue(measures) : [...measures],
    limit: 10_000,
  } satisfies QueryInput)
}

async function stats(call: ListCall): Promise<object> {
  const { query, params } = call
  const unknown = refuseSortColumn(call, query.sortColumn)
  if (unknown !== null) return unknown
  const things = thingsOf(call, params.entity, query satisfies EntityFilters)
  if (things.length === 0) return []
  const asked = entityQuery(call, params.entity, query, measuresFor(call))
  if (isRefusal(asked)) return asked
  const shown = await shownOf(call, things, asked)
  if ('refused' in shown) return busyUnless(shown)
  if (shown.things.length === 0) return []
  const texts = measureTexts(asked)
  const describe = describing(call, params.entity)
  const noted = notedIds(call, params.entity)
  const valuesOf = ({ id }: Thing) => shown.of.get(String(id)) ?? {}
  const rowOf = remembered((thing: Thing) => ({
    id: String(thing.id),
    name: thing.name,
    is_deleted: thing.deletedAt === null ? '' : '1',
    is_noted: noted.has(String(thing.id)),
    ...inText(describe(thing)),
    ...texts(valuesOf(thing)),
  }))
  const count = String(shown.things.length)
  const totals = { id: 'totals', ...texts(shown.totals), total_count: count }
  const column = sortProperty(asked, query.sortColumn || 'clicks')
  const textOf = measureTextOf(asked, column)
  const keyOf =
    textOf === null ? shownKey(call, column, rowOf) : (thing: Thing) => textOf(valuesOf(thing))
  return [...page(call, shown.things, keyOf, 'desc').map(rowOf), totals]
}

/** Here no group is `''` and amounts are text, which programs put together with other texts. */
function inText(facts: object): object {
  const textOf = (value: unknown) =>
    typeof value === 'number' ? measureText(value) : (value ?? '')
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, textOf(value)]))
}

function withTraffic({ query, tables }: ListCall, things: readonly Thing[], { of }: Sums) {
  if (query.status !== 'with_traffic') return things
  const least = settingNumber(tables().settings, 'with_traffic_min_clicks')
  return things.filter(({ id }) => Number(of.get(String(id))?.['clicks'] ?? 0) >= least)
}

/** By a property of the row itself. What is hidden gives no order. */
function shownKey({ caller }: Call, column: string, rowOf: (thing: Thing) => object) {
  return (thing: Thing) => (shownTo(caller, rowOf(thing)) as Record<string, unknown>)[column]
}

/** Rows are made of the page alone: there may be ten thousand things, each of forty texts. */
function page(
  { query }: ListCall,
  things: readonly Thing[],
  keyOf: (thing: Thing) => unknown,
  usual: 'asc' | 'desc',
) {
  const keyed = things.map((thing) => ({ id: thing.id, key: numberIn(keyOf(thing)), thing }))
  const ordered = sortedBy(keyed, 'key', query.sortType ?? usual).map(({ thing }) => thing)
  return pageOf(ordered, {
    offset: query.offset ?? 0,
    limit: Math.min(query.limit ?? 10_000, 10_000),
  })
}

/** Numbers sort as numbers, although they are text on the wire. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

async function info(call: ListCall): Promise<object> {
  const { query, params, clock } = call
  const { entity } = params
  const unknown = refuseSortColumn(call, query.sortColumn)
  if (unknown !== null) return unknown
  const things = thingsOf(call, entity, query)
  const asked = entityQuery(call, entity, query, INFO_MEASURES)
  if (isRefusal(asked)) return asked
  const shown = await shownOf(call, things, asked)
  if ('refused' in shown) return busyUnless(shown)
  const period = { from: clock() - HOUR_MS, to: clock() + 1 }
  const hour = await sumsOf(call, shown.things, { ...asked, period })
  if ('refused' in hour) return busyUnless(hour)
  const leads = await lastLeads(call, entity)
  const describe = describing(call, entity)
  const noted = notedIds(call, entity)
  const rowOf = remembered((thing: Thing) => ({
    id: thing.id,
    name: thing.name,
    is_deleted: thing.deletedAt !== null,
    is_noted: noted.has(String(thing.id)),
    ...describe(thing),
    ...counters(shown.of.get(String(thing.id)), hour.of.get(String(thing.id))),
    mean_time_to_convert: shown.of.get(String(thing.id))?.['mean_time_to_convert'] ?? null,
    seconds_since_last_lead: sinceText(leads.get(thing.id), clock()),
    first_click_time: null,
  }))
  const totals = {
    id: 'totals',
    ...counters(shown.totals, hour.totals),
    mean_time_to_convert: shown.totals['mean_time_to_convert'] ?? null,
    total_count: shown.things.length,
  }
  // Programs read it page by page, without a column: an order that clicks do not change.
  if (!query.sortColumn) {
    return [...page(call, shown.things, ({ id }) => id, 'asc').map(rowOf), totals]
  }
  const column = sortProperty(asked, query.sortColumn)
  const clicksOf = ({ id }: Thing) => measureText(shown.of.get(String(id))?.['clicks'])
  const keyOf = column === 'clicks' ? clicksOf : shownKey(call, column, rowOf)
  return [...page(call, shown.things, keyOf, 'desc').map(rowOf), totals]
}

function counters(all: MeasureValues | undefined, hour: MeasureValues | undefined) {
  return {
    clicks: measureText(all?.['clicks']),
    clicks_last_hour: measureText(hour?.['clicks']),
    leads_last_hour: measureText(hour?.['leads']),
    profit_last_hour: hour?.['profit'] ?? 0,
  }
}

function sinceText(time: number | undefined, now: number): string | null {
  return time === undefined ? null : String(Math.max(0, Math.round((now - time) / 1000)))
}

const EVENT_IDS = {
  campaign: 'campaignId',
  landing: 'landingId',
  offer: 'offerId',
  rotation: 'rotationId',
  affiliate_network: 'networkId',
  traffic_source: 'sourceId',
} as const

/** When each object had its last lead, among the newest conversions; older ones are not looked for. */
async function lastLeads(call: Call, entity: Entity): Promise<ReadonlyMap<number, number>> {
  const query = queryOf(call, { period: { preset: 'all_time' }, measures: ['leads'] })
  if (isRefusal(query)) return new Map()
  const page = await call.reports.log({
    of: 'conversions',
    period: query.period,
    zone: query.zone,
    where: query.where,
    cursor: null,
    direction: 'next',
    limit: CONVERSIONS_LOOKED_AT,
    labels: query.labels,
  })
  const times = new Map<number, number>()
  for (const { event } of 'refused' in page ? [] : page.entries) {
    const id = event[EVENT_IDS[entity]]
    times.set(id, Math.max(times.get(id) ?? 0, event.time))
  }
  return times
}

export const statisticOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/info/:entity',
    id: 'listInfo',
    summary: 'Light list with counters of the last hour',
    tag,
    params: Params,
    query: InfoQuery,
    run: info,
  }),
  operation({
    method: 'GET',
    path: '/stats/:entity',
    id: 'listStats',
    summary: 'List with measures; the last row is the totals',
    tag,
    params: Params,
    query: StatsQuery,
    run: stats,
  }),
]
