/** The click log, page by page, and single clicks. */
import { Type } from '@sinclair/typebox'

import { parseClickId, storedClickId } from '../../../core/click-id.ts'
import type { Event } from '../../../core/event.ts'
import { LOG_LIMIT_MAX, type LogQuery } from '../../../core/reports/log-query.ts'
import { labelsFor } from '../../../core/reports/parse-query.ts'
import type { Where } from '../../../core/reports/query.ts'
import { withoutShare } from '../../../core/timeline/discreet.ts'
import { dateIn } from '../../../lib/time-text.ts'
import { accessTo, type Caller, isAdmin } from '../../../manage/access.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from '../../../manage/refusal.ts'
import type { ClickExportQuestion } from '../../../report/export/click-export.ts'
import {
  CLICK_COLUMNS,
  type ClickNames,
  clickRow,
  type NamedKind,
} from '../../../report/logs/click-columns.ts'
import type { LogPage } from '../../../report/logs/log.ts'
import {
  type Asking,
  calendarOf,
  flowNames,
  reportContext,
  scopeOf,
  zoneOf,
} from '../campaigns/catalog.ts'
import { csvFormat, LINE_FORMAT } from '../export-format.ts'
import { busyUnless, type Call, type Failed, type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'
import { shownTo } from '../shown.ts'
import { inTime, streamed } from '../streamed.ts'
import { ClickId } from '../wire.ts'
import { clickFilters } from './click-filters.ts'
import { PERIOD, periodOf } from './period.wire.ts'

const tag = 'Click log'
const optional = Type.Optional

export const LogParameters = Type.Object({
  filter: optional(Type.String({ maxLength: 20_000 })),
  campaignIds: optional(Type.Array(Type.Integer(), { maxItems: 10_000 })),
  cursor: optional(ClickId),
  from: optional(ClickId),
  to: optional(ClickId),
  direction: optional(anyCase(['next', 'prev'])),
  sortType: optional(anyCase(['asc', 'desc'])),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...LINE_FORMAT,
  ...PERIOD,
})

type LogCall = Call<unknown, (typeof LogParameters)['static']>
type LogAsking = Asking & Pick<LogCall, 'query' | 'reports'>

function logQuery(call: Omit<LogAsking, 'reports'>): LogQuery | Refusal {
  const { query, clock, read } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const campaignKeys = () =>
    new Map(read.campaigns.list('all').map(({ id, key }) => [key, String(id)] as const))
  const { catalog } = reportContext(call)
  const { hidesMoney } = call.caller
  const known = { catalog, campaignKeys, hidesMoney }
  const where = query.filter === undefined ? [] : clickFilters(query.filter, known)
  if (isRefusal(where)) return where
  const ids = [query.campaignIds ?? null, scopeOf(call)].filter((list) => list !== null)
  const campaigns = ids.map((list): Where => ({
    any: [{ field: 'campaign', op: 'in', values: list.map(String) }],
  }))
  const fields = where.flatMap(({ any }) => any.map(({ field }) => field))
  return {
    of: 'clicks',
    ...timed,
    where: [...campaigns, ...where],
    cursor: edgeOf(query),
    direction: isOldestFirst(query) ? TURNED[directionOf(query)] : directionOf(query),
    limit: Math.min(query.limit ?? 100, LOG_LIMIT_MAX),
    labels: labelsFor([], catalog, fields),
    ...(hidesMoney ? { hidesShares: true } : {}),
  }
}

type Paging = Pick<LogCall['query'], 'direction' | 'sortType'>
const TURNED = { next: 'prev', prev: 'next' } as const
const directionOf = ({ direction = 'next' }: Paging) => direction
/** Pages of the log are of the newest first; those in the other order are the same ones, turned. */
const isOldestFirst = ({ sortType }: Paging) => sortType === 'asc'

/** Where the page before ended, or began; null: there was none. */
function edgeOf(query: LogCall['query']): number | null {
  const edge = directionOf(query) === 'next' ? query.to : query.from
  return parseClickId(query.cursor ?? edge ?? '')?.seq ?? null
}

async function rowsOf(call: LogCall, { zone }: LogQuery, page: LogPage, names: ClickNames) {
  const ids = await call.clickIds(page.entries.map(({ event }) => event.clickSeq))
  return page.entries
    .values()
    .map(({ event, later }, index) =>
      clickRow({ id: ids[index] ?? '', click: event, later, zone }, names),
    )
}

/** The whole log of a period, made as it is taken. */
export function clickLines(call: LogAsking): AsyncGenerator<string> | Refusal {
  const query = logQuery({ ...call, query: { ...call.query, direction: 'next', sortType: 'desc' } })
  if (isRefusal(query)) return query
  const { format: kind = 'csv' } = call.query
  return call.reports.exportClicks({
    query: { ...query, limit: Infinity },
    columns: shownColumns(call.caller),
    kind,
    format: csvFormat(call, call.query),
    ...nameTables(call),
  })
}

function exportLog(call: LogCall) {
  const lines = clickLines(call)
  if (isRefusal(lines)) return lines
  return streamed(inTime(lines, call.clock), call.query.format ?? 'csv', 'clicks')
}

/** The columns of the log that the caller may read, in their order. */
export function shownColumns(caller: Caller): string[] {
  const row = Object.fromEntries(CLICK_COLUMNS.map(({ name }) => [name, '']))
  return Object.keys(shownTo(caller, row) as object)
}

/** All names at once, for another thread. */
function nameTables({ read }: Asking): Pick<ClickExportQuestion, 'campaigns' | 'names'> {
  const campaigns = read.campaigns
    .list('all')
    .map(({ id, name, key }) => [id, { name, key }] as const)
  const { flows, paths } = flowNames(read)
  const { offer, landing, source, network, rotation } = STORES
  return {
    campaigns: new Map(campaigns),
    names: {
      flow: flows,
      path: paths,
      offer: read[offer].names(),
      landing: read[landing].names(),
      source: read[source].names(),
      network: read[network].names(),
      rotation: read[rotation].names(),
    },
  }
}

async function logView(call: LogCall, query: LogQuery, page: LogPage) {
  const rows = [...(await rowsOf(call, query, page, clickNames(call)))]
  const isTurned = isOldestFirst(call.query)
  if (isTurned) rows.reverse()
  const pageInfo = {
    from: rows.at(0)?.['id'] ?? null,
    to: rows.at(-1)?.['id'] ?? null,
    hasNextPage: isTurned ? page.hasPrev : page.hasNext,
    hasPrevPage: isTurned ? page.hasNext : page.hasPrev,
    direction: directionOf(call.query),
    sorting: isTurned ? 'asc' : 'desc',
    limit: query.limit,
  }
  const headers = page.damaged.length > 0 ? { 'X-Partial': '1' } : {}
  return { reply: 200, body: { rows, pageInfo }, headers }
}

/** Names are looked up once per page; flow sets are read only if a click has a flow. */
export function clickNames({ read }: Call): ClickNames {
  const maps = new Map<NamedKind, ReadonlyMap<string | number, string>>()
  let ofFlows: ReturnType<typeof flowNames> | null = null
  const load = (kind: NamedKind): ReadonlyMap<string | number, string> => {
    if (kind !== 'flow' && kind !== 'path') return read[STORES[kind]].names()
    // Every flow of the tracker is read for them.
    ofFlows ??= flowNames(read)
    return kind === 'flow' ? ofFlows.flows : ofFlows.paths
  }
  const mapOf = (kind: NamedKind) => {
    const map = maps.get(kind) ?? load(kind)
    maps.set(kind, map)
    return map
  }
  return {
    campaign: (id) => read.campaigns.find(id) ?? { name: '', key: '' },
    of: (kind, id) => {
      if (id === 0) return ''
      return mapOf(kind).get(kind === 'flow' || kind === 'path' ? String(id) : id) ?? ''
    },
  }
}

const STORES = {
  offer: 'offers',
  landing: 'landings',
  source: 'traffic_sources',
  network: 'affiliate_networks',
  rotation: 'rotations',
} as const

/** An id is right only as a whole: its check part keeps ids from being guessed. */
export async function clickEvents(call: Call, id: string) {
  const seq = parseClickId(id)?.seq ?? null
  const [own] = seq === null ? [] : await call.clickIds([seq])
  const events = seq === null || own !== id ? [] : await call.reports.click(seq)
  return 'refused' in events || !call.caller.hidesMoney ? events : events.map(withoutShare)
}

async function oneClick(call: Call<{ id: string }, { timezone?: string }>) {
  const id = storedClickId(call.params.id)
  const events = await clickEvents(call, id)
  if ('refused' in events) return busyUnless(events)
  const [click, ...later] = events as readonly Event[]
  const limited = !isAdmin(call.caller)
  if (click === undefined) return limited ? FORBIDDEN : missing(call, id)
  const campaign = call.read.campaigns.find(click.campaignId)
  const access = campaign === null ? 'none' : accessTo(call.caller, 'campaigns', campaign)
  if (limited && access === 'none') return FORBIDDEN
  const zone = call.query.timezone ?? zoneOf(call)
  const timed = periodOf({ timezone: zone }, call.clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  return [clickRow({ id, click, later, zone }, clickNames(call))]
}

const GONE = {
  age: 'it was older than the retention',
  campaign: 'its campaign was cleared',
  click: 'somebody asked for it by its id',
} as const

/** A click that was removed is not one that never was. */
export async function missing({ retention }: Call, id: string): Promise<Refusal | Failed> {
  const gone = await retention.gone(id)
  if (gone === null) return NOT_FOUND
  const day = dateIn('UTC', gone.at)
  return { failure: { status: 404, message: `The click was removed on ${day}: ${GONE[gone.why]}` } }
}

export const clickOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/clicklog',
    id: 'listClicks',
    summary: 'Click log, newest first unless asked otherwise',
    tag,
    query: LogParameters,
    run: async (call) => {
      const query = logQuery(call)
      if (isRefusal(query)) return query
      const page = await call.reports.log(query, call.request.signal)
      return 'refused' in page ? busyUnless(page) : logView(call, query, page)
    },
  }),
  operation({
    method: 'GET',
    path: '/clicklog/export',
    id: 'exportClicks',
    exports: 'clicks',
    takesPlace: true,
    summary: 'The whole click log as CSV or NDJSON, newest first',
    tag,
    query: LogParameters,
    run: exportLog,
  }),
  operation({
    method: 'GET',
    path: '/clicklog/click/:id',
    id: 'getClick',
    summary: 'One click, as a list of one row',
    tag,
    params: Type.Object({ id: ClickId }),
    query: Type.Object({ timezone: PERIOD.timezone }),
    run: oneClick,
  }),
  operation({
    method: 'GET',
    path: '/click/info/:id',
    id: 'getClickInfo',
    summary: 'One click, as an object',
    tag,
    params: Type.Object({ id: ClickId }),
    query: Type.Object({ timezone: PERIOD.timezone }),
    run: async (call) => {
      const found = await oneClick(call)
      return Array.isArray(found) ? found[0] : found
    },
  }),
]
