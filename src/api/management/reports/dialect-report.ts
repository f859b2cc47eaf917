/** Reports of the dialect: a query in other words, its rows flat, its numbers decimal text. */
import { type Static, Type } from '@sinclair/typebox'

import { dimensionNamed } from '../../../core/reports/dimensions.ts'
import { NAMES_ABOVE } from '../../../core/reports/predicate.ts'
import type { Query, QueryInput } from '../../../core/reports/query.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import type { ReportAnswer } from '../../../report/reports.ts'
import type { ReportRow } from '../../../report/rows/result.ts'
import { withLinkNames } from '../links/link-names.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { PAGE, SORT } from '../query.ts'
import { anyCase } from '../shape.ts'
import { measuresFor, measureTexts, queryKey } from './column-keys.ts'
import { PERIOD } from './period.wire.ts'
import { markReader, marksOf, ofMarks } from './report-marks.ts'
import { savedFilters } from './report-presets.ts'
import { ColumnName, dialectQueryOf, ofEntities, periodInput } from './reports.ts'
import { type QueryFilters, readSimpleFilters } from './simple-filter.wire.ts'

const tag = 'Reports'
const optional = Type.Optional

const PAGES = [
  'campaign',
  'offer',
  'landing',
  'affiliateNetwork',
  'rotation',
  'trafficSource',
] as const
type ReportPage = (typeof PAGES)[number]

const Groupings = Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 5 })
const ASKED = {
  nameFilter: optional(Type.String({ maxLength: 1000 })),
  markFilter: optional(Type.String({ maxLength: 1000 })),
  simpleFilterId: optional(Type.String({ maxLength: 40 })),
  simpleFilter: optional(Type.String({ maxLength: 20_000 })),
  timeBasis: optional(anyCase(['click', 'event'])),
  sortColumn: ColumnName,
  ...PERIOD,
  ...PAGE,
  ...SORT,
}
const ReportQuery = Type.Object({
  ids: optional(Type.Array(Type.Integer(), { maxItems: 10_000 })),
  groupings: Groupings,
  ...ASKED,
})
const NamedQuery = Type.Object({
  ids: Type.Array(Type.Integer(), { minItems: 1, maxItems: 10_000 }),
  groupings: optional(Groupings),
  ...ASKED,
})
type Asked = Static<typeof ReportQuery>
type ReportCall = Call<unknown, Asked>

async function report(call: ReportCall, page: ReportPage): Promise<object> {
  const { ids, markFilter } = call.query
  const filters = filtersOf(call)
  if (isRefusal(filters)) return filters
  const places = filters.map(({ place }) => place)
  const query = dialectQueryOf(call, inputOf(call, filters), places)
  if (isRefusal(query)) return query
  const marks = marksOf(call, page, query.groupings)
  const marked = ofMarks(query, { page, marks, word: markFilter ?? '', ids })
  if (isRefusal(marked)) return marked
  const answer = await call.reports.query(ofEntities(marked, page, ids), call.request.signal)
  if ('refused' in answer) return busyUnless(answer)
  const markOf = markReader({ page, marks, ids })
  return reportView(call, query, withLinkNames(call.read, query, answer), markOf)
}

function inputOf(call: ReportCall, filters: readonly PlacedFilter[]): QueryInput {
  const { query: asked } = call
  const groupings = asked.groupings.map((word) => dimensionNamed(word)?.key ?? word)
  // Rows of each level have names of their own.
  const fields = asked.sortColumn === 'name' ? groupings : [queryKey(asked.sortColumn || 'clicks')]
  return {
    period: periodInput(asked),
    timeBasis: asked.timeBasis ?? 'click',
    groupings,
    measures: measuresFor(call),
    filters: filters.map(({ filter }) => filter),
    sort: fields.map((field) => ({ field, dir: asked.sortType ?? 'desc' })),
    limit: Math.min(asked.limit ?? 10_000, 10_000),
    offset: asked.offset ?? 0,
    childLimit: 10_000,
  }
}

/** With the parameter that it came by. */
interface PlacedFilter {
  readonly filter: QueryFilters[number]
  readonly place: string
}

/**
 * Those of the name, those written out, and those saved under an id, all of which must hold. Programs look a
 * row up by its name to read those below it.
 */
function filtersOf(call: ReportCall): readonly PlacedFilter[] | Refusal {
  const { nameFilter, simpleFilter, simpleFilterId } = call.query
  const byName: QueryFilters = nameFilter
    ? [{ field: NAMES_ABOVE, op: 'contains', value: nameFilter }]
    : []
  const written = simpleFilter ? readSimpleFilters(simpleFilter) : []
  const saved = simpleFilterId ? savedFilters(call, simpleFilterId) : []
  if (written === null) return wrong('simpleFilter', 'must be a JSON list of filters')
  if (saved === null) return wrong('simpleFilterId', 'there is no such filter')
  const placed = (from: QueryFilters, place: string) => from.map((filter) => ({ filter, place }))
  return [
    ...placed(byName, 'nameFilter'),
    ...placed(written, 'simpleFilter'),
    ...placed(saved, 'simpleFilterId'),
  ]
}

type MarkOf = (row: ReportRow) => string | null

function reportView({ read }: Call, query: Query, answer: ReportAnswer, markOf: MarkOf) {
  const { rows, totals, meta } = answer
  const networkOf = networkNames(read)
  const texts = measureTexts(query)
  const lines = rows.map((row) => {
    const mark = markOf(row)
    const marked = mark === null ? {} : { mark }
    return { ...rowView(row, networkOf), ...marked, ...texts(row.m) }
  })
  const headers = meta.partial ? { 'X-Partial': '1' } : {}
  return { reply: 200, body: { report: lines, totals: texts(totals) }, headers }
}

function rowView({ level, path }: ReportRow, networkOf: (offerId: string) => string | null) {
  const last = path.at(-1)
  const [id, name] = [last?.value ?? null, last?.label ?? '']
  const row = { level, entity_id: id, id, name }
  if (last?.dimension !== 'offer') return row
  return { ...row, affiliateNetworkName: networkOf(id ?? '') }
}

function networkNames(read: Call['read']): (offerId: string) => string | null {
  const names = read.affiliate_networks.names()
  return (offerId) => names.get(read.offers.find(Number(offerId) || 0)?.networkId ?? 0) ?? null
}

const NAMED_MAX = 100
const TOO_MANY_IDS = { status: 418, message: `At most ${NAMED_MAX} campaigns at once` }

export const dialectReportOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/report/user/campaign',
    id: 'getCampaignsReport',
    summary: 'Report of up to 100 campaigns of the caller',
    tag,
    query: NamedQuery,
    run: (call) => {
      const { ids, groupings = ['campaign'] } = call.query
      if (ids.length > NAMED_MAX) return { failure: TOO_MANY_IDS }
      return report({ ...call, query: { ...call.query, groupings } }, 'campaign')
    },
  }),
  operation({
    method: 'GET',
    path: '/report/:page',
    id: 'getReport',
    summary: 'Multi-level report',
    tag,
    params: Type.Object({ page: anyCase(PAGES) }),
    query: ReportQuery,
    run: (call) => report(call, call.params.page),
  }),
]
