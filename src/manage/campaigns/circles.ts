/** Circles that visitors could run in: campaigns that pass on to each other, caps that give way. */
import type { FlowSet } from '../../core/model.ts'
import { usesIn } from '../../db/flow-sets.ts'
import type { ReadStores } from '../../db/stores.ts'

/** Whether a visit of the campaign could come back to it, if it had this flow set. */
export function leadsBackTo(stores: ReadStores, campaignId: number, set: FlowSet): boolean {
  const first = usesIn(set).flatMap(([kind, id]) => (kind === 'campaign' ? [id] : []))
  return reaches(campaignId, first, (id) => nextCampaigns(stores, id))
}

function nextCampaigns(stores: ReadStores, id: number): number[] {
  const rotationId = stores.campaigns.find(id)?.rotationId ?? null
  return rotationId === null
    ? stores.flowSets.campaignsIn('campaign', id)
    : stores.flowSets.campaignsIn('rotation', rotationId)
}

/** Whether the alternatives of an offer's cap would lead back to the offer. */
export function capLeadsBackTo(stores: ReadStores, offerId: number, alternative: number): boolean {
  return reaches(offerId, [alternative], (id) => {
    const next = stores.offers.find(id)?.cap?.alternativeOfferId ?? null
    return next === null ? [] : [next]
  })
}

function reaches(goal: number, from: readonly number[], next: (id: number) => number[]): boolean {
  const seen = new Set<number>()
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...next(id))
  }
  return false
}
