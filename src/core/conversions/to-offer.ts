/** Which offer a conversion belongs to when its call names a place in the path (`to_offer`). */
import { pathOf } from '../click-place.ts'
import type { Event } from '../event.ts'
import type { RoutingTables } from '../tables.ts'

/** The click as if it had led to the offer at this place of its path, from 1; `null`: none is there. */
export function atOffer(click: Event, position: number, tables: RoutingTables): Event | null {
  const path = pathOf(click, tables.campaign(click.campaignId))
  const entry = path?.offers.find((each) => each.position === position)
  const offer = tables.offer(entry?.offerId ?? 0)?.spec ?? null
  return offer === null ? null : { ...click, offerId: offer.id, networkId: offer.networkId ?? 0 }
}
