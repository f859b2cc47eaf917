/** Why a conversion is missing: the timeline of a click, and finding the click by what people know. */
import { Type } from '@sinclair/typebox'

import { labelsFor } from '../../../core/reports/parse-query.ts'
import { settingOf } from '../../../core/settings/settings.ts'
import type { Trail } from '../../../db/money/click-records.ts'
import { DAY_MS } from '../../../lib/spans.ts'
import { timestampIn } from '../../../lib/time-text.ts'
import { isTimeZone } from '../../../lib/zoned-time.ts'
import { accessTo, isAdmin } from '../../../manage/access.ts'
import { FORBIDDEN, NOT_FOUND, type Refusal, wrong } from '../../../manage/refusal.ts'
import { clickRow } from '../../../report/logs/click-columns.ts'
import { readTimeline, type Timeline } from '../../../report/logs/timeline.ts'
import { reportContext, scopeCheck, scopeOf, zoneOf } from '../campaigns/catalog.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { headersOfProxies } from '../proxy-headers.ts'
import { clickNames, missing } from '../reports/clicks.ts'
import { ClickId } from '../wire.ts'

const tag = 'Postbacks'
const optional = Type.Optional
const Zone = optional(Type.String({ maxLength: 60 }))
/** As ids stand in addresses and lists of networks. */
const CLICK_ID = /(?<![0-9a-z])[0-9a-v]{20}(?![0-9a-z])/gi
const MATCHES = 50
/** Of a line of somebody's list: as many parts, and none that is shorter, may be ids. */
const PIECES = 40
const PIECE_MIN = 3
/** How far back external ids are looked for. */
const SEARCHED_DAYS = 400

const Item = Type.Object({
  at: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  detail: Type.Unknown(),
})
const TimelineView = {
  sentence: Type.String(),
  code: Type.String(),
  days: Type.Union([Type.Object({ click: Type.String(), conversion: Type.String() }), Type.Null()]),
  items: Type.Array(Item),
}

function frameOf(call: Call, zone: string | undefined) {
  const { settings } = call.tables()
  return {
    zone: zone ?? zoneOf(call),
    currency: settingOf(settings, 'currency'),
    origin: call.origin,
    headers: headersOfProxies(call),
    neighbours: isAdmin(call.caller) ? 'told' : 'kept',
    money: call.caller.hidesMoney ? 'kept' : 'told',
  } as const
}

function badZone(zone: string | undefined): Refusal | null {
  if (zone === undefined || isTimeZone(zone)) return null
  return wrong('timezone', 'unknown time zone: a name such as Europe/Berlin')
}

function timelineOf(call: Call, clickId: string, zone: string | undefined) {
  const { records } = call.postbacks
  // A network's calls are for clicks of everybody.
  const own = isAdmin(call.caller) ? records : { ...records, networkCalls: () => null }
  return readTimeline({ ...call, records: own }, clickId, frameOf(call, zone))
}

/** Whether something of the click belongs to a campaign that the caller may read. */
function maySee({ caller, read }: Call, { click, items }: Timeline): boolean {
  if (isAdmin(caller)) return true
  const campaign = click === null ? null : read.campaigns.find(click.campaignId)
  return items.length > 0 && campaign !== null && accessTo(caller, 'campaigns', campaign) !== 'none'
}

function view(call: Call, timeline: Timeline, zone: string) {
  const { click, later, clickId, sentence, code, items, days } = timeline
  const row =
    click === null ? null : clickRow({ id: clickId, click, later, zone }, clickNames(call))
  return {
    click: row,
    sentence,
    code,
    days,
    items: items.map((item) => ({
      ...item,
      at: timestampIn(zone, item.at),
      detail: withTimes(item.detail, zone),
    })),
  }
}

/** Times in the words of the zone. */
function withTimes(detail: Readonly<Record<string, unknown>>, zone: string) {
  const shown = Object.entries(detail).map(([name, value]) => {
    const isTime = name.endsWith('At') && typeof value === 'number'
    return [name, isTime ? timestampIn(zone, value) : value]
  })
  return Object.fromEntries(shown) as Readonly<Record<string, unknown>>
}

/** As `GET /click/{id}/timeline` shows it, for a click that was just made. */
export async function timelineView(call: Call, clickId: string) {
  const timeline = await timelineOf(call, clickId, undefined)
  if ('refused' in timeline) return null
  return view(call, timeline, frameOf(call, undefined).zone)
}

async function clickTimeline(call: Call<{ id: string }, { timezone?: string }>) {
  const refusal = badZone(call.query.timezone)
  if (refusal !== null) return refusal
  const timeline = await timelineOf(call, call.params.id, call.query.timezone)
  if ('refused' in timeline) return busyUnless(timeline)
  if (!maySee(call, timeline)) return FORBIDDEN
  if (timeline.items.length === 0)
    return isAdmin(call.caller) ? missing(call, timeline.clickId) : NOT_FOUND
  return view(call, timeline, frameOf(call, call.query.timezone).zone)
}

interface Match {
  readonly kind: Trail['kind'] | 'click'
  readonly id: string
  readonly at: number
}

/** In the order of what people usually have: an id, also inside a line or a link, a number, a link. */
async function matchesOf(call: Call, q: string): Promise<Match[]> {
  const ids = [...q.matchAll(CLICK_ID)].map(([id]) => id.toLowerCase())
  if (ids.length > 0) return ids.slice(0, MATCHES).map((id) => ({ kind: 'click', id, at: 0 }))
  for (const search of [named, inAddresses, namedWithin]) {
    const found = await search(call, q)
    if (found.length > 0) return found
  }
  return []
}

/** By transaction, else by the source's id. */
async function named(call: Call, q: string): Promise<Match[]> {
  const booked = byTransactions(call, [q])
  return booked.length > 0 ? booked : clicksByExternalIds(call, [q])
}

/** A whole address has our key in it, which is kept nowhere: then what stands behind it is looked for. */
async function inAddresses(call: Call, q: string): Promise<Match[]> {
  // Raw texts hold amounts: whoever finds by them can guess what is kept from him.
  if (call.caller.hidesMoney) return []
  const { records } = call.postbacks
  const isQuery = /^https?:/i.test(q) && q.includes('?')
  for (const text of [q, ...(isQuery ? [q.slice(q.indexOf('?') + 1)] : [])]) {
    const found = shownOf(call, text === '' ? [] : await records.byUrlPart(text))
    if (found.length > 0) return found
  }
  return []
}

/** A line of a network's list, or a link, holds them between other things. */
async function namedWithin(call: Call, q: string): Promise<Match[]> {
  const pieces = q.split(/[\s,;|"'&?=]+/).filter(({ length }) => length >= PIECE_MIN)
  const asked = [...new Set(pieces)].slice(0, PIECES)
  const booked = byTransactions(call, asked)
  return booked.length > 0 ? booked : clicksByExternalIds(call, asked)
}

function byTransactions(call: Call, asked: readonly string[]): Match[] {
  const { records } = call.postbacks
  const found = asked.flatMap((each) => records.byTransaction(each))
  return shownOf(call, found).slice(0, MATCHES)
}

function shownOf(call: Call, found: readonly Trail[]): Match[] {
  const isInScope = scopeCheck(call)
  const own = found.filter(({ campaignId }) => isInScope(campaignId))
  return own.map(({ kind, clickId, at }) => ({ kind, id: clickId, at }))
}

async function clicksByExternalIds(call: Call, asked: readonly string[]): Promise<Match[]> {
  if (asked.length === 0) return []
  const scope = scopeOf(call)
  const { catalog } = reportContext(call)
  const zone = frameOf(call, undefined).zone
  const only = (field: string, values: readonly string[]) => ({
    any: [{ field, op: 'in' as const, values: [...values] }],
  })
  const to = call.clock() + DAY_MS
  const page = await call.reports.log({
    of: 'clicks',
    zone,
    period: { from: to - SEARCHED_DAYS * DAY_MS, to },
    where: [
      only('externalId', asked),
      ...(scope === null ? [] : [only('campaign', scope.map(String))]),
    ],
    cursor: null,
    direction: 'next',
    limit: MATCHES,
    labels: labelsFor([], catalog, ['externalId', 'campaign']),
  })
  if ('refused' in page) return []
  const ids = await call.clickIds(page.entries.map(({ event }) => event.clickSeq))
  return page.entries.flatMap(({ event }, index): Match[] => {
    const id = ids[index]
    return typeof id === 'string' ? [{ kind: 'click', id, at: event.clickTime }] : []
  })
}

async function diagnose(call: Call<unknown, { q: string; timezone?: string }>) {
  const q = call.query.q.trim()
  const refusal = badZone(call.query.timezone)
  if (refusal !== null) return refusal
  const { zone } = frameOf(call, call.query.timezone)
  const matches = await matchesOf(call, q)
  const shown = matches.map((match) => ({
    ...match,
    at: match.at === 0 ? null : timestampIn(zone, match.at),
  }))
  const first = matches.find(({ id }) => id !== '')
  if (first === undefined) return { ...nothingFound(matches.length), matches: shown, items: [] }
  const timeline = await timelineOf(call, first.id, call.query.timezone)
  if ('refused' in timeline) return busyUnless(timeline)
  if (!maySee(call, timeline)) return { ...nothingFound(0), matches: [], items: [] }
  return { ...view(call, timeline, zone), matches: shown }
}

function nothingFound(calls: number) {
  const sentence =
    calls > 0
      ? 'Postbacks hold this text, but none of them names a click.'
      : 'Nothing here has this as click id, transaction id or external id, or in a postback.'
  return { click: null, code: 'nothing_found', days: null, sentence }
}

export const timelineOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/click/:id/timeline',
    id: 'getClickTimeline',
    summary: 'Everything that happened to a click, and what went wrong first',
    tag,
    own: true,
    params: Type.Object({ id: ClickId }),
    query: Type.Object({ timezone: Zone }),
    answer: Type.Object({ click: Type.Unknown(), ...TimelineView }),
    run: clickTimeline,
  }),
  operation({
    method: 'GET',
    path: '/diagnose',
    id: 'diagnose',
    summary: 'Why is this conversion missing? By click id, transaction, external id or a link',
    tag,
    own: true,
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 8192 }), timezone: Zone }),
    answer: Type.Object({
      click: Type.Unknown(),
      ...TimelineView,
      matches: Type.Array(
        Type.Object({ kind: Type.String(), id: Type.String(), at: Type.Unknown() }),
      ),
    }),
    run: diagnose,
  }),
]
