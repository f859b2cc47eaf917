/** Operations on short links: one by one, lists, many at once, statistics. */
import { type Static, Type } from '@sinclair/typebox'

import type { LinkRecord } from '../../../db/links/link-rows.ts'
import type { Desk } from '../../../manage/desk.ts'
import { permitted } from '../../../manage/links/link-access.ts'
import type { LinkChange } from '../../../manage/links/link-checks.ts'
import { linkPlace } from '../../../manage/links/link-domains.ts'
import {
  changeLink,
  createLink,
  createLinks,
  deleteLink,
  restoreLink,
} from '../../../manage/links/links.ts'
import { isRefusal, NOT_FOUND, type Refusal } from '../../../manage/refusal.ts'
import type { Counts, LinkStatistics } from '../../../report/link-statistics.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf, presetOf } from '../reports/period.wire.ts'
import { Empty, IdParams, readTime, Time } from '../wire.ts'
import {
  LinkBody,
  linkChange,
  linkFields,
  type LinkInput,
  linkOr,
  linkView,
  linkViews,
} from './links.wire.ts'

const tag = 'Short links'
const optional = Type.Optional
const BULK_MAX = 1000

type ById = Call<{ id: number }>

/** The link of a call if the caller may do that with it. */
export function linkOfCall(
  { read, caller, params }: ById,
  need: 'read' | 'modify',
): LinkRecord | Refusal {
  return permitted(caller, 'link', read.links.find(params.id), need)
}

function placeOf({ desk, caller }: Call, ownerId = caller.userId ?? 0) {
  return linkPlace(desk.stores, caller, ownerId)
}

async function created(call: Call<unknown, unknown, LinkInput>): Promise<object> {
  const change = await linkChange(call.desk, call.body)
  if (isRefusal(change)) return change
  const made = await createLink(call.desk, placeOf(call), change)
  return linkOr(call.read, made, call)
}

async function changed(call: Call<{ id: number }, unknown, LinkInput>): Promise<object> {
  const link = linkOfCall(call, 'modify')
  if (isRefusal(link)) return link
  if (link.deletedAt !== null) return NOT_FOUND
  const change = await linkChange(call.desk, call.body)
  if (isRefusal(change)) return change
  const after = await changeLink(call.desk, placeOf(call, link.ownerId), link, change)
  return linkOr(call.read, after, call)
}

/** Each item succeeds or fails alone; the answer says which did, in the order they came. */
async function createdMany(call: Call<unknown, unknown, { items: LinkInput[] }>): Promise<object> {
  const changes = await changesOf(call.desk, call.body.items)
  const sound = changes.filter((change): change is LinkChange => !isRefusal(change))
  const made = await createLinks(call.desk, placeOf(call), sound)
  if (isRefusal(made)) return made
  const next = made.values()
  const results = changes.map((change) => (isRefusal(change) ? change : next.next().value!))
  const done = results.filter((result): result is LinkRecord => !isRefusal(result))
  const views = linkViews(call.read, done, call).values()
  const items = results.map((result, index) => {
    if (!isRefusal(result)) return { index, data: views.next().value }
    return { index, errors: result.refused === 'invalid' ? linkFields(result.fields) : TOO_MANY }
  })
  const failed = results.filter(isRefusal).length
  return { created: results.length - failed, failed, items }
}

/** So many passwords wait at once that others, who log in, still find room. */
const HASHED_AT_ONCE = 8

async function changesOf(desk: Desk, items: readonly LinkInput[]) {
  const changes: (LinkChange | Refusal)[] = []
  for (let at = 0; at < items.length; at += HASHED_AT_ONCE) {
    const some = items.slice(at, at + HASHED_AT_ONCE)
    changes.push(...(await Promise.all(some.map((item) => linkChange(desk, item)))))
  }
  return changes
}

const TOO_MANY = { password: ['too many passwords at once'] }

/** Exact times, or a period as everywhere else. */
const StatQuery = Type.Object({ from: optional(Time), to: optional(Time), ...PERIOD })

const EVER = 'all_time'

async function statistics(call: Call<{ id: number }, Static<typeof StatQuery>>): Promise<object> {
  const link = linkOfCall(call, 'read')
  if (isRefusal(link)) return link
  const { from, to } = call.query
  const datePreset = presetOf(call.query, EVER)
  const timed = periodOf({ ...call.query, datePreset }, call.clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { zone, period } = timed
  const exact = { from: readTime(from ?? null) ?? 0, to: readTime(to ?? null) ?? Infinity }
  const isExact = from !== undefined || to !== undefined
  const asked = isExact ? exact : datePreset === EVER ? null : period
  const all = await call.reports.link({ linkId: link.id, zone, period: asked })
  return 'refused' in all ? busyUnless(all) : statisticsView(all, zone)
}

function statisticsView(
  { clicks, sharings, daysOnly, ...slices }: LinkStatistics,
  timezone: string,
) {
  const rows = (counts: Counts) => counts.map(([value, count]) => ({ value, count }))
  const sum = (counts: Counts) => counts.reduce((total, [, count]) => total + count, 0)
  return {
    timezone,
    clicks: sum(clicks),
    robotClicks: sum(sharings),
    /** Of `clicks` those that retention has removed: `days` have them, the other lists do not. */
    daysOnly,
    days: rows(clicks),
    countries: rows(slices.countries),
    referrers: rows(slices.referers),
    platforms: rows(slices.platforms),
    languages: rows(slices.languages),
    robots: rows(sharings),
  }
}

const one = { path: '/links/:id', tag, params: IdParams, own: true } as const

const current = (call: ById) => linkOr(call.read, linkOfCall(call, 'read'), call)

export const linkOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/links',
    id: 'createLink',
    summary: 'Make a short link',
    tag,
    body: LinkBody,
    status: 201,
    own: true,
    run: created,
  }),
  operation({
    method: 'POST',
    path: '/links/bulk',
    id: 'createLinks',
    summary: `Make up to ${BULK_MAX} short links; each succeeds or fails alone`,
    tag,
    body: Type.Object({ items: Type.Array(LinkBody, { minItems: 1, maxItems: BULK_MAX }) }),
    own: true,
    run: createdMany,
  }),
  operation({
    ...one,
    method: 'GET',
    id: 'getLink',
    summary: 'Read a short link',
    current,
    run: current,
  }),
  operation({
    ...one,
    method: 'PATCH',
    id: 'changeLink',
    summary: 'Change any properties of a short link',
    body: LinkBody,
    current,
    run: changed,
  }),
  operation({
    ...one,
    method: 'DELETE',
    id: 'deleteLink',
    summary: 'Delete a short link; its word is free at once, its statistics stay',
    answer: Empty,
    run: async (call) => {
      const link = linkOfCall(call, 'modify')
      if (isRefusal(link)) return link
      if (link.deletedAt === null) await deleteLink(call.desk, call.caller, link)
      return {}
    },
  }),
  operation({
    method: 'POST',
    path: '/links/:id/restore',
    id: 'restoreLink',
    summary: 'Bring a deleted short link back, if its word is still free',
    tag,
    params: IdParams,
    own: true,
    run: async (call) => {
      const link = linkOfCall(call, 'modify')
      if (isRefusal(link)) return link
      if (link.deletedAt === null) return linkView(call.read, link, call)
      const restored = await restoreLink(call.desk, call.caller, link)
      if (restored === 'taken') return { refused: 'taken', field: 'word' }
      return linkOr(call.read, restored, call)
    },
  }),
  operation({
    method: 'GET',
    path: '/links/:id/stats',
    id: 'getLinkStatistics',
    summary: 'Read the visits of a short link by day, country and so on, robots apart',
    tag,
    params: IdParams,
    query: StatQuery,
    own: true,
    run: statistics,
  }),
]
