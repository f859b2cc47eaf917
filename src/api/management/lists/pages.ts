/**
 * A page of a list as people look at it: found by a text, in one state, in the order of any column,
 * with what each object did. All that match are put in order, whichever page is asked for.
 */
import { type Static, Type } from '@sinclair/typebox'

import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import { ENTITIES, passing, STORES, type Thing } from '../entities.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { hasText, pageOf, SORT, TextFilter } from '../query.ts'
import { PERIOD } from '../reports/period.wire.ts'
import { ColumnName } from '../reports/reports.ts'
import { anyCase, Uuid } from '../shape.ts'
import { timestampOrNull } from '../wire.ts'
import { LISTED_ENTITIES } from './listed-entities.ts'
import type { ListedKind, OrderValue } from './listed-kind.ts'
import { LISTED_OTHERS } from './listed-others.ts'
import { inOrder } from './page-order.ts'
import { type PageSums, sumsOfPage } from './page-sums.ts'
import { NO_TAGS, type PartOfKind, type Tagged, tagsOf } from './page-tags.ts'

const optional = Type.Optional
const LISTED_USUALLY = 100
/** A list that is read again after many pages of it were. */
const LISTED_MAX = 10_000

const LISTED = { ...LISTED_ENTITIES, ...LISTED_OTHERS }
const KINDS = [...ENTITIES, 'user', 'pixel'] as const

const Params = Type.Object({ entity: anyCase(KINDS) })
const PageQuery = Type.Object({
  /** Part of the name, the id, a tag, or of what else the list shows of it. */
  search: TextFilter,
  /** `active` and `deleted`; of campaigns also `running`, `paused` and `stopped`, of users `running` and `stopped`. */
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

type PageCall = Call<{ entity: (typeof KINDS)[number] }, Static<typeof PageQuery>>

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
  const all = kind.things(call, { status: status === 'deleted' ? status : 'active' })
  const stored = isIn === undefined ? all : all.filter(isIn)
  const inState = stored.filter(inPart(call, kind))
  const view = kind.view(call, inState)
  const tagged =
    kind.entity === null ? NO_TAGS : tagsOf(call.read, call.caller, STORES[kind.entity])
  const found = inState.filter(matching(call, view.texts, tagged))
  return namesOnly
    ? { rows: found.map(nameRow(call, kind)), total: found.length }
    : shown(call, found, { kind, all, view, tagged })
}

/** Of the groups and with the tags that are asked for. */
function inPart({ query, read }: PageCall, { entity }: ListedKind): (thing: Thing) => boolean {
  const { groupUuids, tags } = query
  if (entity === null || (groupUuids === undefined && tags === undefined)) return () => true
  return passing(read, STORES[entity], {
    ...(groupUuids === undefined ? {} : { groupUuids }),
    ...(tags === undefined ? {} : { tags }),
  })
}

interface Made {
  readonly kind: ListedKind
  /** In any state and part. */
  readonly all: readonly Thing[]
  readonly view: ReturnType<ListedKind['view']>
  readonly tagged: Tagged
}

async function shown(call: PageCall, found: readonly Thing[], made: Made): Promise<object> {
  const { query, params } = call
  const { sortColumn = 'id', sortType = 'asc', language = 'en' } = query
  const order = orderBy(call, sortColumn, made)
  if (isRefusal(order)) return order
  const collated = languageFrom(language)
  if (collated === null) return wrong('language', 'must be a language such as en')
  const sums = await sumsOfPage(call, made.kind.entity, found)
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
    groups: groupsOf(call, made.all, collated),
    tags: made.tagged.used(made.all),
  }
}

/** That the things are in, by name. */
function groupsOf({ read }: PageCall, all: readonly Thing[], language: string): PartOfKind[] {
  const used = new Set(all.map(({ groupId }) => groupId))
  const groups = [...read.groups.names()].flatMap(([id, name]) =>
    used.has(id) ? { id, name } : [],
  )
  return groups.toSorted((a, b) => a.name.localeCompare(b.name, language))
}

function rowOf(call: PageCall, { kind, view, tagged }: Made, sums: PageSums) {
  return (thing: Thing) => ({
    name: thing.name,
    accessLevel: kind.accessOf(call, thing),
    ...view.row(thing),
    id: thing.id,
    deletedAt: timestampOrNull(thing.deletedAt),
    tags: tagged.of(thing.id),
    m: sums.measuresOf(thing.id),
    ...(call.query.lastHour === true ? { clicksLastHour: sums.clicksLastHour(thing.id) } : {}),
  })
}

function nameRow(call: PageCall, { accessOf }: ListedKind) {
  return (thing: Thing) => ({
    id: thing.id,
    name: thing.name,
    accessLevel: accessOf(call, thing),
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
  const wanted = query.search?.trim() ?? ''
  if (wanted === '') return () => true
  const has = (text: string | null) => text !== null && hasText(text, wanted)
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
