/** What the objects of a page did: in the period that was asked for, and in the last hour. */
import type { Query, QueryInput } from '../../../core/reports/query.ts'
import { HOUR_MS } from '../../../lib/spans.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import type { ReportRefused, SumsOfIds } from '../../../report/reports.ts'
import type { MeasureValues } from '../../../report/rows/result.ts'
import { reportContext } from '../campaigns/catalog.ts'
import { DIMENSIONS, type Entity, type Thing } from '../entities.ts'
import type { Call } from '../operation.ts'
import type { PeriodQuery } from '../reports/period.wire.ts'
import { inDialect, ofEntities, periodInput, queryOf } from '../reports/reports.ts'

export interface Asked extends PeriodQuery {
  readonly measures?: readonly string[]
  readonly timeBasis?: 'click' | 'event'
  readonly lastHour?: boolean
}

export interface PageSums {
  /** Null: they did nothing, or nothing was asked for. */
  readonly measuresOf: (id: number) => MeasureValues | null
  /** NaN for a measure that has no value. */
  readonly valueOf: (id: number, measure: string) => number
  readonly clicksLastHour: (id: number) => number
  readonly totals: MeasureValues
  readonly asOf: number
  readonly currency: string
}

/** Names of objects are not looked up: nothing here is sorted or filtered by them. */
const NAMELESS = { names: () => null, groups: () => null }

export async function sumsOfPage(
  call: Call<unknown, Asked>,
  entity: Entity | null,
  things: readonly Thing[],
): Promise<PageSums | Refusal | ReportRefused> {
  const { measures = [], lastHour = false } = call.query
  if (entity === null) {
    return measures.length > 0 ? wrong('measures', 'there are none') : joined(call, null, null)
  }
  const query = queryOfPage(call, entity, measures.length === 0 ? ['clicks'] : measures)
  if (isRefusal(query)) return query
  const ids = things.map(({ id }) => id)
  const sumsIn = (question: Query): Promise<SumsOfIds | ReportRefused> => {
    const own = ofEntities(question, DIMENSIONS[entity], ids)
    return call.reports.sums(own, call.request.signal)
  }
  const now = call.clock()
  const hour = { ...query, period: { from: now - HOUR_MS, to: now + 1 }, columns: CLICKS }
  const [sums, last] = await Promise.all([
    measures.length === 0 ? null : sumsIn(query),
    lastHour ? sumsIn(hour) : null,
  ])
  if (sums !== null && 'refused' in sums) return sums
  if (last !== null && 'refused' in last) return last
  return joined(call, sums, last)
}

const CLICKS: Query['columns'] = [{ key: 'clicks', formula: null }]

function queryOfPage(
  call: Call<unknown, Asked>,
  entity: Entity,
  measures: readonly string[],
): Query | Refusal {
  const input = {
    period: periodInput(call.query),
    timeBasis: call.query.timeBasis ?? 'click',
    groupings: [DIMENSIONS[entity]],
    measures: [...measures],
  } satisfies QueryInput
  return queryOf(call, input, inDialect(), { ...reportContext(call), catalog: NAMELESS })
}

function joined(call: Call, sums: SumsOfIds | null, last: SumsOfIds | null): PageSums {
  const places = placesIn(sums)
  const hours = placesIn(last)
  const clicks = last?.columns.get('clicks')
  const valueOf = (id: number, measure: string) =>
    sums?.columns.get(measure)?.[places.get(id) ?? -1] ?? Number.NaN
  return {
    valueOf,
    measuresOf: (id) => {
      if (sums === null || !places.has(id)) return null
      const keys = [...sums.columns.keys()]
      return Object.fromEntries(keys.map((key) => [key, orNull(valueOf(id, key))]))
    },
    clicksLastHour: (id) => clicks?.[hours.get(id) ?? -1] ?? 0,
    totals: sums?.totals ?? {},
    asOf: sums?.asOf ?? call.clock(),
    currency: sums?.currency ?? '',
  }
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value)

function placesIn(sums: SumsOfIds | null): ReadonlyMap<number, number> {
  return new Map(Array.from(sums?.ids ?? [], (id, at) => [id, at]))
}
