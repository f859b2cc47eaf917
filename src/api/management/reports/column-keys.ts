/**
 * What the dialect calls columns: measures by their key, custom ones by name and uuid, and everything
 * by a uuid of its own. Which of them the caller has is decided here for all lists and reports.
 */
import { createHash } from 'node:crypto'

import { EVENT_VALUES } from '../../../core/event.ts'
import { customKey } from '../../../core/reports/custom-columns.ts'
import { measures } from '../../../core/reports/measures.ts'
import type { Column, Query } from '../../../core/reports/query.ts'
import { tellsRevenue, withoutRevenue } from '../../../core/reports/revenue.ts'
import { numbered } from '../../../lib/numbered.ts'
import { type Refusal, wrong } from '../../../manage/refusal.ts'
import { type CustomColumn, customColumnsFor } from '../../../manage/reports/custom-columns.ts'
import type { MeasureValues } from '../../../report/rows/result.ts'
import { measureText } from '../money/decimal.wire.ts'
import type { Call } from '../operation.ts'

const EVENTS = numbered(EVENT_VALUES, (n) => `event_${n}`)
const MEASURES: readonly string[] = [
  'clicks',
  'unique_clicks',
  'unique_campaign_clicks',
  'bots',
  'lander_views',
  'lander_clicks',
  'lander_ctr',
  'leads',
  'cr',
  'revenue',
  'cost',
  'profit',
  'roi',
  'epc',
  'cpc',
  ...EVENTS,
]

/** What lists show of objects besides measures. */
const PROPERTIES = [
  'id',
  'name',
  'group_name',
  'traffic_source',
  'affiliate_network',
  'country',
  'language',
  'url',
  'payout',
  'offers',
  'campaigns',
  'link',
  'current_cpc',
  'is_deleted',
  'tags',
]
const FOREIGN_BOTS = ['adspect_bots', 'magic_checker_bots', 'binom_protect_bots']

/** The built-in columns in the order in which they come. */
export const DEFAULT_COLUMNS: readonly string[] = [...PROPERTIES, ...MEASURES, ...FOREIGN_BOTS]

/** The same for the same words on every installation. */
export function columnUuid(word: string): string {
  const hex = createHash('sha1').update(`sluice column ${word}`).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}

const KEYS: ReadonlyMap<string, string> = new Map(
  [...new Set([...DEFAULT_COLUMNS, ...measures.map(({ key }) => key)])].map((key) => [
    columnUuid(key),
    key,
  ]),
)

/** The built-in columns that the caller may have. */
export function defaultColumnsFor({ caller }: Call): string[] {
  return DEFAULT_COLUMNS.filter((key) => !caller.hidesMoney || !isMoney(key))
}

const isMoney = (key: string) => tellsRevenue(key) || key === 'payout'

/** The key of a built-in column by its uuid; null for any other, and for one he may not have. */
export function defaultColumnOf({ caller }: Call, uuid: string): string | null {
  const key = KEYS.get(uuid.toLowerCase()) ?? null
  return key === null || !DEFAULT_COLUMNS.includes(key) || (caller.hidesMoney && isMoney(key))
    ? null
    : key
}

/** Custom columns of one answer; a query takes two hundred measures. */
const CUSTOM_MAX = 100

/** The custom columns of the caller, his own first. */
export function customColumnsOf({ read, caller }: Call): CustomColumn[] {
  const all = customColumnsFor(read, caller)
  const isOwn = ({ ownerId }: CustomColumn) => ownerId === caller.userId
  return [...all.filter(isOwn), ...all.filter((column) => !isOwn(column))].slice(0, CUSTOM_MAX)
}

/** All that lists and reports of the dialect show. */
export function measuresFor(call: Call): string[] {
  const built = call.caller.hidesMoney ? withoutRevenue(MEASURES) : MEASURES
  return [...built, ...customColumnsOf(call).map(({ id }) => customKey(id))]
}

const UUID_AT_END = /(?:^|::)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** A column as a query calls it: programs name it by key, by uuid or by name and uuid. */
export function queryKey(name: string): string {
  if (name === 'costs') return 'cost'
  const uuid = UUID_AT_END.exec(name)?.[1]?.toLowerCase()
  return uuid === undefined ? name : (KEYS.get(uuid) ?? customKey(uuid))
}

/** The column's name in an answer. */
function wireKey({ key, title }: Column): string {
  return title === undefined ? key : `${title}::${key.slice(customKey('').length)}`
}

/** The property by which rows of an answer are sorted. */
export function sortProperty({ columns }: Query, name: string): string {
  const key = queryKey(name)
  const column = columns.find((each) => each.key === key)
  return column === undefined ? key : wireKey(column)
}

/** What rows of lists have besides columns. */
const FACTS = [
  'location',
  'is_integrated',
  'is_domain_banned',
  'is_noted',
  'clicks_last_hour',
  'leads_last_hour',
  'profit_last_hour',
  'mean_time_to_convert',
  'seconds_since_last_lead',
  'first_click_time',
]
/** By what lists are sorted, all of them alike: a column that a row does not have gives no order. */
const SORTABLE: ReadonlySet<string> = new Set([...DEFAULT_COLUMNS, ...FACTS])

/** Null: a list may be sorted by the column, or none was named. */
export function refuseSortColumn(call: Call, name = ''): Refusal | null {
  const key = queryKey(name)
  if (name === '' || SORTABLE.has(key)) return null
  const custom = customColumnsOf(call).map(({ id }) => customKey(id))
  if (custom.includes(key)) return null
  const words = [...SORTABLE].filter((word) => !EVENTS.includes(word))
  const known = `${words.join(', ')}, event_1 to event_${EVENTS.length}`
  return wrong('sortColumn', `must be one of ${known}, or the uuid of a column`)
}

/** How one column of a query's rows is written, by its name in an answer; null: it is no measure. */
export function measureTextOf({ columns }: Query, name: string) {
  const column = columns.find((each) => wireKey(each) === name)
  return column === undefined ? null : (values: MeasureValues) => measureText(values[column.key])
}

/** How the measures of one query's rows are written. */
export function measureTexts({ columns }: Query) {
  const named = columns.map((column) => [column.key, wireKey(column)] as const)
  return (values: MeasureValues): Record<string, string> => {
    const texts = named.map(([key, name]) => [name, measureText(values[key])] as const)
    return { ...Object.fromEntries(texts), costs: measureText(values['cost']) }
  }
}
