/** Operations on rotations: flow sets that several campaigns share. */
import { type Static, Type } from '@sinclair/typebox'

import type { RotationRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
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
import { type Desk, DONE, type Done } from '../../../manage/desk.ts'
import { allOrNothing } from '../../../manage/many.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, idOf, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, STATUS, storedStatus, TextFilter, UuidFilter } from '../query.ts'
import { resourceOperations } from '../resource.ts'
import { nullable, Uuid } from '../shape.ts'
import { CreatedId, KeptName, Name } from '../wire.ts'
import { isDomainBanned } from './campaign-view.ts'
import { trackerZone } from './catalog.ts'
import { CRITERION_TYPES } from './criteria.wire.ts'
import { namedAsSent } from './plan-places.ts'
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
const RotationReplace = Type.Object({ name: KeptName, ...ROTATION })

function rotationChange(body: Static<typeof RotationReplace>): RotationChange {
  return sent<RotationChange>({ name: body.name || undefined, groupId: body.groupUuid })
}

export function rotationView(call: Call, rotation: RotationRecord) {
  const { read, caller } = call
  const campaigns = readable(caller, 'campaigns', read.campaigns.list('active'))
    .filter((campaign) => campaign.rotationId === rotation.id)
    .map((campaign) => ({
      id: campaign.id,
      name: campaign.name,
      isDomainBanned: isDomainBanned(read, campaign),
    }))
  return {
    name: rotation.name,
    groupUuid: rotation.groupId,
    ...planView(call, flowsOf(read, { scope: 'rotation', id: rotation.id })),
    campaigns,
  }
}

type Body = Static<typeof RotationReplace>

/** The rotation and the campaigns that switch to it, or nothing. */
function withCampaigns(
  { desk, caller, body }: Call<unknown, unknown, Body>,
  write: (inside: Desk) => number | Refusal,
): number | Refusal {
  const campaignIds = body.campaignIds ?? []
  const refusal = refuseCampaigns(desk, caller, campaignIds)
  if (refusal !== null) return refusal
  return allOrNothing(desk, (inside) => {
    const id = write(inside)
    if (isRefusal(id)) return id
    const attached = attachCampaigns(inside, caller, id, campaignIds)
    return isRefusal(attached) ? attached : id
  })
}

function replaced(call: Call<{ id: number }, unknown, Body>): Done | Refusal {
  const { caller, read, body, params } = call
  const { set: flows, places } = withPlan(
    flowsOf(read, { scope: 'rotation', id: params.id }),
    body,
    trackerZone(call),
  )
  const written = withCampaigns(call, (inside) => {
    const done = changeRotation(inside, caller, params.id, { change: rotationChange(body), flows })
    return isRefusal(done) ? namedAsSent(done, { places, within: '' }) : params.id
  })
  return isRefusal(written) ? written : DONE
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
      const { caller, body } = call
      const { set, places } = withPlan(null, body, trackerZone(call))
      return idOf(
        withCampaigns(call, (inside) => {
          const made = createRotation(inside, caller, rotationChange(body), set)
          return namedAsSent(made, { places, within: '' })
        }),
      )
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
    replace: (call, body) => replaced({ ...call, body }),
    archive: ({ desk, caller, params }) => archiveRotation(desk, caller, params.id),
  }),
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
