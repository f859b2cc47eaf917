/** Whose flows: those of a campaign, or of a rotation that several campaigns share. */
import type { FlowSet } from '../../core/model.ts'
import { emptyFlowSet } from '../../db/records.ts'
import type { FlowScope } from '../../db/schema.ts'
import type { ReadStores } from '../../db/stores.ts'

export interface FlowOwner {
  readonly scope: FlowScope
  readonly id: number
}

/** The owner's flow set; a rotation or campaign without one has an empty default flow. */
export function flowsOf({ flowSets }: Pick<ReadStores, 'flowSets'>, owner: FlowOwner): FlowSet {
  return flowSets.find(owner.scope, owner.id) ?? emptyFlowSet(0)
}
