/**
 * The list of short links, a page at a time: by age or by clicks, filtered by text, tag and domain.
 * Clicks are those of people in a period; in their order at most `EXAMINED_MAX` links are listed.
 */
import { type Static, Type } from '@sinclair/typebox'

import { COUNTED_OUTCOMES } from '../../../core/links/link.ts'
import { parseQuery } from '../../../core/reports/parse-query.ts'
import { ROWS_MAX } from '../../../core/reports/query.ts'
import type { FoundLinks, LinkFilter } from '../../../db/links/link-search.ts'
import { shownTo } from '../../../manage/links/link-access.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import type { ReportRefused } from '../../../report/reports.ts'
import { calendarOf, reportContext } from '../campaigns/catalog.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { TextFilter, UuidFilter } from '../query.ts'
import { PERIOD, periodOf, presetOf } from '../reports/period.wire.ts'
import { ofEntities, periodInput } from '../reports/reports.ts'
import { anyCase } from '../shape.ts'
import { ownAddress } from './link-names.ts'
import { linkViews } from './links.wire.ts'

const optional = Type.Optional
const LISTED = 100
const LISTED_MAX = 1000

const ListQuery = Type.Object({
  /** Part of the word, the title or an address; or a whole short address. */
  q: TextFilter,
  tag: optional(Type.String({ minLength: 1, maxLength: 40 })),
  domainUuid: UuidFilter,
  status: optional(anyCase(['active', 'deleted', 'blocked'])),
  order: optional(anyCase(['newest', 'oldest', 'most_clicks', 'fewest_clicks'])),
  /** `pageInfo.to` of the page before. */
  cursor: optional(Type.Integer({ minimum: 0 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: LISTED_MAX })),
  /** Whether rows say their clicks also when they are not in the order of them. */
  withClicks: optional(Type.Boolean()),
  ...PERIOD,
})

type ListCall = Call<unknown, Static<typeof ListQuery>>

async function listed(call: ListCall): Promise<object> {
  const { order = 'newest', withClicks = false, limit = LISTED } = call.query
  const period = periodOf(periodOrAll(call), call.clock(), { ...calendarOf(call), zone: 'UTC' })
  if (isRefusal(period)) return period
  const filter = filterOf(call)
  if (order === 'newest' || order === 'oldest') {
    const found = call.read.links.search.find(filter, limit)
    const clicks = withClicks ? await clicksOf(call, found.ids) : null
    return clicks !== null && 'refused' in clicks ? busyUnless(clicks) : pageOf(call, found, clicks)
  }
  const candidates = call.read.links.search.all(filter)
  const clicks = await clicksOf(call, candidates)
  if ('refused' in clicks) return busyUnless(clicks)
  if (candidates !== null) return pageOf(call, ofFew(call, candidates, clicks), clicks)
  // Of links whose events are all removed nothing tells which has most.
  const counted = isEver(call) ? await everClicksOf(call, [...clicks.keys()]) : clicks
  if ('refused' in counted) return busyUnless(counted)
  const found = ofMany(call, filter, counted)
  const shown = isEver(call) ? await everClicksOf(call, found.ids) : counted
  return 'refused' in shown ? busyUnless(shown) : pageOf(call, found, shown)
}

const EVER = 'all_time'

function isEver(call: ListCall): boolean {
  return periodOrAll(call).datePreset === EVER
}

function periodOrAll({ query }: ListCall) {
  return { ...query, datePreset: presetOf(query, EVER) }
}

function filterOf({ caller, read, query }: ListCall): LinkFilter {
  const numbers = read.domainNumbers.all()
  // People look for a link by what they have: its address.
  const short = query.q === undefined ? null : ownAddress(read, query.q)
  return {
    ...shownTo(caller, 'link'),
    domain:
      query.domainUuid === undefined
        ? (short?.domain ?? null)
        : (numbers.get(query.domainUuid) ?? 0),
    tag: query.tag ?? null,
    text: short?.word ?? query.q ?? null,
    status: query.status ?? 'active',
    after: query.cursor ?? 0,
    order: query.order === 'oldest' ? 'oldest' : 'newest',
  }
}

type Clicks = ReadonlyMap<number, number>

/**
 * Clicks of people that led somewhere by link, most first; of all links for
 * `null`, then of the first `ROWS_MAX`.
 */
async function clicksOf(
  call: ListCall,
  ids: readonly number[] | null,
): Promise<Clicks | Refusal | ReportRefused> {
  if (ids !== null && isEver(call)) return everClicksOf(call, ids)
  const input = {
    period: periodInput(periodOrAll(call)),
    groupings: ['link'],
    measures: ['clicks'],
    botMode: 'exclude',
    filters: [
      { field: 'link', op: 'set' },
      { field: 'actionType', op: 'in', value: [...COUNTED_OUTCOMES] },
    ],
    limit: ROWS_MAX,
  }
  // Whoever may see a link may see its clicks, whatever campaigns he may see.
  const query = parseQuery(input, { ...reportContext(call), scope: null })
  if ('problems' in query) return { refused: 'invalid', fields: {} }
  const answer = await call.reports.query(
    ofEntities(query, 'link', ids ?? undefined),
    call.request.signal,
  )
  if ('refused' in answer) return answer
  return new Map(answer.rows.map(({ path, m }) => [Number(path[0]?.value), m['clicks'] ?? 0]))
}

/** Those that retention has removed count, as in the statistics of each link. */
async function everClicksOf(
  { reports }: ListCall,
  ids: readonly number[],
): Promise<Clicks | ReportRefused> {
  const counts = await reports.linksClicks(Float64Array.from(ids))
  if ('refused' in counts) return counts
  const clicks = ids.map((id, at) => [id, counts[at]!] as const)
  return new Map(clicks.filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a))
}

/** The cursor is a place in the order of clicks; links without any are the newest first. */
function ofFew({ query }: ListCall, candidates: readonly number[], clicks: Clicks): FoundLinks {
  const { limit = LISTED, cursor = 0, order } = query
  const isThere = new Set(candidates)
  const visited = [...clicks.keys()].filter((id) => isThere.has(id))
  const others = candidates.filter((id) => !clicks.has(id))
  const all = order === 'most_clicks' ? [...visited, ...others] : [...others, ...visited.reverse()]
  const next = cursor + limit < all.length ? cursor + limit : null
  return { ids: all.slice(cursor, cursor + limit), next, total: all.length }
}

/**
 * Most first: only those that have clicks. Fewest first: it ends before
 * anybody has turned so many pages.
 */
function ofMany({ read, query }: ListCall, filter: LinkFilter, clicks: Clicks): FoundLinks {
  const { limit = LISTED, cursor = 0, order } = query
  const { search } = read.links
  if (order === 'fewest_clicks') {
    const { ids, next } = search.find(filter, limit)
    return { ids: ids.filter((id) => !clicks.has(id)), next, total: null }
  }
  const fitting = search.among(filter, [...clicks.keys()])
  const visited = [...clicks.keys()].filter((id) => fitting.has(id))
  const next = cursor + limit < visited.length ? cursor + limit : null
  return { ids: visited.slice(cursor, cursor + limit), next, total: null }
}

function pageOf(call: ListCall, { ids, next, total }: FoundLinks, clicks: Clicks | null): object {
  const { read, query } = call
  const views = linkViews(read, read.links.some(ids), call)
  const rows =
    clicks === null ? views : views.map((view) => ({ ...view, clicks: clicks.get(view.id) ?? 0 }))
  const pageInfo = { to: next, hasNextPage: next !== null, limit: query.limit ?? LISTED, total }
  return { rows, pageInfo }
}

export const linkListOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/links',
    id: 'listLinks',
    summary: 'List short links, a page at a time, by age or by clicks',
    tag: 'Short links',
    query: ListQuery,
    own: true,
    run: listed,
  }),
]
