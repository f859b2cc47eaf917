/** Operations on rotations: flow sets that several campaigns share. */
import { type Static, Type } from '@sinclair/typebox'

import type { RotationRecord } from '../../../db/records.ts'
import { accessTo, lookUp, readable } from '../../../manage/access.ts'
import { flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import {
  archiveRotation,
  attachCampaigns,
  changeRotation,
  createRotation,
  refuseCampaigns,
  type RotationChange,
} from '../../../manage/campaigns/rotations.ts'
import type { Done } from '../../../manage/desk.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, idOf, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, STATUS, storedStatus, TextFilter, UuidFilter } from '../query.ts'
import { resourceOperations } from '../resource.ts'
import { nullable, Uuid } from '../shape.ts'
import { CreatedId, Name, sent } from '../wire.ts'
import { CRITERION_TYPES } from './criteria.wire.ts'
import { planView } from './plan-view.ts'
import { PLAN, withPlan } from './plan.wire.ts'
import { tokenViews } from './tokens.wire.ts'

const tag = 'Rotations'
const optional = Type.Optional
const ROTATION = {
  groupUuid: optional(nullable(Uuid)),
  ...PLAN,
  campaignIds: optional(nullable(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 10_000 }))),
}
const RotationWrite = Type.Object({ name: Name, ...ROTATION })
const RotationReplace = Type.Object({ name: optional(nullable(Name)), ...ROTATION })

type AnyCall = Call<unknown, unknown, unknown>

function rotationChange(body: Static<typeof RotationReplace>): RotationChange {
  return sent<RotationChange>({ name: body.name ?? undefined, groupId: body.groupUuid })
}

export function rotationView({ read, caller }: AnyCall, rotation: RotationRecord) {
  const campaigns = readable(caller, 'campaigns', read.campaigns.list('active'))
    .filter((campaign) => campaign.rotationId === rotation.id)
    .map(({ id, name }) => ({ id, name }))
  return {
    name: rotation.name,
    groupUuid: rotation.groupId,
    ...planView(read, flowsOf(read, { scope: 'rotation', id: rotation.id })),
    campaigns,
  }
}

function attach(
  { desk, caller }: AnyCall,
  result: Done | Refusal,
  id: number,
  campaignIds: readonly number[] | null | undefined,
): Done | Refusal {
  return isRefusal(result) ? result : attachCampaigns(desk, caller, id, campaignIds ?? [])
}

export const rotationOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/rotation',
    id: 'createRotation',
    summary: 'Create a shared rotation',
    tag,
    body: RotationWrite,
    answer: CreatedId,
    status: 201,
    run: (call) => {
      const { desk, caller, body } = call
      const refusal = refuseCampaigns(desk, caller, body.campaignIds ?? [])
      if (refusal !== null) return refusal
      const id = createRotation(desk, caller, rotationChange(body), withPlan(null, body))
      if (isRefusal(id)) return id
      const attached = attachCampaigns(desk, caller, id, body.campaignIds ?? [])
      return isRefusal(attached) ? attached : idOf(id)
    },
  }),
  ...resourceOperations({
    kind: 'rotations',
    base: '/rotation',
    noun: 'Rotation',
    article: 'a rotation',
    tag,
    body: RotationReplace,
    view: (call, rotation) => rotationView(call, rotation),
    replace: (call, body, { id }) => {
      const { desk, caller, read } = call
      const refusal = refuseCampaigns(desk, caller, body.campaignIds ?? [])
      if (refusal !== null) return refusal
      const flows = withPlan(flowsOf(read, { scope: 'rotation', id }), body)
      const change = rotationChange(body)
      return attach(call, changeRotation(desk, caller, id, { change, flows }), id, body.campaignIds)
    },
    rename: ({ desk, caller, params }, name) =>
      changeRotation(desk, caller, params.id, { change: { name }, flows: null }),
    archive: ({ desk, caller, params }) => archiveRotation(desk, caller, params.id),
  }).filter(({ id }) => id !== 'renameRotation'), // the dialect has no such operation
  operation({
    method: 'GET',
    path: '/rotation/list/filtered',
    id: 'listRotations',
    summary: 'List rotations',
    tag,
    query: Type.Object({ name: TextFilter, groupUuid: UuidFilter, ...STATUS, ...PAGE }),
    run: ({ read, caller, query }) => {
      const stored = read.rotations.list(storedStatus(query.status))
      const rows = readable(caller, 'rotations', stored)
        .filter((rotation) => hasText(rotation.name, query.name))
        .filter((rotation) => query.groupUuid === undefined || rotation.groupId === query.groupUuid)
        .map((rotation) => ({
          id: rotation.id,
          name: rotation.name,
          groupId: rotation.groupId,
          accessLevel: accessTo(caller, 'rotations', rotation),
        }))
      return pageOf(rows, query)
    },
  }),
  operation({
    method: 'GET',
    path: '/rotation_custom_rules/:trafficSourceId',
    id: 'listCustomCriterionTypes',
    summary: 'Criterion types that a traffic source adds: its tokens, under their names',
    tag,
    params: Type.Object({ trafficSourceId: Type.Integer({ minimum: 1 }) }),
    run: ({ read, caller, params }) => {
      const address = { id: params.trafficSourceId, need: 'read' } as const
      const source = lookUp(read, caller, 'traffic_sources', address)
      if (isRefusal(source)) return source
      return tokenViews(source.parameters)
        .filter(({ id }) => CRITERION_TYPES.includes(`token_${id}`))
        .map(({ id, name, parameter }) => ({ id: `token_${id}`, name: name || parameter }))
    },
  }),
  operation({
    method: 'GET',
    path: '/rotation_rules',
    id: 'listCriterionTypes',
    summary: 'Criterion types',
    tag,
    run: () => CRITERION_TYPES.map((id) => ({ id, name: id.replaceAll('_', ' ') })),
  }),
]
