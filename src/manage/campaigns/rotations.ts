/** Changes of rotations: flow sets that several campaigns share. */
import type { FlowSet } from '../../core/model.ts'
import { DEFAULTS, type Draft, emptyFlowSet } from '../../db/records.ts'
import { type Caller, inUse, lookUp, mayCreate } from '../access.ts'
import {
  archiveObject,
  type Deed,
  type DeedOn,
  type Desk,
  DONE,
  type Done,
  earlier,
  grantOwn,
  save,
  saveChange,
} from '../desk.ts'
import { checkGroup } from '../references.ts'
import { FORBIDDEN, isRefusal, type Named, problems, type Refusal } from '../refusal.ts'
import { checkName } from './campaign-checks.ts'
import { changeCampaign } from './campaigns.ts'
import { putFlows, refuseFlows } from './flows.ts'

export type RotationChange = Partial<Draft<'rotations'>>

export function createRotation(
  desk: Desk,
  caller: Caller,
  change: RotationChange,
  flows: FlowSet | null,
): number | Refusal {
  if (!mayCreate(caller, 'rotations')) return FORBIDDEN
  const draft = { ...DEFAULTS.rotations, ...change }
  const set = flows ?? emptyFlowSet(0)
  const refusal = refuseRotation(desk, caller, 0, { held: null, draft, flows: set })
  if (refusal !== null) return refusal
  const deed: Deed = { event: 'create', kind: 'rotations', name: draft.name, changes: change }
  return save(desk, caller, deed, () => {
    const id = desk.stores.rotations.add(draft, null)
    putFlows(desk.stores, { scope: 'rotation', id }, set)
    grantOwn(desk, caller, 'rotations', { ...draft, id })
    return id
  })
}

export function changeRotation(
  desk: Desk,
  caller: Caller,
  id: number,
  { change, flows }: { change: RotationChange; flows: FlowSet | null },
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'rotations', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = { ...before, ...change }
  const refusal = refuseRotation(desk, caller, id, { held: before.groupId, draft: after, flows })
  if (refusal !== null) return refusal
  const told = { name: after.name, changes: change, before: earlier(before, after, change) }
  const deed: DeedOn = { event: 'change', kind: 'rotations', id, ...told }
  return saveChange(desk, caller, deed, () => {
    desk.stores.rotations.put(after)
    if (flows !== null) putFlows(desk.stores, { scope: 'rotation', id }, flows)
  })
}

/** Whether the caller may switch the campaigns; asked before anything is written. */
export function refuseCampaigns(
  desk: Desk,
  caller: Caller,
  campaignIds: readonly number[],
): Refusal | null {
  const lookUps = campaignIds.map((id) =>
    lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' }),
  )
  return lookUps.find(isRefusal) ?? null
}

/** The campaigns switch to the rotation; the first refusal ends it. */
export function attachCampaigns(
  desk: Desk,
  caller: Caller,
  rotationId: number,
  campaignIds: readonly number[],
): Done | Refusal {
  for (const id of campaignIds) {
    const result = changeCampaign(desk, caller, id, { change: { rotationId } })
    if (isRefusal(result)) return result
  }
  return DONE
}

export function archiveRotation(desk: Desk, caller: Caller, id: number): Done | Refusal {
  const rotation = lookUp(desk.stores, caller, 'rotations', { id, need: 'modify' })
  if (isRefusal(rotation)) return rotation
  const campaigns = campaignsOn(desk, id)
  if (campaigns.length > 0) return inUse(desk.stores, caller, campaigns)
  return archiveObject(desk, caller, 'rotations', id)
}

/** Campaigns that are not archived and use the rotation. */
function campaignsOn(desk: Desk, id: number): Named[] {
  const sql = 'SELECT id, name FROM campaigns WHERE rotation_id = ? AND deleted_at IS NULL'
  return desk.db.query<Named, [number]>(sql).all(id)
}

interface Change {
  readonly held: string | null
  readonly draft: Draft<'rotations'>
  readonly flows: FlowSet | null
}

/** What is wrong with it and with the flows, if they come with it; null: nothing is. */
export function refuseRotation(
  desk: Desk,
  caller: Caller,
  id: number,
  { held, draft, flows }: Change,
) {
  const found = problems()
  checkName(draft.name, found)
  const group = { of: 'rotations', to: draft.groupId, held } as const
  checkGroup(desk.stores, caller, group, found)
  const refusal = found.refusal()
  if (refusal !== null || flows === null) return refusal
  return refuseFlows(desk, caller, { scope: 'rotation', id }, flows)
}
