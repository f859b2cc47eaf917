/** Values to choose from for a filter: those there are, and those that visits brought lately. */
import { type Static, Type } from '@sinclair/typebox'

import { CONTINENTS, COUNTRIES } from '../../core/countries.ts'
import { DEVICE_TYPES } from '../../core/filters/device.ts'
import { readable } from '../../manage/access.ts'
import { isRefusal } from '../../manage/refusal.ts'
import { busyUnless, type Call, type Operation, operation } from './operation.ts'
import { hasText } from './query.ts'
import { queryOf } from './reports.ts'

interface Choice {
  readonly value: string
  readonly label: string
}

const LIMIT = 50
const LIMIT_MAX = 500
/** What is looked at of those that visits brought, before the text is searched for. */
const PERIOD = 'last_30_days'

const plain = (values: Iterable<string>): Choice[] =>
  [...values].map((value) => ({ value, label: value }))

/** Complete lists; nothing else can be meant. */
const COMPLETE: Readonly<Record<string, (call: AnyCall) => Choice[]>> = {
  country: () => [...COUNTRIES].map(([value, { name }]) => ({ value, label: name })),
  continent: () => [...CONTINENTS].map(([value, label]) => ({ value, label })),
  device_type: () => plain(DEVICE_TYPES),
  connection_type: () => plain(['dialup', 'cable', 'corporate', 'cellular', 'satellite']),
  traffic_source: ({ read, caller }) =>
    readable(caller, 'traffic_sources', read.traffic_sources.list('active')).map(
      ({ id, name }) => ({ value: String(id), label: name }),
    ),
}

/** The usual ones, for a tracker that nobody has visited yet. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  os: ['Android', 'iOS', 'Windows', 'Mac OS', 'Linux', 'Chromium OS'],
  browser: ['Chrome', 'Mobile Safari', 'Safari', 'Firefox', 'Edge', 'Opera', 'Samsung Internet'],
  device_brand: ['Apple', 'Samsung', 'Xiaomi', 'Huawei', 'Google', 'OPPO', 'Vivo', 'Motorola'],
}

/** The dimension of reports that holds what a filter looks at. */
const SEEN: ReadonlyMap<string, string> = new Map([
  ['region', 'geoRegion'],
  ['city', 'geoCity'],
  ['isp', 'ispName'],
  ['organization', 'organizationName'],
  ['operator', 'mobileOperator'],
  ['device_brand', 'deviceBrand'],
  ['device_model', 'deviceModel'],
  ['os', 'osName'],
  ['browser', 'browserName'],
  ['language', 'languageCode'],
  ['referrer', 'refererDomain'],
  ['host', 'domain'],
  ['keyword', 'keyword'],
  ['source', 'source'],
  ['ad_campaign_id', 'adCampaignId'],
  ['creative_id', 'creativeId'],
  ['external_id', 'externalId'],
  ...Array.from({ length: 30 }, (_, at) => [`sub_id_${at + 1}`, `token_${at + 1}`] as const),
])

const Query = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 64 }),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX })),
})
type ValuesCall = Call<unknown, Static<typeof Query>, unknown>
type AnyCall = Call<unknown, unknown, unknown>

async function values(call: ValuesCall): Promise<object> {
  const { key, q = '', limit = LIMIT } = call.query
  const list = Object.hasOwn(COMPLETE, key) ? COMPLETE[key]?.(call) : null
  if (list) return cut(list, q, limit)
  const dimension = SEEN.get(key)
  if (dimension === undefined) {
    const texts = ['has no values to choose from; see /flow/catalog for filters']
    return { refused: 'invalid', fields: { key: texts } }
  }
  const seen = await seenIn(call, dimension, q, limit)
  if (!Array.isArray(seen)) return seen
  const usual = Object.hasOwn(USUAL, key) ? (USUAL[key] ?? []) : []
  return cut(plain(new Set([...seen, ...usual])), q, limit)
}

function cut(choices: readonly Choice[], q: string, limit: number) {
  const text = q.trim() === '' ? undefined : q.trim()
  const fitting = choices.filter(({ value, label }) => hasText(label, text) || hasText(value, text))
  return { rows: fitting.slice(0, limit), total: fitting.length }
}

/** The most frequent first, of the campaigns that the caller may see. */
async function seenIn(
  call: ValuesCall,
  dimension: string,
  q: string,
  limit: number,
): Promise<string[] | object> {
  const text = q.trim()
  const filters = text === '' ? [] : [{ field: dimension, op: 'contains', value: text }]
  const query = queryOf(call, {
    period: { preset: PERIOD },
    groupings: [dimension],
    measures: ['clicks'],
    sort: [{ field: 'clicks', dir: 'desc' }],
    filters,
    limit,
  })
  if (isRefusal(query)) return query
  const answer = await call.reports.query(query, call.request.signal)
  if ('refused' in answer) return busyUnless(answer)
  return answer.rows.flatMap(({ path }) => path.at(-1)?.value ?? [])
}

export const flowValueOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/flow/values',
    id: 'listFlowValues',
    summary: 'Values to choose from for a filter',
    tag: 'Flows',
    own: true,
    query: Query,
    run: values,
  }),
]
