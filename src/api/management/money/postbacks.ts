/** Operations on postbacks: the log in both dialects, sending again, and trying one out. */
import { type Static, Type } from '@sinclair/typebox'

import { storedClickId } from '../../../core/click-id.ts'
import { CONVERSION_CLASSES } from '../../../core/conversions/classes.ts'
import { postbackNames, strangeMentions, unknownNames } from '../../../core/macros/check.ts'
import type { Postback } from '../../../core/model.ts'
import { settingOf } from '../../../core/settings/settings.ts'
import { discreetFields, withoutQuery } from '../../../core/timeline/discreet.ts'
import { deliveryControl } from '../../../db/money/deliveries.ts'
import type {
  PostbackCursor,
  PostbackQuery,
  PostbackRow,
  PostbackSort,
} from '../../../db/money/postback-log.ts'
import { sent } from '../../../lib/sent.ts'
import { DAY_MS } from '../../../lib/spans.ts'
import { timestampIn } from '../../../lib/time-text.ts'
import { accessTo, isAdmin, mayReadPostbacks, unknownTo } from '../../../manage/access.ts'
import { RESEND_MAX, resendPostbacks } from '../../../manage/deliveries.ts'
import { noteSent } from '../../../manage/money-deeds.ts'
import { postbackProblems } from '../../../manage/postback-checks.ts'
import { FORBIDDEN, isRefusal, wrong } from '../../../manage/refusal.ts'
import { SAMPLE_CLICK_ID, sampleClick, sampleNews } from '../../../track/deliveries/preview.ts'
import { askedInScope, calendarOf, scopeOf } from '../campaigns/catalog.ts'
import { OUT_OF_REACH } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase } from '../shape.ts'
import { ClickId } from '../wire.ts'
import { postbackOf, PostbackWire } from './postbacks.wire.ts'

const tag = 'Postbacks'
const optional = Type.Optional
const Text = optional(Type.String({ minLength: 1, maxLength: 1000 }))
const CampaignIds = optional(Type.Array(Type.Integer(), { maxItems: 10_000 }))
const BANNER_MS = 7 * DAY_MS

const LogParameters = Type.Object({
  direction: optional(anyCase(['in', 'out'])),
  verdict: Text,
  cause: Text,
  networkId: optional(Type.Integer({ minimum: 1 })),
  campaignIds: CampaignIds,
  q: Text,
  cursor: optional(Type.String({ pattern: '^\\d{1,16}-(in|out)-\\d{1,15}$' })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  ...PERIOD,
})

const ANY: Omit<PostbackQuery, 'from' | 'to'> = {
  direction: null,
  verdict: null,
  cause: null,
  networkId: null,
  campaignIds: null,
  clickIds: null,
  text: null,
  isDiscreet: false,
  httpStatuses: null,
  success: null,
  cursor: null,
  sortBy: 'at',
  order: 'desc',
  limit: 100,
  offset: 0,
}

function readLog(call: Call<unknown, Static<typeof LogParameters>>) {
  if (!mayReadPostbacks(call.caller)) return FORBIDDEN
  const { query, clock } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { direction, verdict, cause, networkId, q, limit = 100 } = query
  const rows = call.postbacks.log.page({
    ...ANY,
    ...sent<PostbackQuery>({ direction, verdict, cause, networkId, text: q }),
    ...timed.period,
    campaignIds: askedInScope(call, query.campaignIds),
    isDiscreet: call.caller.hidesMoney,
    cursor: query.cursor === undefined ? null : cursorOf(query.cursor),
    limit,
  })
  const shown = rows.slice(0, limit)
  return {
    rows: shown.map((row) => rowView(shownRow(call, row), timed.zone)),
    pageInfo: { hasNextPage: rows.length > limit, cursor: cursorAfter(shown), limit },
    outgoing: call.postbacks.log.counts(clock() - BANNER_MS, scopeOf(call)),
  }
}

/** Raw texts hold amounts, which are kept from some; of a receiver even the path may. */
function shownRow({ caller }: Call, row: PostbackRow): PostbackRow {
  if (!caller.hidesMoney) return row
  const isIn = row.direction === 'in'
  const url = isIn ? withoutQuery(row.url) : (URL.parse(row.url)?.origin ?? '')
  return { ...row, url, request: isIn ? discreetFields(row.request) : '', answer: '' }
}

function cursorOf(text: string): PostbackCursor {
  const [at, direction, id] = text.split('-')
  return { at: Number(at), direction: direction === 'in' ? 'in' : 'out', id: Number(id) }
}

function cursorAfter(rows: readonly PostbackRow[]): string | null {
  const last = rows.at(-1)
  return last === undefined ? null : `${last.at}-${last.direction}-${last.id}`
}

function rowView({ request, answer, ...row }: PostbackRow, zone: string) {
  const next = row.nextTryAt === null ? null : timestampIn(zone, row.nextTryAt)
  const body = row.direction === 'in' ? request : answer
  return {
    ...row,
    body,
    sent: row.direction === 'in' ? '' : request,
    at: timestampIn(zone, row.at),
    nextTryAt: next,
  }
}

/** By the columns of the dialect's log; of what is kept from some nobody of them learns the order either. */
const SORTS = {
  '': 'at',
  conversed_at: 'at',
  type: 'direction',
  conversion_id: 'clickId',
  url: 'url',
  request_data: 'request',
  ip: 'ip',
  response_http_code: 'httpStatus',
} as const satisfies Record<string, PostbackSort>
const SORT_COLUMNS = Object.keys(SORTS) as (keyof typeof SORTS)[]
const RAW: ReadonlySet<PostbackSort> = new Set(['url', 'request'])

const DialectParameters = Type.Object({
  clickId: optional(ClickId),
  clickIds: optional(Type.Array(ClickId, { maxItems: 10_000 })),
  urlPart: Text,
  conversionType: optional(anyCase(['ALL', 'IN', 'OUT'])),
  httpCodes: optional(Type.Array(Type.Integer(), { maxItems: 100 })),
  responseType: optional(anyCase(['success', 'fail'])),
  sortColumn: optional(anyCase(SORT_COLUMNS)),
  sortType: optional(anyCase(['asc', 'desc'])),
  limit: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  offset: optional(Type.Integer({ minimum: 0 })),
  ...PERIOD,
})

const COLUMNS = [
  { id: 'conversed_at', name: 'Time' },
  { id: 'type', name: 'Type' },
  { id: 'conversion_id', name: 'Click ID' },
  { id: 'url', name: 'URL' },
  { id: 'request_data', name: 'Data' },
  { id: 'ip', name: 'IP' },
  { id: 'response_http_code', name: 'HTTP code' },
]

function dialectLog(call: Call<unknown, Static<typeof DialectParameters>>) {
  const { query, clock } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { clickId, clickIds, urlPart, conversionType, httpCodes, responseType } = query
  const sortBy = SORTS[query.sortColumn ?? '']
  if (call.caller.hidesMoney && RAW.has(sortBy)) return wrong('sortColumn', 'is unknown')
  const ids = [...(clickIds ?? []), ...(clickId === undefined ? [] : [clickId])]
  const asked: PostbackQuery = {
    ...ANY,
    ...timed.period,
    direction: conversionType === 'IN' ? 'in' : conversionType === 'OUT' ? 'out' : null,
    clickIds: ids.length > 0 ? ids.map(storedClickId) : null,
    text: urlPart ?? null,
    httpStatuses: httpCodes ?? null,
    success: responseType === undefined ? null : responseType === 'success',
    campaignIds: askedInScope(call, undefined),
    isDiscreet: call.caller.hidesMoney,
    sortBy,
    order: query.sortType ?? 'desc',
    limit: query.limit ?? 100,
    offset: query.offset ?? 0,
  }
  const rows = call.postbacks.log.page(asked).slice(0, asked.limit)
  return {
    rows: rows.map((row) => dialectRow(shownRow(call, row), timed.zone)),
    columns: COLUMNS,
    httpCodes: call.postbacks.log.statuses(asked),
  }
}

function dialectRow(row: PostbackRow, zone: string) {
  return {
    conversion_id: row.clickId,
    conversed_at: timestampIn(zone, row.at),
    url: row.url,
    request_data: row.request,
    ip: row.ip,
    type: row.direction === 'in' ? 'IN' : 'OUT',
    response_http_code: row.httpStatus,
  }
}

const Retry = Type.Object({
  ids: optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: RESEND_MAX })),
  /** Everything that failed. */
  failed: optional(Type.Boolean()),
  /** Written anew from the entries as they are now. */
  rebuild: optional(Type.Boolean()),
})

async function retry(call: Call<unknown, unknown, Static<typeof Retry>>) {
  const { desk, caller, body } = call
  if (!isAdmin(caller)) return FORBIDDEN
  if (body.ids === undefined && body.failed !== true) {
    return wrong('ids', 'is missing; or say "failed": true')
  }
  const calls = body.rebuild === true ? await rewritten(call, body.ids ?? null) : new Map()
  return resendPostbacks(desk, caller, { ids: body.ids ?? null, calls })
}

/** Those whose click or entry is gone keep their words. */
async function rewritten({ desk, postbacks }: Call, ids: readonly number[] | null) {
  const control = deliveryControl(desk.db)
  const deliveries = ids === null ? control.failed(RESEND_MAX) : control.finished(ids)
  const calls = new Map()
  for (const delivery of deliveries) {
    const written = await postbacks.rewrite(delivery)
    if (written !== null) calls.set(delivery.id, written)
  }
  return calls
}

const Preview = Type.Object({
  ...PostbackWire.properties,
  clickId: optional(Type.String({ maxLength: 64 })),
  status: optional(anyCase(CONVERSION_CLASSES)),
  payout: optional(Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
  /** Also calls the address, once. */
  send: optional(Type.Boolean()),
})

async function preview(call: Call<unknown, unknown, Static<typeof Preview>>) {
  const { body, postbacks } = call
  const { clickId: _id, status: _status, payout: _payout, send = false, ...wire } = body
  if (send && !isAdmin(call.caller)) return FORBIDDEN
  if (send && call.caller.reach !== 'write') return { failure: OUT_OF_REACH }
  const postback = postbackOf(wire)
  const problems = postbackProblems(postback)
  if (problems !== null) return problems
  const sample = await sampleOf(call)
  if (isRefusal(sample)) return sample
  const written = postbacks.preview(postback, sample)
  if (send) noteSent(call.desk, call.caller, 'send', { url: wire.url })
  const heard = send && written !== null ? await postbacks.send(written, postback) : null
  return { ...(written ?? { url: null }), warnings: warningsOf(postback), heard }
}

async function sampleOf(call: Call<unknown, unknown, Static<typeof Preview>>) {
  const { body, clock, tables } = call
  const { status = 'sale', payout } = body
  const now = { class: status, word: status }
  const news = sampleNews(clock(), settingOf(tables().settings, 'currency'))
  const told = {
    ...news,
    now,
    revenueMicros: payout === undefined ? news.revenueMicros : Math.round(payout * 1_000_000),
    facts: { ...news.facts, status, originalStatus: status },
  }
  if (body.clickId === undefined) {
    return { clickId: SAMPLE_CLICK_ID, click: sampleClick(clock()), news: told }
  }
  const clickId = storedClickId(body.clickId)
  const click = await ownClick(call, clickId)
  return isRefusal(click) ? click : { clickId, click, news: told }
}

async function ownClick({ postbacks, read, caller }: Call, clickId: string) {
  const click = await postbacks.readClick(clickId)
  if (click === null) return unknownTo(caller)
  const campaign = read.campaigns.find(click.campaignId)
  if (isAdmin(caller)) return click
  return campaign === null || accessTo(caller, 'campaigns', campaign) === 'none' ? FORBIDDEN : click
}

function warningsOf({ url, body, method, headers }: Postback): string[] {
  const texts = [url, method === 'POST' ? body : '', ...headers.map(({ value }) => value)]
  const unknown = texts
    .flatMap((text) => [...unknownNames(text), ...strangeMentions(text)])
    .map((name) => `{${name}} is not a macro, and empty`)
  const tells = texts.some((text) => postbackNames(text).length > 0 || text.includes('{'))
  return tells ? unknown : [...unknown, 'tells nothing of the click or the conversion']
}

export const postbackOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/postbacks',
    id: 'listPostbackLog',
    summary: 'Postbacks that came in and went out, newest first',
    tag,
    own: true,
    query: LogParameters,
    run: readLog,
  }),
  operation({
    method: 'GET',
    path: '/conversions/log',
    id: 'listPostbacks',
    summary: 'Postback log, incoming and outgoing',
    tag: 'Conversions',
    query: DialectParameters,
    run: dialectLog,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/retry',
    id: 'retryPostbacks',
    summary: 'Send outgoing postbacks again',
    tag,
    own: true,
    body: Retry,
    answer: Type.Object({ queued: Type.Integer() }),
    run: retry,
  }),
  operation({
    method: 'POST',
    path: '/postbacks/preview',
    id: 'previewPostback',
    forReaders: true,
    summary: 'Write a postback for a click or for samples, and send it if wanted',
    tag,
    own: true,
    body: Preview,
    run: preview,
  }),
]
