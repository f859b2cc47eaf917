/** Which offer a conversion belongs to when its call names a place in the path (`to_offer`). */
import type { Event } from '../event.ts'
import type { RoutingTables } from '../tables.ts'

/** The click as if it had led to the offer at this place of its path, from 1; `null`: none is there. */
export function atOffer(click: Event, position: number, tables: RoutingTables): Event | null {
  const campaign = tables.campaign(click.campaignId)
  if (campaign === null) return null
  const { forced, regular, fallback } = campaign
  const flows = [...forced, ...regular, ...(fallback === null ? [] : [fallback])]
  const flow = flows.find(({ id }) => id === click.flowId)
  const path = flow?.paths.find(({ spec }) => spec.id === click.pathId)
  const offer =
    tables.offer(path?.offers.find((each) => each.position === position)?.offerId ?? 0)?.spec ??
    null
  return offer === null ? null : { ...click, offerId: offer.id, networkId: offer.networkId ?? 0 }
}
