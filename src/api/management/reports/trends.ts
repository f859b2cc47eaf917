/** Statistics over time: one row per hour, day, week, month or weekday, the empty ones included. */
import { type Static, Type } from '@sinclair/typebox'

import type { Period } from '../../../core/reports/period.ts'
import type { Query } from '../../../core/reports/query.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/spans.ts'
import { dateIn } from '../../../lib/time-text.ts'
import { addDays, localToUtc, startOfDay, wallClock } from '../../../lib/zoned-time.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { thingsOf } from '../entities.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { IdFilter, PAGE, pageOf, SORT, STATUS } from '../query.ts'
import { anyCase, Uuid } from '../shape.ts'
import { measuresFor, measureTexts, refuseSortColumn, sortProperty } from './column-keys.ts'
import { WEEKDAYS } from './dictionaries.ts'
import { PERIOD, periodOf } from './period.wire.ts'
import { ColumnName, dialectQueryOf, ofEntities, periodInput } from './reports.ts'

const optional = Type.Optional
const GROUPINGS = ['hourOfDay', 'days', 'weeks', 'month', 'dayOfWeek'] as const
const Switch = optional(anyCase(['1', '0']))
/** Buckets of one answer; a longer period shows only what is not empty. */
const BUCKETS_MAX = 4000
/** What rows are called by, in order of time. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['date', 'key'])

const TrendQuery = Type.Object({
  grouping: optional(anyCase(GROUPINGS)),
  userId: IdFilter,
  ...STATUS,
  groupUuids: optional(Type.Array(Uuid, { maxItems: 10_000 })),
  includeCampaignsWithoutGroup: Switch,
  trafficSourceIds: optional(Type.Array(Type.Integer(), { maxItems: 10_000 })),
  includeCampaignsWithDeletedTrafficSource: Switch,
  timeBasis: optional(anyCase(['click', 'event'])),
  sortColumn: ColumnName,
  ...PERIOD,
  ...PAGE,
  ...SORT,
})
type TrendCall = Call<unknown, Static<typeof TrendQuery>>
type Grouping = (typeof GROUPINGS)[number]

const hour = (n: number) => `${String(n).padStart(2, '0')}:00`

/** Hours of a period within one day, else days. */
function usualGrouping(call: TrendCall): Grouping | Refusal {
  const timed = periodOf(call.query, call.clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { from, to } = timed.period
  const isOneDay = Number.isFinite(from) && startOfDay(timed.zone, to - 1) <= from
  return isOneDay ? 'hourOfDay' : 'days'
}

async function trends(call: TrendCall): Promise<object> {
  const { query } = call
  const unknown = OWN_COLUMNS.has(query.sortColumn ?? '')
    ? null
    : refuseSortColumn(call, query.sortColumn)
  if (unknown !== null) return unknown
  const grouping = query.grouping ?? usualGrouping(call)
  if (typeof grouping === 'object') return grouping
  const asked = dialectQueryOf(call, {
    period: periodInput(query),
    timeBasis: query.timeBasis ?? 'click',
    groupings: [grouping],
    measures: measuresFor(call),
    sort: [{ field: grouping, dir: 'asc' }],
    limit: 10_000,
  })
  if (isRefusal(asked)) return asked
  const limited = ofCampaigns(call, asked)
  const answer = await call.reports.query(limited)
  if ('refused' in answer) return busyUnless(answer)
  const found = new Map(answer.rows.map((row) => [row.path.at(-1)?.value ?? '', row.m]))
  const texts = measureTexts(asked)
  const rows = bucketsOf(grouping, asked, [...found.keys()]).map(({ value, label, key }) => ({
    date: label,
    key,
    ...texts(found.get(value) ?? {}),
  }))
  const shown = pageOf(inOrder(rows, sortProperty(asked, query.sortColumn || 'date'), query), query)
  const totals = {
    date: 'totals',
    ...texts(answer.totals),
    total_count: String(rows.length),
  }
  return { stats: shown, totals }
}

/** By time; by a measure if one is named, the greatest first as in other lists. */
function inOrder<R extends object>(
  rows: readonly R[],
  column: string,
  { sortType }: Pick<TrendCall['query'], 'sortType'>,
): readonly R[] {
  const value = (row: R) => Number((row as Record<string, unknown>)[column])
  if (rows.some((row) => Number.isNaN(value(row))))
    return sortType === 'desc' ? rows.toReversed() : rows
  const sign = sortType === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => sign * (value(a) - value(b)))
}

/** Campaigns are named one by one only if a filter was given. */
function ofCampaigns(call: TrendCall, asked: Query): Query {
  const { groupUuids, trafficSourceIds, userId, status } = call.query
  const { includeCampaignsWithoutGroup, includeCampaignsWithDeletedTrafficSource } = call.query
  const isLimited =
    groupUuids !== undefined ||
    trafficSourceIds !== undefined ||
    userId !== undefined ||
    (status !== undefined && status !== 'all')
  if (!isLimited) return asked
  const gone = new Set(call.read.traffic_sources.list('deleted').map(({ id }) => id))
  const things = thingsOf(call, 'campaign', {
    ...(userId === undefined ? {} : { userId }),
    status: status ?? 'all',
  })
  const ids = things.filter(
    ({ groupId, sourceId }) =>
      (groupUuids === undefined ||
        groupUuids.includes(groupId ?? '') ||
        (includeCampaignsWithoutGroup === '1' && groupId === null)) &&
      (trafficSourceIds === undefined ||
        trafficSourceIds.includes(sourceId ?? 0) ||
        (includeCampaignsWithDeletedTrafficSource === '1' && gone.has(sourceId ?? 0))),
  )
  return ofEntities(
    asked,
    'campaign',
    ids.map(({ id }) => id),
  )
}

interface Bucket {
  /** As the report names it. */
  readonly value: string
  readonly label: string
  readonly key: number
}

function bucketsOf(grouping: Grouping, query: Query, found: readonly string[]): readonly Bucket[] {
  switch (grouping) {
    case 'hourOfDay':
      return Array.from({ length: 24 }, (_, n) => ({
        value: String(n),
        label: `${hour(n)} - ${hour((n + 1) % 24)}`,
        key: n,
      }))
    case 'dayOfWeek':
      return WEEKDAYS.map((label, n) => ({ value: String(n + 1), label, key: n + 1 }))
    case 'days':
    case 'weeks':
    case 'month': {
      const values = spanned(grouping, query, found)
      return values.map((value, key) => ({ value, label: labelOf(grouping, value), key }))
    }
  }
}

function labelOf(grouping: Grouping, value: string): string {
  if (grouping !== 'weeks') return value
  return `${value} - ${dateIn('UTC', Date.parse(`${value}T00:00:00Z`) + 6 * DAY_MS)}`
}

/** Every bucket between the ends of the period; all time begins with the first click. */
function spanned(
  grouping: 'days' | 'weeks' | 'month',
  { period, zone, weekStart }: Query,
  found: readonly string[],
): readonly string[] {
  const [first] = found.toSorted((a, b) => (a < b ? -1 : 1))
  const from = period.from > 0 ? noonOf(period, zone) : noonIn(first, zone)
  const values = new Set<string>(found)
  if (from !== null && period.to - from <= BUCKETS_MAX * DAY_MS) {
    for (let at = from; startOfDay(zone, at) < period.to; at = addDays(zone, at, 1))
      values.add(bucketOf(grouping, zone, at, weekStart))
  }
  return [...values].toSorted((a, b) => (a < b ? -1 : 1))
}

/** Noon of the first day of a bucket; null where there is none. */
function noonIn(value: string | undefined, zone: string): number | null {
  if (value === undefined) return null
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number)
  return localToUtc(zone, { year, month, day, hour: 12, minute: 0, second: 0 })
}

/** Noon of the first day: days of 23 and 25 hours do not move it into another. */
function noonOf({ from }: Period, zone: string): number {
  const { hour: hours, minute } = wallClock(zone, from)
  return from + ((12 - hours) * 60 - minute) * MINUTE_MS
}

function bucketOf(
  grouping: 'days' | 'weeks' | 'month',
  zone: string,
  at: number,
  weekStart: number,
) {
  const { weekday } = wallClock(zone, at)
  const day = grouping === 'weeks' ? addDays(zone, at, -((weekday - weekStart + 7) % 7)) : at
  const date = dateIn(zone, day)
  return grouping === 'month' ? date.slice(0, 7) : date
}

export const trendOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/trends',
    id: 'listTrends',
    summary: 'Time series',
    tag: 'Statistics',
    query: TrendQuery,
    run: trends as (call: TrendCall) => Promise<object | Refusal>,
  }),
]
