/**
 * A page of a list as people look at it: found by a text, in one state, in the order of any column,
 * with what each object did. All that match are put in order, whichever page is asked for.
 */
import { type Static, Type } from '@sinclair/typebox'

import { accessTo } from '../../../manage/access.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import { ENTITIES, type Entity, STORES, type Thing, thingsOf } from '../entities.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { pageOf, SORT, TextFilter } from '../query.ts'
import { PERIOD } from '../reports/period.wire.ts'
import { ColumnName } from '../reports/reports.ts'
import { anyCase, Uuid } from '../shape.ts'
import { timestampOrNull } from '../wire.ts'
import { LISTED, type OrderValue } from './listed-kinds.ts'
import { inOrder } from './page-order.ts'
import { type PageSums, sumsOfPage } from './page-sums.ts'
import { type Tagged, tagsOf } from './page-tags.ts'

const optional = Type.Optional
const LISTED_USUALLY = 100
const LISTED_MAX = 1000

const Params = Type.Object({ entity: anyCase(ENTITIES) })
const PageQuery = Type.Object({
  /** Part of the name, the id, a tag, or of what else the list shows of it. */
  search: TextFilter,
  /** `active` and `deleted`; of campaigns also `running`, `paused` and `stopped`. */
  status: optional(Type.String({ maxLength: 20 })),
  groupUuids: optional(Type.Array(Uuid, { maxItems: 1000 })),
  /** One of them is enough. */
  tags: optional(Type.Array(Uuid, { maxItems: 1000 })),
  /** `id`, `name`, `tags`, `deleted`, `last_hour`, a column of the kind, or one of `measures`. */
  sortColumn: ColumnName,
  ...SORT,
  /** Of the order of texts. */
  language: optional(Type.String({ maxLength: 35 })),
  measures: optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50 })),
  timeBasis: optional(anyCase(['click', 'event'])),
  /** Whether rows say their clicks of the last hour. */
  lastHour: optional(Type.Boolean()),
  /** All that match, each with id, name and access alone. */
  namesOnly: optional(Type.Boolean()),
  limit: optional(Type.Integer({ minimum: 1, maximum: LISTED_MAX })),
  offset: optional(Type.Integer({ minimum: 0 })),
  ...PERIOD,
})

type PageCall = Call<{ entity: Entity }, Static<typeof PageQuery>>

async function page(call: PageCall): Promise<object> {
  const { entity } = call.params
  const kind = LISTED[entity]
  const { status = 'active', namesOnly = false } = call.query
  const isIn = kind.states.get(status)
  if (isIn === undefined && status !== 'active' && status !== 'deleted') {
    return wrong(
      'status',
      `must be one of ${['active', ...kind.states.keys(), 'deleted'].join(', ')}`,
    )
  }
  const { groupUuids, tags } = call.query
  const stored = thingsOf(call, entity, {
    status: status === 'deleted' ? status : 'active',
    ...(groupUuids === undefined ? {} : { groupUuids }),
    ...(tags === undefined ? {} : { tags }),
  })
  const inState = isIn === undefined ? stored : stored.filter(isIn)
  const view = kind.view(call)
  const tagged = tagsOf(call.read, call.caller, STORES[entity])
  const found = inState.filter(matching(call, view.texts, tagged))
  return namesOnly
    ? { rows: found.map(nameRow(call)), total: found.length }
    : shown(call, found, { view, tagged })
}

interface Made {
  readonly view: ReturnType<(typeof LISTED)[Entity]['view']>
  readonly tagged: Tagged
}

async function shown(call: PageCall, found: readonly Thing[], made: Made): Promise<object> {
  const { query, params } = call
  const { sortColumn = 'id', sortType = 'asc', language = 'en' } = query
  const order = orderBy(call, sortColumn, made)
  if (isRefusal(order)) return order
  const collated = languageFrom(language)
  if (collated === null) return wrong('language', 'must be a language such as en')
  const sums = await sumsOfPage(call, found)
  if ('refused' in sums) return isRefusal(sums) ? sums : busyUnless(sums)
  const sorting = { column: `${params.entity}.${sortColumn}`, language: collated }
  const ordered = await inOrder(found, order(sums), { ...sorting, direction: sortType })
  const { limit = LISTED_USUALLY, offset = 0 } = query
  return {
    rows: pageOf(ordered, { limit, offset }).map(rowOf(call, made, sums)),
    total: found.length,
    totals: sums.totals,
    currency: sums.currency,
    asOf: new Date(sums.asOf).toISOString(),
    hasTags: made.tagged.isUsed(),
  }
}

function rowOf({ query }: PageCall, { view, tagged }: Made, sums: PageSums) {
  return (thing: Thing) => ({
    name: thing.name,
    ...view.row(thing),
    id: thing.id,
    deletedAt: timestampOrNull(thing.deletedAt),
    tags: tagged.of(thing.id),
    m: sums.measuresOf(thing.id),
    ...(query.lastHour === true ? { clicksLastHour: sums.clicksLastHour(thing.id) } : {}),
  })
}

function nameRow({ params, caller }: PageCall) {
  const kind = STORES[params.entity]
  return (thing: Thing) => ({
    id: thing.id,
    name: thing.name,
    accessLevel: accessTo(caller, kind, thing),
  })
}

type Order = (sums: PageSums) => (thing: Thing) => OrderValue

function orderBy({ query }: PageCall, column: string, { view, tagged }: Made): Order | Refusal {
  const own = view.orders.get(column)
  if (own !== undefined) return () => own
  if (query.measures?.includes(column) === true) {
    return (sums) => (thing) => sums.valueOf(thing.id, column)
  }
  switch (column) {
    case 'id':
      return () => (thing) => thing.id
    case 'name':
      return () => (thing) => thing.name
    case 'deleted':
      return () => (thing) => thing.deletedAt
    case 'tags':
      return () => byTags(tagged.all())
    case 'last_hour':
      return (sums) => (thing) => sums.clicksLastHour(thing.id)
    default:
      return wrong('sortColumn', 'must be a column of the list, or one of its measures')
  }
}

function byTags(tags: ReadonlyMap<string, readonly string[]>): (thing: Thing) => OrderValue {
  return ({ id }) => tags.get(String(id))?.join(', ') ?? null
}

/** Null for what is no language. */
function languageFrom(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}

/** Any letter case, anywhere in one of the texts. */
function matching(
  { query }: PageCall,
  texts: (thing: Thing) => readonly (string | null)[],
  tagged: Tagged,
): (thing: Thing) => boolean {
  const wanted = query.search?.trim().toLowerCase() ?? ''
  if (wanted === '') return () => true
  const has = (text: string | null) => text !== null && text.toLowerCase().includes(wanted)
  const ids = tagged.idsWith(has)
  return (thing) =>
    has(thing.name) ||
    String(thing.id).includes(wanted) ||
    ids.has(String(thing.id)) ||
    texts(thing).some(has)
}

export const pageOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/page/:entity',
    id: 'listPage',
    summary: 'A page of a list: searched, sorted by any column, with measures and tags',
    tag: 'Statistics',
    own: true,
    params: Params,
    query: PageQuery,
    run: page,
  }),
]
