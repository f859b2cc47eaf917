/** What a user keeps for reports of the dialect: presets of groupings, and filters by name. */
import { type Static, Type } from '@sinclair/typebox'

import { dimensionOf } from '../../../core/reports/dimensions.ts'
import { OPERATORS } from '../../../core/reports/predicate.ts'
import type { SavedKind, SavedObject } from '../../../db/saved-objects.ts'
import { sent } from '../../../lib/sent.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import {
  addSaved,
  ownSaved,
  putSaved,
  removeSaved,
  savedId,
} from '../../../manage/reports/saved-objects.ts'
import { ENTITIES } from '../entities.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, titleOf } from '../wire.ts'
import { queryOf } from './reports.ts'
import { type QueryFilters, queryFilters, SimpleFilters } from './simple-filter.wire.ts'

const tag = 'Reports'
const optional = Type.Optional
const SavedName = Type.String({ minLength: 1, maxLength: 255 })
const Subject = anyCase(ENTITIES)
const SubjectParams = Type.Object({ subject: Subject })
const NewParams = Type.Object({ subject: Subject, uuid: Uuid })
const Params = Type.Object({ uuid: Uuid })
const PresetBody = Type.Object({
  name: SavedName,
  groupings: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 5 }),
})
const FilterBody = Type.Object({ name: SavedName, filters: SimpleFilters })
const FilterChange = Type.Object({
  name: optional(SavedName),
  filters: optional(SimpleFilters),
})

type Subjected = Call<Static<typeof SubjectParams>>
type NewCall<B = unknown> = Call<Static<typeof NewParams>, unknown, B>
type ById = Call<{ uuid: string }>

/** What both kinds hold beside their own. */
interface OfSubject {
  readonly subject: string
}

function listOf({ read, caller, params }: Subjected, kind: SavedKind) {
  const own = caller.userId === null ? [] : read.saved.listFor(kind, caller.userId)
  return own.filter(({ spec }) => (spec as OfSubject).subject === params.subject).map(view)
}

function view({ id, name, spec }: SavedObject) {
  return { uuid: id, name, ...(spec as OfSubject) }
}

function add({ desk, caller, params }: NewCall, kind: SavedKind, name: string, spec: object) {
  const place = { kind, id: savedId(params.uuid), ownerId: caller.userId, isShared: false }
  const whole = { subject: params.subject, ...spec }
  return emptyUnless(addSaved(desk, caller, { ...place, name, spec: whole }))
}

function remove({ desk, caller, read, params }: ById, kind: SavedKind): object {
  const object = ownSaved(read, caller, kind, params.uuid)
  return isRefusal(object) ? object : emptyUnless(removeSaved(desk, caller, object))
}

function addPreset(call: NewCall<Static<typeof PresetBody>>): object {
  const { name, groupings } = call.body
  const known = groupings.map((key) => dimensionOf(key)?.key ?? null)
  const at = known.indexOf(null)
  if (at >= 0) {
    return wrong(`groupings.${at}`, 'is no dimension')
  }
  return add(call, 'report_presets', name, { groupings: known })
}

/** A report with as many levels as there can be, so that every level of a filter is one. */
const WHOLE = ['campaign', 'offer', 'landing', 'geoCountry', 'days']

function refuseFilters(call: Call, filters: SimpleFilters | undefined): Refusal | null {
  if (filters === undefined) return null
  const query = queryOf(call, { groupings: WHOLE, filters: queryFilters(filters) })
  return isRefusal(query) ? query : null
}

function addFilter(call: NewCall<Static<typeof FilterBody>>): object {
  const { name, filters } = call.body
  return refuseFilters(call, filters) ?? add(call, 'simple_filters', name, { filters })
}

function changeFilter(call: Call<{ uuid: string }, unknown, Static<typeof FilterChange>>): object {
  const { desk, caller, read, params, body } = call
  const filter = ownSaved(read, caller, 'simple_filters', params.uuid)
  if (isRefusal(filter)) return filter
  const refusal = refuseFilters(call, body.filters)
  if (refusal !== null) return refusal
  const spec = { ...(filter.spec as object), ...sent({ filters: body.filters }) }
  return emptyUnless(putSaved(desk, caller, filter, { ...sent({ name: body.name }), spec }))
}

/** Null: the caller has none with this id. */
export function savedFilters({ read, caller }: Call, id: string): QueryFilters | null {
  const filter = ownSaved(read, caller, 'simple_filters', id)
  if (isRefusal(filter)) return null
  return queryFilters((filter.spec as { readonly filters: SimpleFilters }).filters)
}

export const savedFilterOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/report/preset/:subject',
    id: 'listReportPresets',
    summary: 'Own presets of groupings',
    tag,
    params: SubjectParams,
    run: (call) => listOf(call, 'report_presets'),
  }),
  operation({
    method: 'POST',
    path: '/report/preset/:subject/:uuid',
    id: 'createReportPreset',
    summary: 'Keep groupings under a name',
    tag,
    params: NewParams,
    body: PresetBody,
    answer: Empty,
    status: 201,
    run: addPreset,
  }),
  operation({
    method: 'DELETE',
    path: '/report/preset/:uuid',
    id: 'deleteReportPreset',
    summary: 'Remove a preset',
    tag,
    params: Params,
    answer: Empty,
    run: (call) => remove(call, 'report_presets'),
  }),
  operation({
    method: 'GET',
    path: '/report/simple_filter/operators/list',
    id: 'listFilterOperators',
    summary: 'Operators of filters',
    tag,
    run: () => OPERATORS.map((operator) => ({ operator, name: titleOf(operator) })),
  }),
  operation({
    method: 'GET',
    path: '/report/simple_filter/:subject',
    id: 'listSimpleFilters',
    summary: 'Own filters of reports',
    tag,
    params: SubjectParams,
    run: (call) => listOf(call, 'simple_filters'),
  }),
  operation({
    method: 'POST',
    path: '/report/simple_filter/:subject/:uuid',
    id: 'createSimpleFilter',
    summary: 'Keep filters under a name; reports take them as simpleFilterId',
    tag,
    params: NewParams,
    body: FilterBody,
    answer: Empty,
    status: 201,
    run: addFilter,
  }),
  operation({
    method: 'PUT',
    path: '/report/simple_filter/:uuid',
    id: 'changeSimpleFilter',
    summary: 'Change kept filters',
    tag,
    params: Params,
    body: FilterChange,
    answer: Empty,
    run: changeFilter,
  }),
  operation({
    method: 'DELETE',
    path: '/report/simple_filter/:uuid',
    id: 'deleteSimpleFilter',
    summary: 'Remove kept filters',
    tag,
    params: Params,
    answer: Empty,
    run: (call) => remove(call, 'simple_filters'),
  }),
]
