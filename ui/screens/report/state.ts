/** What a report asks, kept in the address bar so that it can be sent, reloaded and gone back to. */
import type { QueryInput } from '../../api/types.ts'
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
}

/** Puts changes of the report into the address. */
export type Change = (changes: Partial<ReportState>) => void

export const PAGE_ROWS = 500
export const MAX_GROUPINGS = 5
export const SIMPLE = 'clicks unique_campaign_clicks leads cr cost revenue profit roi'.split(' ')
export const AUTO_SECONDS = [0, 10, 30, 60] as const

/** The value of rows whose macro the source did not replace. */
export const MACRO_VALUE = '(macro not replaced)'

export function readState(query: URLSearchParams): ReportState {
  const list = (name: string) => (query.get(name) ?? '').split(',').filter((word) => word !== '')
  const [key = 'clicks', dir] = (query.get('sort') ?? '').split('.')
  const groupings = list('by').slice(0, MAX_GROUPINGS)
  const columns = list('cols')
  return {
    groupings: groupings.length > 0 ? groupings : ['campaign'],
    columns: columns.length > 0 ? columns : SIMPLE,
    filters: readJson<FilterInput>(query.get('filters')),
    inside: readJson<Step>(query.get('in')),
    sort: { key: key === '' ? 'clicks' : key, dir: dir === 'asc' ? 'asc' : 'desc' },
    bots: oneOf(query.get('bots'), ['include', 'exclude', 'only']) ?? 'include',
    basis: query.get('basis') === 'event' ? 'event' : 'click',
    compare: oneOf(query.get('compare'), ['previous_period', 'previous_week', 'previous_year']),
    auto: Number(oneOf(query.get('auto'), ['10', '30', '60']) ?? 0),
    page: Math.max(0, Math.trunc(Number(query.get('page') ?? 0)) || 0),
  }
}

/** What changes in the address; null takes out what is the default. */
export function writeState(changes: Partial<ReportState>): Record<string, string | null> {
  const { groupings, columns, filters, inside, sort, bots, basis, auto, page } = changes
  const written: Record<string, string | null> = {}
  if (groupings) written['by'] = groupings.join(',')
  if (columns) written['cols'] = columns.join() === SIMPLE.join() ? null : columns.join(',')
  if (filters) written['filters'] = filters.length === 0 ? null : JSON.stringify(filters)
  if (inside) written['in'] = inside.length === 0 ? null : JSON.stringify(inside)
  if (sort) written['sort'] = `${sort.key}.${sort.dir}`
  if (bots) written['bots'] = bots === 'include' ? null : bots
  if (basis) written['basis'] = basis === 'click' ? null : basis
  if ('compare' in changes) written['compare'] = changes.compare ?? null
  if (auto !== undefined) written['auto'] = auto === 0 ? null : String(auto)
  written['page'] = page === undefined || page === 0 ? null : String(page)
  return written
}

/** What belongs to the moment and not to the view. */
const PASSING = ['period', 'from', 'to', 'tz', 'page', 'in']

/** The address of a report as it is saved: opened later it shows the period of that day. */
export function viewSearch(address: URLSearchParams): string {
  const kept = new URLSearchParams(address)
  for (const name of PASSING) kept.delete(name)
  return kept.toString()
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
export function levelsOf({ groupings, inside }: ReportState): readonly string[] {
  return groupings.slice(Math.min(inside.length, groupings.length - 1))
}

type Period = NonNullable<QueryInput['period']>

/** `path` leads to the row whose children are wanted; empty for the first level. */
export function queryOf(
  state: ReportState,
  period: Period,
  path: readonly Step[] = [],
): QueryInput {
  const levels = levelsOf(state)
  return {
    period,
    timeBasis: state.basis,
    botMode: state.bots,
    groupings: levels.slice(0, path.length + 1),
    measures: [...state.columns],
    filters: [...state.filters, ...state.inside.map(stepFilter)],
    sort: [sortOf(state)],
    limit: PAGE_ROWS,
    ...(path.length === 0 ? { offset: state.page * PAGE_ROWS } : { parent: [...path] }),
    ...(state.compare === null ? {} : { compare: { to: state.compare } }),
  }
}

function sortOf({
  sort,
  groupings,
  columns,
}: ReportState): NonNullable<QueryInput['sort']>[number] {
  const isKnown = sort.key === 'name' || columns.includes(sort.key) || groupings.includes(sort.key)
  const field = isKnown ? sort.key : (columns[0] ?? 'clicks')
  return { field: field === 'name' ? 'name' : field, dir: sort.dir }
}

export function stepFilter({ dimension, value }: Step): PlainFilter {
  if (value === null) return { field: dimension, op: 'not_set' }
  if (value === MACRO_VALUE) return { field: dimension, op: 'macro' }
  return { field: dimension, op: 'eq', value }
}
