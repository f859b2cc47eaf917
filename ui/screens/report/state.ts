/** What a report asks, kept in the address bar so that it can be sent, reloaded and gone back to. */
import { dimensionKey } from '../../../src/core/words/spellings.ts'
import { MACRO } from '../../../src/core/words/values.ts'
import type { QueryInput, ReportCatalog } from '../../api/types.ts'
import type { Sort } from '../../parts/table-model.ts'

export type FilterInput = NonNullable<QueryInput['filters']>[number]
export type PlainFilter = Extract<FilterInput, { field: string }>

/** One step into a report: the value of a dimension; null is "(not set)". */
export interface Step {
  readonly dimension: string
  readonly value: string | null
}

export interface ReportState {
  readonly groupings: readonly string[]
  readonly columns: readonly string[]
  readonly filters: readonly FilterInput[]
  /** Where one has drilled to: these are filters, and the groupings begin after them. */
  readonly inside: readonly Step[]
  readonly sort: Sort
  readonly bots: 'include' | 'exclude' | 'only'
  readonly basis: 'click' | 'event'
  readonly compare: 'previous_period' | 'previous_week' | 'previous_year' | null
  /** Seconds; 0 is off. */
  readonly auto: number
  readonly page: number
  /** Whether cells are shaded by their value. */
  readonly heat: boolean
}

/** Puts changes of the report into the address. */
export type Change = (changes: Partial<ReportState>) => void

export const PAGE_ROWS = 500
export const MAX_GROUPINGS = 5
export const SIMPLE = 'clicks unique_campaign_clicks leads cr cost revenue profit roi'.split(' ')
export const AUTO_SECONDS = [0, 10, 30, 60] as const

/** `own`: the columns the user starts with. */
export function readState(query: URLSearchParams, own: readonly string[] = SIMPLE): ReportState {
  const list = (name: string) => (query.get(name) ?? '').split(',').filter((word) => word !== '')
  const by = list('by').map(dimensionKey).slice(0, MAX_GROUPINGS)
  const groupings = by.length > 0 ? by : ['campaign']
  const columns = list('cols')
  const inside = readJson<Step>(query.get('in'))
  return {
    groupings,
    columns: columns.length > 0 ? columns : own,
    filters: readFilters(query.get('filters')),
    inside,
    sort: readSort(query.get('sort')) ?? usualSort(levelsOf({ groupings, inside })[0]),
    bots: oneOf(query.get('bots'), ['include', 'exclude', 'only']) ?? 'include',
    basis: query.get('basis') === 'event' ? 'event' : 'click',
    compare: oneOf(query.get('compare'), ['previous_period', 'previous_week', 'previous_year']),
    auto: Number(oneOf(query.get('auto'), ['10', '30', '60']) ?? 0),
    page: Math.max(0, Math.trunc(Number(query.get('page') ?? 0)) || 0),
    heat: query.get('heat') === '1',
  }
}

function readSort(text: string | null): Sort | null {
  const [key = '', dir] = (text ?? '').split('.')
  return key === '' ? null : { key, dir: dir === 'asc' ? 'asc' : 'desc' }
}

const TIMES = 'days weeks month year hours quarterHours dayOfWeek hourOfDay'.split(' ')

/** Times come one after the other, the rest by its traffic. */
function usualSort(first: string | undefined): Sort {
  return TIMES.includes(first ?? '') ? { key: 'name', dir: 'asc' } : { key: 'clicks', dir: 'desc' }
}

/** Those that the rows are of, where they are told apart at all. */
export function campaignsOf({ inside, filters }: Pick<ReportState, 'inside' | 'filters'>) {
  const entered = inside.flatMap(({ dimension, value }) =>
    dimension === 'campaign' && value !== null ? [value] : [],
  )
  const chosen = filters.flatMap((one) =>
    'field' in one && one.field === 'campaign' && (one.op === 'eq' || one.op === 'in')
      ? [one.value].flat().map(String)
      : [],
  )
  return entered.length > 0 ? entered : chosen
}

/** The filters of an address; what is none is left out. */
export function readFilters(text: string | null): readonly FilterInput[] {
  return readJson<FilterInput>(text)
}

/** What changes in the address; null takes out what is the default. */
export function writeState(changes: Partial<ReportState>): Record<string, string | null> {
  const { groupings, columns, filters, inside, sort, bots, basis, auto, page, heat } = changes
  const written: Record<string, string | null> = {}
  if (groupings) written['by'] = groupings.join(',')
  if (columns) written['cols'] = columns.join(',')
  if (filters) written['filters'] = filters.length === 0 ? null : JSON.stringify(filters)
  if (inside) written['in'] = inside.length === 0 ? null : JSON.stringify(inside)
  if (sort) written['sort'] = `${sort.key}.${sort.dir}`
  if (bots) written['bots'] = bots === 'include' ? null : bots
  if (basis) written['basis'] = basis === 'click' ? null : basis
  if ('compare' in changes) written['compare'] = changes.compare ?? null
  if (auto !== undefined) written['auto'] = auto === 0 ? null : String(auto)
  if (heat !== undefined) written['heat'] = heat ? '1' : null
  written['page'] = page === undefined || page === 0 ? null : String(page)
  return written
}

/** What is kept of a report under a name; without a period it shows the one that is in force when it is opened. */
export type SavedQuery = Omit<QueryInput, 'offset'>

export function savedQuery(state: ReportState): SavedQuery {
  const { groupings, inside } = state
  const isPath = inside.every(({ dimension }, at) => dimension === groupings[at])
  const isAbove = isPath && inside.length > 0 && inside.length < groupings.length
  const path = isAbove ? { filters: filtersBelow(state, 0), parent: [...inside] } : {}
  return { ...wholeQuery(state), limit: PAGE_ROWS, ...path }
}

/** All levels of the report at once; the rows one has gone into are filters. */
export function wholeQuery(state: ReportState): SavedQuery {
  const {
    offset: _offset,
    limit: _limit,
    period: _period,
    childLimit: _none,
    ...query
  } = queryOf(state, {})
  const filters = [...filtersBelow(state, 0), ...state.inside.map(stepFilter)]
  return { ...query, groupings: [...state.groupings], filters }
}

/** The address of a saved report; what a screen can't show of it is left out. */
export function searchOf({
  groupings,
  measures,
  filters,
  parent,
  sort,
  period,
  ...query
}: SavedQuery): string {
  const [first] = sort ?? []
  const to = query.compare?.to
  const written = writeState({
    groupings: groupings ?? [],
    columns: measures ?? [],
    filters: filters ?? [],
    inside: parent ?? [],
    ...(first === undefined ? {} : { sort: shownSort(first, groupings ?? []) }),
    bots: query.botMode ?? 'include',
    basis: query.timeBasis ?? 'click',
    compare: typeof to === 'string' ? to : null,
  })
  const { preset, from, to: until, timezone } = period ?? {}
  const all = { ...written, period: preset, from, to: until, tz: timezone }
  return new URLSearchParams(
    Object.entries(all).filter((pair): pair is [string, string] => !!pair[1]),
  ).toString()
}

/** By the values of a level is by the first column. */
function shownSort({ field, dir }: AskedSort, groupings: readonly string[]): Sort {
  return { key: groupings.includes(field) ? 'name' : field, dir }
}

function oneOf<W extends string>(text: string | null, words: readonly W[]): W | null {
  return words.find((word) => word === text) ?? null
}

/** A list of objects; whatever else an address may hold is none. */
function readJson<T>(text: string | null): readonly T[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value)
      ? value.filter((item) => typeof item === 'object' && item !== null)
      : []
  } catch {
    return []
  }
}

/** The groupings that are still to come after the steps taken. */
export function levelsOf({
  groupings,
  inside,
}: Pick<ReportState, 'groupings' | 'inside'>): readonly string[] {
  return groupings.slice(Math.min(inside.length, groupings.length - 1))
}

type Period = NonNullable<QueryInput['period']>

/** What the screen needs beside its columns: intervals, chances, candidates to cut. */
const ALWAYS = ['clicks', 'leads', 'cost', 'avg_payout']

/**
 * Without columns the user may not see: an address may come from somebody who may. Filters on sums, and on
 * nothing else, have the level of the rows that they choose; the deepest where nothing is said.
 */
export function permitted(state: ReportState, { measures }: Catalog): ReportState {
  const known = new Set(measures.map(({ key }) => key))
  const columns = state.columns.filter((key) => known.has(key))
  const filters = state.filters.map((filter) =>
    leavesOf(filter).some(({ field }) => known.has(field) || ROW_NAMES.includes(field))
      ? onLevel(filter, levelOf(filter) ?? state.groupings.length)
      : onLevel(filter, null),
  )
  return { ...state, columns: columns.length > 0 ? columns : ['clicks'], filters }
}

/** Fields of rows that are no measure. */
const ROW_NAMES: readonly string[] = ['name', 'names_above']

const leavesOf = (filter: FilterInput): readonly PlainFilter[] =>
  'any' in filter ? filter.any : [filter]

/** From 1, of all groupings; null: it chooses clicks. */
export function levelOf(filter: FilterInput): number | null {
  return leavesOf(filter).find(({ level }) => level !== undefined)?.level ?? null
}

function onLevel(filter: FilterInput, level: number | null): FilterInput {
  const put = ({ level: _before, ...leaf }: PlainFilter): PlainFilter =>
    level === null ? leaf : { ...leaf, level }
  return 'any' in filter ? { any: filter.any.map(put) } : put(filter)
}

/** As a question has them that begins so many levels below the first: what rows above had to be, they are. */
function filtersBelow({ filters, groupings }: ReportState, above: number): FilterInput[] {
  return filters.flatMap((filter) => {
    const level = levelOf(filter)
    if (level === null) return [filter]
    const own = Math.min(level, groupings.length) - above
    return own < 1 ? [] : [onLevel(filter, own)]
  })
}

type Catalog = Pick<ReportCatalog, 'measures'>

/** The question of the screen: its columns, and what else it draws conclusions from. */
export function screenQuery(
  asked: ReportState,
  catalog: Catalog,
  period: Period,
  path: readonly Step[] = [],
): QueryInput {
  const state = permitted(asked, catalog)
  const more = ALWAYS.filter((key) => catalog.measures.some((one) => one.key === key))
  return { ...queryOf(state, period, path), measures: [...new Set([...state.columns, ...more])] }
}

/**
 * `path` leads to the row whose children are wanted; empty for the first level. What filters leave of rows
 * further below is what the rows above add up to, so those levels are asked for as well.
 */
export function queryOf(
  state: ReportState,
  period: Period,
  path: readonly Step[] = [],
): QueryInput {
  const levels = levelsOf(state)
  const filters = filtersBelow(state, state.groupings.length - levels.length)
  const depth = Math.max(path.length + 1, ...filters.map((filter) => levelOf(filter) ?? 0))
  const first = { offset: state.page * PAGE_ROWS, ...(depth > 1 ? { childLimit: 0 } : {}) }
  return {
    period,
    timeBasis: state.basis,
    botMode: state.bots,
    groupings: levels.slice(0, depth),
    measures: [...state.columns],
    filters: [...filters, ...state.inside.map(stepFilter)],
    sort: [sortOf(state, levels[path.length])],
    limit: PAGE_ROWS,
    ...(path.length === 0 ? first : { parent: [...path] }),
    ...(state.compare === null ? {} : { compare: { to: state.compare } }),
  }
}

type AskedSort = NonNullable<QueryInput['sort']>[number]

/** The first column holds the values of `level`. */
function sortOf({ sort, columns }: ReportState, level = 'campaign'): AskedSort {
  const { key, dir } = sort
  if (key === 'name') return { field: level, dir }
  return { field: columns.includes(key) ? key : (columns[0] ?? 'clicks'), dir }
}

export function stepFilter({ dimension, value }: Step): PlainFilter {
  if (value === null) return { field: dimension, op: 'not_set' }
  if (value === MACRO) return { field: dimension, op: 'macro' }
  return { field: dimension, op: 'eq', value }
}
