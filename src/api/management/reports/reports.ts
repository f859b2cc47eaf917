/** Reports: Sluice's own query as it is. The dialect's report is in `dialect-report.ts`. */
import { Type } from '@sinclair/typebox'

import { formatMoney } from '../../../core/money.ts'
import { customKey } from '../../../core/reports/custom-columns.ts'
import { dimensions } from '../../../core/reports/dimensions.ts'
import { filteredBy } from '../../../core/reports/filtered-by.ts'
import { measures } from '../../../core/reports/measures.ts'
import { parseQuery, type QueryContext } from '../../../core/reports/parse-query.ts'
import { OPERATORS } from '../../../core/reports/predicate.ts'
import { COLUMN_PRESETS, type ColumnPreset } from '../../../core/reports/presets.ts'
import { type Query, type QueryInput, QuerySchema } from '../../../core/reports/query.ts'
import { revenueIn, tellsRevenue, withoutRevenue } from '../../../core/reports/revenue.ts'
import { TAG_FIELDS, TAG_OPERATORS } from '../../../core/reports/tag-filters.ts'
import { sent } from '../../../lib/sent.ts'
import { type Fields, isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import { customColumnsFor } from '../../../manage/reports/custom-columns.ts'
import { parseJson } from '../body.ts'
import { reportContext, scopeOf } from '../campaigns/catalog.ts'
import { type AskedFormat, csvFormat, REPORT_FORMAT } from '../export-format.ts'
import { lacksLinkNames, withLinkIds, withLinkNames } from '../links/link-names.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { shaped } from '../shape.ts'
import { streamed, streamedJson } from '../streamed.ts'
import { PERIOD_NAMES, type PeriodQuery, presetOf } from './period.wire.ts'

const tag = 'Reports'
const optional = Type.Optional

/** The query of a body, or what is wrong with it. `nameOf`: what the caller calls its properties. */
export function queryOf(
  call: Call,
  body: unknown,
  nameOf: (field: string) => string = (field) => field,
  context: QueryContext = reportContext(call),
): Query | Refusal {
  const read = shaped(QuerySchema, body, 'refuse_unknown')
  if ('fields' in read) return { refused: 'invalid', fields: renamed(read.fields, nameOf) }
  const query = parseQuery(read.value, context)
  if (!('problems' in query))
    return permitted(call, withRemarks(call, withLinkIds(call.read, query)))
  const fields: Record<string, string[]> = {}
  for (const { path, message } of query.problems) {
    const field = path.slice(1).replaceAll('/', '.') || 'body'
    fields[field] = [...(fields[field] ?? []), message]
  }
  return { refused: 'invalid', fields: renamed(fields, nameOf) }
}

function renamed(fields: Fields, nameOf: (field: string) => string): Fields {
  return Object.fromEntries(Object.entries(fields).map(([field, texts]) => [nameOf(field), texts]))
}

/**
 * As `queryOf`, of parameters of the dialect: problems are named as it calls them. `filterPlaces`: by
 * which parameter each filter came.
 */
export function dialectQueryOf(
  call: Call,
  input: QueryInput,
  filterPlaces: readonly string[] = [],
): Query | Refusal {
  return queryOf(call, input, inDialect(filterPlaces))
}

/** What the dialect calls the properties of a query. */
export function inDialect(filterPlaces: readonly string[] = []): (field: string) => string {
  return (field) => {
    const [of, at] = field.split('.')
    return (of === 'filters' ? filterPlaces[Number(at)] : IN_DIALECT.get(field)) ?? field
  }
}

const IN_DIALECT: ReadonlyMap<string, string> = new Map([
  ['period.preset', PERIOD_NAMES.preset],
  ['period.from', PERIOD_NAMES.from],
  ['period.to', PERIOD_NAMES.to],
  ['period.timezone', 'timezone'],
  ['sort.0', 'sortColumn'],
])

/** Revenue lacks what waits for a rate, and says so. */
function withRemarks(call: Call, query: Query): Query {
  if (revenueIn(query) === null) return query
  const { period, basis } = query
  const waiting = call.read.conversions.pendingIn({ ...period, basis, campaignIds: scopeOf(call) })
  const remarks = waiting.map(
    ({ currency, count, micros }) =>
      `in no sum for want of a rate: ${formatMoney(micros)} ${currency} (conversions: ${count})`,
  )
  return remarks.length === 0 ? query : { ...query, remarks }
}

/** Columns that are kept from the caller do not exist for him. */
function permitted({ caller }: Call, query: Query): Query | Refusal {
  const hidden = caller.hidesMoney ? revenueIn(query) : null
  if (hidden === null) return query
  return wrong('measures', `unknown measure ${hidden}`)
}

const own = operation({
  method: 'POST',
  path: '/report/query',
  id: 'queryReport',
  forReaders: true,
  writes: false,
  summary: 'Any report: dimensions, measures, filters, period',
  tag,
  body: QuerySchema,
  own: true,
  run: (call) => answerTo(call, call.body),
})

const addressed = operation({
  method: 'GET',
  path: '/report/query',
  id: 'getReportByQuery',
  summary:
    'The same for a query that fits an address, as JSON: to be linked to, or asked in a batch',
  tag,
  own: true,
  query: Type.Object({ q: Type.String({ minLength: 2, maxLength: 8192 }) }),
  run: (call) => {
    const read = parseJson(Buffer.from(call.query.q))
    return 'problem' in read ? wrong('q', 'is no JSON object') : answerTo(call, read.json)
  },
})

async function answerTo(call: Call, asked: unknown) {
  const query = queryOf(call, asked)
  if (isRefusal(query)) return query
  const { reports, caller, request, read } = call
  // A long answer is text already, in which nothing can be changed.
  const isFinal = !caller.hidesMoney && !lacksLinkNames(query)
  const answer = await (isFinal ? reports.queryLong : reports.query)(query, request.signal)
  if ('refused' in answer) return busyUnless(answer)
  return 'json' in answer ? streamedJson(answer.json) : withLinkNames(read, query, answer)
}

const catalog = operation({
  method: 'GET',
  path: '/report/catalog',
  id: 'getReportCatalog',
  summary: 'What a report can be made of: dimensions, measures, operators, column presets',
  tag,
  own: true,
  run: (call) => ({
    dimensions: dimensions.map(({ key, title, kind, unbounded }) => ({
      key,
      title,
      kind,
      unbounded,
      /** Of flows: the one that takes its values. */
      filter: filteredBy(key, call.tables().privacy),
    })),
    measures: [...shownMeasures(call.caller.hidesMoney), ...customMeasures(call)],
    tagFilters: [...TAG_FIELDS].map(([key, of]) => ({ key, of, operators: TAG_OPERATORS })),
    operators: OPERATORS,
    presets: call.caller.hidesMoney ? COLUMN_PRESETS.map(withoutMoney) : COLUMN_PRESETS,
  }),
})

const withoutMoney = (preset: ColumnPreset) => ({
  ...preset,
  measures: withoutRevenue(preset.measures),
})

function shownMeasures(hidesMoney: boolean) {
  return measures
    .filter(({ key }) => !hidesMoney || !tellsRevenue(key))
    .map(({ key, title, format, decimals }) => ({ key, title, format, decimals }))
}

function customMeasures({ read, caller }: Call) {
  return customColumnsFor(read, caller).map(({ id, name, spec }) => ({
    key: customKey(id),
    title: name,
    format: spec.format,
    decimals: spec.decimals,
    formula: spec.formula,
  }))
}

const ExportSchema = Type.Object(
  { ...QuerySchema.properties, ...REPORT_FORMAT },
  { additionalProperties: false },
)

/** The whole report as lines. */
export async function exported(call: Call, query: Query, asked: AskedFormat) {
  const { format: kind = 'csv' } = asked
  if (call.request.method === 'HEAD') return streamed(nothing(), kind, 'report')
  const format = csvFormat(call, asked)
  const lines = await call.reports.export({ query, kind, format }, call.request.signal)
  return 'refused' in lines ? busyUnless(lines) : streamed(lines, kind, 'report')
}

/** Who asks for the head alone takes no line. */
async function* nothing(): AsyncGenerator<string> {}

const whole = operation({
  method: 'POST',
  path: '/report/export',
  id: 'exportReport',
  exports: 'reports',
  takesPlace: true,
  forReaders: true,
  summary: 'Any report, whole, as CSV or NDJSON',
  tag,
  body: ExportSchema,
  own: true,
  run: async (call) => {
    const { format, delimiter, decimal, bom, totals, shape, trailer, language, ...asked } =
      call.body
    const query = queryOf(call, asked)
    if (isRefusal(query)) return query
    const written = { format, delimiter, decimal, bom, totals, shape, trailer, language }
    return exported(call, query, sent(written))
  },
})

/** A custom column is called by its name and uuid. */
export const ColumnName = optional(Type.String({ maxLength: 300 }))

export function periodInput({ datePreset, dateFrom, dateTo, timezone }: PeriodQuery) {
  return {
    preset: presetOf({ datePreset, dateFrom, dateTo }),
    from: dateFrom || null,
    to: dateTo || null,
    timezone: timezone ?? null,
  }
}

/** The dialect's ids can be ten thousand, more than a query's own filter takes. */
export function ofEntities(query: Query, field: string, ids: readonly number[] | undefined): Query {
  if (ids === undefined) return query
  const values = ids.map(String)
  return { ...query, where: [...query.where, { any: [{ field, op: 'in', values }] }] }
}

export const reportOperations: readonly Operation[] = [own, addressed, whole, catalog]
