/**
 * Saved reports: under a name, for oneself or shared. Everybody gets a view as he may see it, and
 * whoever sends back what he got changes nothing of what was kept from him.
 */
import { Type } from '@sinclair/typebox'

import {
  cutQuery,
  type SavedQuery,
  SavedQuerySchema,
  wholeBelow,
} from '../../../core/reports/cut-query.ts'
import type { SavedObject } from '../../../db/saved-objects.ts'
import { sent } from '../../../lib/sent.ts'
import { isAdmin } from '../../../manage/access.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { addSaved, putSaved, removeSaved } from '../../../manage/reports/saved-objects.ts'
import { isOwn, mayChangeView, viewFor, viewsFor } from '../../../manage/reports/views.ts'
import { reportContext, scopeOf } from '../campaigns/catalog.ts'
import { REPORT_FORMAT } from '../export-format.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { nullable, Uuid } from '../shape.ts'
import { Empty, timestamp } from '../wire.ts'
import { PERIOD } from './period.wire.ts'
import { exported, periodInput, queryOf } from './reports.ts'

const tag = 'Reports'
const optional = Type.Optional
const ViewName = Type.String({ minLength: 1, maxLength: 255 })
const ViewBody = Type.Object({
  name: ViewName,
  isShared: optional(Type.Boolean()),
  query: optional(SavedQuerySchema),
})
const ViewChange = Type.Object({
  name: optional(ViewName),
  isShared: optional(Type.Boolean()),
  query: optional(SavedQuerySchema),
})
const ViewAnswer = Type.Object({
  id: Uuid,
  name: ViewName,
  isShared: Type.Boolean(),
  isOwn: Type.Boolean(),
  accessLevel: Type.String(),
  owner: nullable(Type.String()),
  query: SavedQuerySchema,
  isCut: Type.Boolean(),
  createdAt: Type.String(),
  changedAt: Type.String(),
})
const ViewParams = Type.Object({ uuid: Uuid })

type ById = Call<{ uuid: string }>

/** What the caller may have of a view's query. */
function cutFor(call: Call): (view: SavedObject) => SavedQuery {
  const campaigns = scopeOf(call)
  const reader = {
    hidesMoney: call.caller.hidesMoney,
    formulas: reportContext(call).formulas,
    campaigns: campaigns === null ? null : new Set(campaigns.map(String)),
  }
  return (view) => cutQuery(view.spec as SavedQuery, reader)
}

/** Limited users learn no login but their own. */
function ownerOf({ read, caller }: Call, { ownerId }: SavedObject): string | null {
  const isTold = isAdmin(caller) || ownerId === caller.userId
  return isTold && ownerId !== null ? (read.users.find(ownerId)?.login ?? null) : null
}

function viewing(call: Call) {
  const cut = cutFor(call)
  return (view: SavedObject) => {
    const query = cut(view)
    return {
      id: view.id,
      name: view.name,
      isShared: view.isShared,
      isOwn: isOwn(call.caller, view),
      accessLevel: mayChangeView(call.caller, view) ? 'modify' : 'read',
      owner: ownerOf(call, view),
      query,
      isCut: query !== view.spec,
      createdAt: timestamp(view.createdAt),
      changedAt: timestamp(view.changedAt),
    }
  }
}

/** A query that could not be asked is not kept. */
function refuseQuery(call: Call, query: SavedQuery | undefined): Refusal | null {
  if (query === undefined) return null
  const own = queryOf(call, query)
  const parsed = isRefusal(own) ? own : queryOf(call, wholeBelow(query))
  if (!isRefusal(parsed)) return null
  if (parsed.refused !== 'invalid') return parsed
  const fields = Object.entries(parsed.fields).map(([field, texts]) => [`query.${field}`, texts])
  return { refused: 'invalid', fields: Object.fromEntries(fields) as typeof parsed.fields }
}

function create(call: Call<unknown, unknown, (typeof ViewBody)['static']>): object {
  const { desk, caller, body } = call
  const { name, isShared = false, query = {} } = body
  const refusal = refuseQuery(call, query)
  if (refusal !== null) return refusal
  const id = crypto.randomUUID()
  const draft = { kind: 'views', id, ownerId: caller.userId, isShared, name, spec: query } as const
  const done = addSaved(desk, caller, draft)
  return isRefusal(done) ? done : { id }
}

function change(call: Call<{ uuid: string }, unknown, (typeof ViewChange)['static']>): object {
  const { desk, caller, read, params, body } = call
  const view = viewFor(read, caller, params.uuid, 'modify')
  if (isRefusal(view)) return view
  const isAsShown = Bun.deepEquals(body.query, cutFor(call)(view))
  const query = isAsShown ? undefined : body.query
  const refusal = refuseQuery(call, query)
  if (refusal !== null) return refusal
  const { name, isShared } = body
  return emptyUnless(putSaved(desk, caller, view, sent({ name, isShared, spec: query })))
}

const current = (call: ById) => {
  const view = viewFor(call.read, call.caller, call.params.uuid, 'read')
  return isRefusal(view) ? view : viewing(call)(view)
}

const ViewExport = Type.Object({ ...REPORT_FORMAT, ...PERIOD })

/** With the period of the view, unless the address says another. */
async function exportView(call: Call<{ uuid: string }, (typeof ViewExport)['static']>) {
  const view = viewFor(call.read, call.caller, call.params.uuid, 'read')
  if (isRefusal(view)) return view
  const { datePreset, dateFrom, dateTo, timezone, ...format } = call.query
  const isDated = (datePreset ?? dateFrom ?? dateTo ?? timezone) !== undefined
  const saved = wholeBelow(cutFor(call)(view))
  const query = queryOf(call, isDated ? { ...saved, period: periodInput(call.query) } : saved)
  return isRefusal(query) ? query : exported(call, query, format)
}

const one = { path: '/views/:uuid', tag, params: ViewParams, own: true } as const

export const viewOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/views',
    id: 'listViews',
    summary: 'Own and shared saved reports',
    tag,
    own: true,
    answer: Type.Object({ rows: Type.Array(ViewAnswer), total: Type.Integer() }),
    run: (call) => {
      const rows = viewsFor(call.read, call.caller).map(viewing(call))
      return { rows, total: rows.length }
    },
  }),
  operation({
    method: 'POST',
    path: '/views',
    id: 'createView',
    summary: 'Save a report under a name',
    tag,
    own: true,
    body: ViewBody,
    answer: Type.Object({ id: Uuid }),
    status: 201,
    run: create,
  }),
  operation({
    ...one,
    method: 'GET',
    id: 'getView',
    summary: 'Read a saved report, as far as the caller may see it',
    answer: ViewAnswer,
    current,
    run: current,
  }),
  operation({
    ...one,
    method: 'PUT',
    id: 'changeView',
    summary: 'Change a saved report: its owner, and administrators if it is shared',
    body: ViewChange,
    answer: Empty,
    current,
    run: change,
  }),
  operation({
    ...one,
    method: 'DELETE',
    id: 'deleteView',
    summary: 'Remove a saved report',
    answer: Empty,
    current,
    run: ({ desk, caller, read, params }) => {
      const view = viewFor(read, caller, params.uuid, 'modify')
      return isRefusal(view) ? view : emptyUnless(removeSaved(desk, caller, view))
    },
  }),
  operation({
    ...one,
    method: 'GET',
    path: '/views/:uuid/export',
    id: 'exportView',
    exports: 'reports',
    takesPlace: true,
    summary: 'A saved report, whole, as CSV or NDJSON',
    query: ViewExport,
    run: exportView,
  }),
]
