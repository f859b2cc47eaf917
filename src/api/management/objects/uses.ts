/** Where an offer or a landing is used: campaigns and rotations whose flows name it. */
import { Type } from '@sinclair/typebox'

import type { FlowScope } from '../../../db/schema.ts'
import { readable } from '../../../manage/access.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { found } from '../resource.ts'
import { IdParams } from '../wire.ts'

const Named = Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }))
const Uses = Type.Object({
  campaigns: Named,
  rotations: Named,
  hasMore: Type.Boolean({
    description: 'Whether there are others: ones the caller may not see, or more than 500',
  }),
})

/** Each is looked up; what an offer in ten thousand campaigns tells is that there are many. */
const LOOKED_AT = 500

type ById = Call<{ id: number }>

function usesOf({ read, caller, params }: ById, kind: 'offer' | 'landing') {
  const uses = read.flowSets.usesOf(kind, params.id)
  const owners = (scope: FlowScope) =>
    uses
      .slice(0, LOOKED_AT)
      .filter((use) => use.scope === scope)
      .map(({ ownerId }) => ownerId)
  // Of a campaign with a rotation the own flows lie idle.
  const campaigns = present(owners('campaign').map(read.campaigns.find)).filter(
    ({ rotationId }) => rotationId === null,
  )
  const rotations = present(owners('rotation').map(read.rotations.find))
  const shown = {
    campaigns: readable(caller, 'campaigns', campaigns).map(named),
    rotations: readable(caller, 'rotations', rotations).map(named),
  }
  const hidden =
    campaigns.length + rotations.length - shown.campaigns.length - shown.rotations.length
  return { ...shown, hasMore: hidden > 0 || uses.length > LOOKED_AT }
}

function present<T extends { readonly state: string }>(found: readonly (T | null)[]): T[] {
  return found.filter((one): one is T => one !== null && one.state !== 'archived')
}

const named = ({ id, name }: { readonly id: number; readonly name: string }) => ({ id, name })

export const usesOperations: readonly Operation[] = [
  usesOperation('offer', 'Offer', 'Campaigns and rotations whose flows lead to an offer'),
  usesOperation('landing', 'Landing', 'Campaigns and rotations whose flows show a landing'),
]

function usesOperation(
  kind: 'offer' | 'landing',
  noun: 'Offer' | 'Landing',
  summary: string,
): Operation {
  return operation({
    method: 'GET',
    path: `/${kind}/:id/uses`,
    id: `list${noun}Uses`,
    summary,
    tag: `${noun}s`,
    own: true,
    params: IdParams,
    answer: Uses,
    run: (call) => {
      const record = found(`${kind}s` as const, call)
      return isRefusal(record) ? record : usesOf(call, kind)
    },
  })
}
