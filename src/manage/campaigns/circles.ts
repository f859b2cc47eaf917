/** Circles that visitors could run in: campaigns that pass on to each other, caps that give way. */
import type { FlowSet } from '../../core/model.ts'
import { usesIn } from '../../db/flow-sets.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { FlowOwner } from './flow-owner.ts'

export const IN_A_CIRCLE = 'campaigns would lead in a circle'

/** Whether a visit could come back to the campaign, or to one on the rotation, if it had this flow set. */
export function leadsBackTo(stores: ReadStores, { scope, id }: FlowOwner, set: FlowSet): boolean {
  const first = usesIn(set).flatMap(([kind, to]) => (kind === 'campaign' ? [to] : []))
  const isGoal = (campaignId: number) =>
    scope === 'campaign' ? campaignId === id : stores.campaigns.find(campaignId)?.rotationId === id
  return reaches(isGoal, first, (campaignId) => nextCampaigns(stores, campaignId))
}

/** Whether a visit could come back to the campaign, if it were on the rotation. */
export function rotationLeadsTo(
  stores: ReadStores,
  rotationId: number,
  campaignId: number,
): boolean {
  const first = stores.flowSets.campaignsIn('rotation', rotationId)
  return reaches(
    (id) => id === campaignId,
    first,
    (id) => nextCampaigns(stores, id),
  )
}

function nextCampaigns(stores: ReadStores, id: number): number[] {
  const rotationId = stores.campaigns.find(id)?.rotationId ?? null
  return rotationId === null
    ? stores.flowSets.campaignsIn('campaign', id)
    : stores.flowSets.campaignsIn('rotation', rotationId)
}

/** Whether the alternatives of an offer's cap would lead back to the offer. */
export function capLeadsBackTo(stores: ReadStores, offerId: number, alternative: number): boolean {
  const isGoal = (id: number) => id === offerId
  return reaches(isGoal, [alternative], (id) => {
    const next = stores.offers.find(id)?.cap?.alternativeOfferId ?? null
    return next === null ? [] : [next]
  })
}

function reaches(
  isGoal: (id: number) => boolean,
  from: readonly number[],
  next: (id: number) => number[],
): boolean {
  const seen = new Set<number>()
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (isGoal(id)) return true
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...next(id))
  }
  return false
}
