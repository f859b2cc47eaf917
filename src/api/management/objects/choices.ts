/** Objects to choose from: the few that a search finds, or the names of those that are chosen already. */
import { type Static, Type } from '@sinclair/typebox'

import { usesIn } from '../../../db/flow-sets.ts'
import { readDocumentsOf } from '../../../db/stores.ts'
import { accessTo, lookUp, readable } from '../../../manage/access.ts'
import { type FlowOwner, flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { ENTITIES, type Entity, STORES, type Thing } from '../entities.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { hasText, IdFilter, TextFilter } from '../query.ts'
import { anyCase, nullable } from '../shape.ts'

const optional = Type.Optional
const FOUND = 50

const Asked = Type.Object({
  q: TextFilter,
  ids: optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000 })),
  /** Whole names, in any letter case. */
  names: optional(Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 1000 })),
  /** What the caller may do with them at least. */
  access: optional(anyCase(['read', 'modify'])),
  campaignId: IdFilter,
  rotationId: IdFilter,
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

const Choices = Type.Object({
  rows: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      accessLevel: Type.String(),
      cap: optional(
        nullable(
          Type.Object({
            used: Type.Integer(),
            max: Type.Integer({ description: 'Conversions that the running period takes' }),
          }),
        ),
      ),
    }),
  ),
  hasMore: Type.Boolean(),
})

type OfEntity = Call<{ entity: Entity }, Static<typeof Asked>>

function choices(call: OfEntity): object {
  const { caller, params, query } = call
  const kind = STORES[params.entity]
  const wanted = wantedIds(call)
  if (isRefusal(wanted)) return wanted
  const isNamed = namedIn(query.names)
  const isMeant = query.q === undefined ? () => false : meantBy(query.q.trim())
  const isAny = wanted === null && query.names === undefined
  const all = readable(caller, kind, storedOf(call, query.names === undefined ? wanted : null))
  const { q, access = 'read', limit = isAny ? FOUND : Infinity } = query
  const found = all.filter(
    (thing) =>
      (isAny || wanted?.has(thing.id) === true || isNamed(thing)) &&
      (hasText(thing.name, q) || isMeant(thing)) &&
      (access === 'read' || accessTo(caller, kind, thing) === access),
  )
  const shown = [...new Set([...found.filter(isMeant), ...found])].slice(0, limit)
  return {
    rows: shown.map((thing) => ({
      id: thing.id,
      name: thing.name,
      accessLevel: accessTo(caller, kind, thing),
      ...(params.entity === 'offer' ? { cap: fillOf(call, thing.id) } : {}),
    })),
    hasMore: found.length > limit,
  }
}

/** Of a few each is read alone: a list of all takes longer. */
function storedOf({ read, params }: OfEntity, ids: ReadonlySet<number> | null) {
  const documents = readDocumentsOf(read, STORES[params.entity])
  if (ids === null) return documents.list('active')
  const found = [...ids].toSorted((a, b) => a - b).flatMap((id) => documents.find(id) ?? [])
  return found.filter(({ deletedAt }) => deletedAt === null)
}

function namedIn(names: readonly string[] = []): (thing: Thing) => boolean {
  const wanted = new Set(names.map((name) => name.trim().toLowerCase()))
  return ({ name }) => wanted.has(name.toLowerCase())
}

/** By its number or its whole name: what is meant, however many others have that in theirs. */
function meantBy(text: string): (thing: Thing) => boolean {
  return ({ id, name }) => String(id) === text || name.toLowerCase() === text.toLowerCase()
}

/** Null: not asked for by them. */
function wantedIds(call: OfEntity): ReadonlySet<number> | Refusal | null {
  const { params, query } = call
  const { ids, campaignId, rotationId } = query
  if (ids === undefined && campaignId === undefined && rotationId === undefined) return null
  const owners = [
    ...(campaignId === undefined ? [] : [ownerOf(call, 'campaign', campaignId)]),
    ...(rotationId === undefined ? [] : [ownerOf(call, 'rotation', rotationId)]),
  ]
  const wanted = new Set(ids)
  for (const owner of owners) {
    if (isRefusal(owner)) return owner
    for (const [kind, id] of usesIn(flowsOf(call.read, owner))) {
      if (kind === params.entity) wanted.add(id)
    }
  }
  return wanted
}

/** Of a campaign on a shared rotation the rotation's flows count. */
function ownerOf({ read, caller }: OfEntity, scope: FlowOwner['scope'], id: number) {
  const kind = scope === 'campaign' ? 'campaigns' : 'rotations'
  const record = lookUp(read, caller, kind, { id, need: 'read' })
  if (isRefusal(record)) return record
  const rotationId = 'rotationId' in record ? record.rotationId : null
  return rotationId === null ? { scope, id } : { scope: 'rotation' as const, id: rotationId }
}

function fillOf({ read, capUsed }: OfEntity, id: number) {
  const cap = read.offers.find(id)?.cap ?? null
  return cap === null || !cap.active || cap.max === 0 ? null : { used: capUsed(id), max: cap.max }
}

export const choiceOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/choices/:entity',
    id: 'listChoices',
    summary:
      'Names of objects: found by a part of them, by ids or whole names, or those that flows lead to',
    tag: 'Dictionaries',
    own: true,
    params: Type.Object({ entity: anyCase([...ENTITIES]) }),
    query: Asked,
    answer: Choices,
    run: choices,
  }),
]
