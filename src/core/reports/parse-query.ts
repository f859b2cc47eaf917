/**
 * Reads the body of a report query into a `Query`, or says everything that is wrong with it.
 *
 * Every name goes through a closed registry and every value stays data. Permissions come in as
 * `scope`: a limited user's report is the full one filtered to his campaigns.
 */
import { Value } from '@sinclair/typebox/value'

import { isTimeZone } from '../../lib/zoned-time.ts'
import { shiftOnto } from './buckets.ts'
import { formulaNamed, type Formulas } from './custom-columns.ts'
import { dimensionOf, type Noun } from './dimensions.ts'
import { measureOf } from './measures.ts'
import { isHaving, readHaving, readWhere } from './parse-filters.ts'
import {
  comparedPeriod,
  PERIOD_PLACES,
  PERIOD_TEXTS,
  type PeriodContext,
  type ResolvedPeriod,
  resolvePeriod,
} from './period.ts'
import {
  type Column,
  type Comparison,
  type Labels,
  leavesOf,
  type Query,
  type QueryInput,
  type QueryProblem,
  QuerySchema,
} from './query.ts'
import { byObjects, type TaggedWith } from './tag-filters.ts'

/** What a query may refer to besides the registries. */
export interface QueryContext {
  /** Epoch milliseconds. */
  readonly now: number
  /** The user's zone, for queries that name none. */
  readonly zone: string
  readonly weekStart: number
  /** Measures of the user's preset. */
  readonly measures: readonly string[]
  /** Custom columns that the user may use, by uuid. */
  readonly formulas: Formulas
  /** Campaigns the user may see; `null` for all. */
  readonly scope: readonly number[] | null
  readonly catalog: Catalog
  /** Whether revenue is kept from the user. */
  readonly hidesMoney?: boolean
  /** Units of a currency for one of the tracker's, `null` where none are known; left out: of no currency. */
  readonly rateOf?: (currency: string) => number | null
  /** Left out: nothing has a tag. */
  readonly taggedWith?: TaggedWith
}

/** Present names and groups, as the main thread knows them. */
export interface Catalog {
  /** Names by id or code; `null` when things of this noun have none. */
  names(noun: Noun): ReadonlyMap<string, string> | null
  /** Group or owner id by entity id, for a dimension such as `campaignsGroup`. */
  groups(dimension: string): ReadonlyMap<number, string> | null
}

/** Either the query, or at least one problem. */
export function parseQuery(
  body: unknown,
  context: QueryContext,
): Query | { readonly problems: readonly QueryProblem[] } {
  if (!Value.Check(QuerySchema, body)) return { problems: shapeProblems(body) }
  const problems: QueryProblem[] = []
  const query = readQuery(withoutTags(body, context, problems), context, problems)
  return problems.length > 0 || query === null ? { problems } : query
}

function withoutTags(
  body: QueryInput,
  { taggedWith = () => new Set() }: QueryContext,
  problems: QueryProblem[],
): QueryInput {
  if (body.filters === undefined) return body
  const filters = body.filters.map((filter, index) =>
    byObjects(filter, taggedWith, (message) =>
      problems.push({ path: `/filters/${index}`, message }),
    ),
  )
  return { ...body, filters }
}

/** The first few, because a wrong union is reported once per member. */
function shapeProblems(body: unknown): QueryProblem[] {
  const problems: QueryProblem[] = []
  for (const { path, message } of Value.Errors(QuerySchema, body)) {
    problems.push({ path: path === '' ? '/' : path, message })
    if (problems.length === 20) break
  }
  return problems
}

function readQuery(
  body: QueryInput,
  context: QueryContext,
  problems: QueryProblem[],
): Query | null {
  const zone = body.period?.timezone ?? context.zone
  if (!isTimeZone(zone)) {
    problems.push({
      path: '/period/timezone',
      message: 'unknown time zone: a name such as Europe/Berlin',
    })
    return null
  }
  const calendar = { zone, weekStart: context.weekStart, now: context.now }
  const period = readPeriod(body, calendar, problems)
  const groupings = readGroupings(body.groupings ?? [], problems)
  const filters = body.filters ?? []
  const rows = { depth: groupings.length, formulas: context.formulas }
  const currency = body.currency ?? null
  if (period === null) return null
  return {
    period: { from: period.from, to: period.to },
    zone,
    weekStart: context.weekStart,
    basis: body.timeBasis ?? 'click',
    bots: body.botMode ?? 'include',
    groupings,
    columns: readColumns(body.measures ?? context.measures, context, problems),
    where: [
      ...scopeFilter(context.scope),
      ...filters.flatMap((filter, index) =>
        isHaving(filter) ? [] : readWhere(filter, `/filters/${index}`, problems),
      ),
    ],
    having: filters.flatMap((filter, index) =>
      isHaving(filter) ? readHaving(filter, `/filters/${index}`, rows, problems) : [],
    ),
    parent: readParent(body.parent ?? [], groupings, problems),
    sort: readSort(body.sort ?? [{ field: 'clicks', dir: 'desc' }], groupings, context, problems),
    limit: body.limit ?? 500,
    offset: body.offset ?? 0,
    childLimit: body.childLimit ?? 200,
    compare: readCompare(body, period, calendar, problems),
    currency,
    moneyRate: currency === null ? null : (context.rateOf?.(currency) ?? null),
    labels: labelsFor(groupings, context.catalog, usedDimensions(body)),
    ...(context.hidesMoney ? { hidesShares: true } : {}),
  }
}

function readPeriod(
  body: QueryInput,
  calendar: PeriodContext,
  problems: QueryProblem[],
): ResolvedPeriod | null {
  const { from = null, to = null, ...rest } = body.period ?? {}
  // Dates alone are meant: an answer for another day would be believed.
  const { preset = from === null && to === null ? 'today' : 'custom_time' } = rest
  const period = resolvePeriod({ preset, from, to }, calendar)
  if (typeof period === 'object') return period
  problems.push({ path: `/period/${PERIOD_PLACES[period]}`, message: PERIOD_TEXTS[period] })
  return null
}

function readCompare(
  body: QueryInput,
  period: ResolvedPeriod,
  calendar: PeriodContext,
  problems: QueryProblem[],
): Comparison | null {
  const to = body.compare?.to ?? null
  if (to === null) return null
  const before = comparedPeriod(to, period, calendar)
  if (typeof before === 'object') {
    const shift = shiftOnto(calendar.zone, before.from, period)
    return { period: { from: before.from, to: before.to }, shift }
  }
  problems.push({ path: '/compare/to', message: PERIOD_TEXTS[before] })
  return null
}

function readGroupings(keys: readonly string[], problems: QueryProblem[]): string[] {
  const found: string[] = []
  keys.forEach((key, index) => {
    const dimension = dimensionOf(key)
    const path = `/groupings/${index}`
    if (dimension === null)
      problems.push({ path, message: 'unknown dimension: GET /report/catalog has them all' })
    else if (found.includes(dimension.key)) problems.push({ path, message: 'given twice' })
    else found.push(dimension.key)
  })
  return found
}

function readColumns(
  keys: readonly string[],
  context: QueryContext,
  problems: QueryProblem[],
): Column[] {
  return [...new Set(keys)].flatMap((key, index) => {
    const column = columnOf(key, context)
    if (column !== null) return [column]
    problems.push({
      path: `/measures/${index}`,
      message: 'unknown measure: GET /report/catalog has them all',
    })
    return []
  })
}

function columnOf(key: string, context: QueryContext): Column | null {
  if (measureOf(key) !== null) return { key, formula: null }
  const custom = formulaNamed(key, context.formulas)
  return custom === null ? null : { key, formula: custom.formula, title: custom.name }
}

function readParent(
  parent: NonNullable<QueryInput['parent']>,
  groupings: readonly string[],
  problems: QueryProblem[],
): (string | null)[] {
  const isPrefix = parent.every((part, index) => {
    const dimension = dimensionOf(part.dimension)
    return dimension !== null && dimension.key === groupings[index]
  })
  if (!isPrefix || (parent.length > 0 && parent.length >= groupings.length))
    problems.push({ path: '/parent', message: 'must name the first groupings, not all of them' })
  return parent.map((part) => part.value)
}

/** Groupings can be sorted by, and any measure, shown or not. */
function readSort(
  sort: NonNullable<QueryInput['sort']>,
  groupings: readonly string[],
  context: QueryContext,
  problems: QueryProblem[],
): Query['sort'] {
  return sort.map(({ field, dir }, index) => {
    const grouping = dimensionOf(field)?.key
    const isGrouping = grouping !== undefined && groupings.includes(grouping)
    if (isGrouping && measureOf(field) === null) return { key: grouping, dir, column: null }
    const column = columnOf(field, context)
    if (column === null)
      problems.push({
        path: `/sort/${index}`,
        message: 'unknown column: a grouping of this report or a measure, see GET /report/catalog',
      })
    return { key: field, dir, column }
  })
}

function scopeFilter(scope: readonly number[] | null): Query['where'] {
  if (scope === null) return []
  return [{ any: [{ field: 'campaign', op: 'in', values: scope.map(String) }] }]
}

/** Dimensions that filters name: group filters need the groups too. */
function usedDimensions(body: QueryInput): string[] {
  return (body.filters ?? []).flatMap(leavesOf).map((leaf) => dimensionOf(leaf.field)?.key ?? '')
}

/** The part of the catalog that a query needs: all of it would be heavy to send. */
export function labelsFor(
  groupings: readonly string[],
  catalog: Catalog,
  filtered: readonly string[] = [],
): Labels {
  const names = new Map<string, ReadonlyMap<string, string>>()
  const groups = new Map<string, ReadonlyMap<number, string>>()
  for (const key of new Set([...groupings, ...filtered])) {
    const noun = dimensionOf(key)?.noun ?? null
    const found = noun === null || !groupings.includes(key) ? null : catalog.names(noun)
    if (found !== null) names.set(key, found)
    const of = catalog.groups(key)
    if (of !== null) groups.set(key, of)
  }
  return { names, groups }
}
