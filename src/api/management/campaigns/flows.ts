/** Sluice's own operations on flow sets, and the catalogue of what a flow can be made of. */
import { type Static, Type } from '@sinclair/typebox'

import { ACTIONS } from '../../../core/actions/index.ts'
import { FILTERS } from '../../../core/filters/index.ts'
import { MACROS } from '../../../core/macros/index.ts'
import type { FlowScope } from '../../../db/schema.ts'
import { isAvailable } from '../../../detect/filter-sources.ts'
import { lookUp } from '../../../manage/access.ts'
import { FLOW_LIMITS } from '../../../manage/campaigns/flow-checks.ts'
import { flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import { flowWarnings } from '../../../manage/campaigns/flow-warnings.ts'
import { changeFlows, dryRunFlows } from '../../../manage/campaigns/flows.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { IdParams } from '../wire.ts'
import { flowSetOf, flowSetView, FlowSetWrite } from './flow-set.wire.ts'

const tag = 'Flows'

type ById = Call<{ id: number }>

/** A campaign on a shared rotation shows the rotation's flows and says which rotation it is. */
function view(call: ById, scope: FlowScope): object | Refusal {
  const { read, caller, params } = call
  const kind = scope === 'campaign' ? 'campaigns' : 'rotations'
  const record = lookUp(read, caller, kind, { id: params.id, need: 'read' })
  if (isRefusal(record)) return record
  const rotationId = 'rotationId' in record ? record.rotationId : null
  const owner =
    rotationId === null ? { scope, id: record.id } : { scope: 'rotation' as const, id: rotationId }
  return flowSetView(owner, flowsOf(read, owner))
}

function replace(call: ById, scope: FlowScope, body: Static<typeof FlowSetWrite>, dryRun: boolean) {
  const { desk, caller, params, read, detectors, capUsed } = call
  const owner = { scope, id: params.id }
  const draft = flowSetOf(body)
  const result = dryRun
    ? (dryRunFlows(desk, caller, owner, draft) ?? draft)
    : changeFlows(desk, caller, owner, draft)
  if (isRefusal(result)) return result
  return {
    ...flowSetView(owner, result),
    warnings: flowWarnings(read, result, { fields: detectors.geo.fields, capUsed }),
  }
}

const DryRun = Type.Object({ dryRun: Type.Optional(Type.Boolean()) })

function flowOperations(scope: FlowScope, noun: string): Operation[] {
  const path = `/${scope}/:id/flows`
  const current = (call: ById) => view(call, scope)
  return [
    operation({
      method: 'GET',
      path,
      id: `get${noun}Flows`,
      summary: `Read the flows of a ${scope}`,
      tag,
      params: IdParams,
      own: true,
      current,
      run: current,
    }),
    operation({
      method: 'PUT',
      path,
      id: `replace${noun}Flows`,
      summary: `Replace the flows of a ${scope}, or only check them with dryRun`,
      tag,
      params: IdParams,
      query: DryRun,
      body: FlowSetWrite,
      own: true,
      current,
      run: (call) => replace(call, scope, call.body, call.query.dryRun ?? false),
    }),
  ]
}

const catalog = operation({
  method: 'GET',
  path: '/flow/catalog',
  id: 'getFlowCatalog',
  summary: 'Filters, actions, macros and limits',
  tag,
  own: true,
  run: ({ detectors }) => ({
    filters: FILTERS.map(({ key, title, group, needs, payload }) => ({
      key,
      title,
      group,
      modes: ['accept', 'reject'],
      payloadSchema: payload,
      needs,
      available: isAvailable(needs, detectors.geo.fields),
    })),
    actions: ACTIONS.map(({ key, title, payloadKind }) => ({ key, title, payloadKind })),
    macros: MACROS.flatMap(({ name, otherNames }) => [name, ...otherNames]),
    limits: FLOW_LIMITS,
  }),
})

export const flowSetOperations: readonly Operation[] = [
  ...flowOperations('campaign', 'Campaign'),
  ...flowOperations('rotation', 'Rotation'),
  catalog,
]
