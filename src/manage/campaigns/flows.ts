/**
 * Changes of flow sets: numbers for new flows and paths, the checks of `routing.md` 18, the write.
 * Ids that are sent back are kept, so statistics stay with their flow and path.
 */
import type { Flow, FlowSet, Path } from '../../core/model.ts'
import type { Stores } from '../../db/stores.ts'
import { type Caller, lookUp } from '../access.ts'
import { type Desk, save } from '../desk.ts'
import { isRefusal, problems, type Refusal } from '../refusal.ts'
import { checkFlowSet } from './flow-checks.ts'
import { type FlowOwner, flowsOf } from './flow-owner.ts'

/** The stored set, or why it was refused. A campaign on a shared rotation has no flows to change. */
export function changeFlows(
  desk: Desk,
  caller: Caller,
  owner: FlowOwner,
  draft: FlowSet,
): FlowSet | Refusal {
  const refusal = mayChangeFlows(desk, caller, owner) ?? refuseFlows(desk, caller, owner, draft)
  if (refusal !== null) return refusal
  const kind = owner.scope === 'campaign' ? 'campaigns' : 'rotations'
  const name = desk.stores[kind].find(owner.id)?.name ?? ''
  const before = flowsOf(desk.stores, owner)
  save(desk, caller, { event: 'change_flows', kind, name, changes: draft, before }, () => {
    putFlows(desk.stores, owner, draft)
    return owner.id
  })
  return flowsOf(desk.stores, owner)
}

/** Only the checks: what `changeFlows` would refuse, or null. */
export function dryRunFlows(desk: Desk, caller: Caller, owner: FlowOwner, draft: FlowSet) {
  return mayChangeFlows(desk, caller, owner) ?? refuseFlows(desk, caller, owner, draft)
}

function mayChangeFlows(desk: Desk, caller: Caller, { scope, id }: FlowOwner): Refusal | null {
  if (scope === 'rotation') {
    const rotation = lookUp(desk.stores, caller, 'rotations', { id, need: 'modify' })
    return isRefusal(rotation) ? rotation : null
  }
  const campaign = lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  const { rotationId } = campaign
  return rotationId === null ? null : { refused: 'shared_rotation', rotationId }
}

/** `owner.id` is 0 for a campaign or rotation that is only being made. */
export function refuseFlows(
  desk: Desk,
  caller: Caller,
  owner: FlowOwner,
  draft: FlowSet,
): Refusal | null {
  const found = problems()
  checkFlowSet(desk, caller, { owner, stored: flowsOf(desk.stores, owner), draft }, found)
  return found.refusal()
}

/** Writes the set with its numbers; call it inside `save`. */
export function putFlows(stores: Stores, owner: FlowOwner, draft: FlowSet): void {
  const stored = stores.flowSets.find(owner.scope, owner.id)
  stores.flowSets.put(owner.scope, owner.id, numbered(stores, stored, draft))
}

const PLACE = { forced: 0, regular: 1, default: 2 }

/** In stored order, every flow and path with a number of its own; foreign and repeated ids are new. */
function numbered({ flowSets }: Stores, stored: FlowSet | null, draft: FlowSet): FlowSet {
  const flowIds = keeper(stored?.flows ?? [], () => flowSets.take('flow', 1))
  const pathIds = keeper(stored?.flows.flatMap((flow) => flow.paths) ?? [], () =>
    flowSets.take('path', 1),
  )
  const flows = draft.flows
    .map((flow): Flow => ({
      ...flow,
      id: flowIds(flow.id),
      paths: flow.paths.map(withId(pathIds)),
    }))
    .sort((a, b) => PLACE[a.type] - PLACE[b.type])
  return { ...draft, flows }
}

const withId =
  (idOf: (id: number) => number) =>
  (path: Path): Path => ({ ...path, id: idOf(path.id) })

/** Keeps an id the first time it is asked for, if it is one of `known`; else gives a fresh one. */
function keeper(known: readonly { readonly id: number }[], fresh: () => number) {
  const free = new Set(known.map((item) => item.id).filter((id) => id > 0))
  return (id: number) => (free.delete(id) ? id : fresh())
}
