/**
 * Which offer visitors went on to from their landing: a conversion belongs to that one, and it is
 * not yet known when the click is stored. Of clicks that are not held, the ledger is asked.
 *
 * Numbers in tables, no objects: every collection of garbage would look at each of them again.
 */
import type { Event } from '../../core/event.ts'
import type { OfferChoice } from '../../ledger/segments/follow-ups.ts'

/** Clicks that share a place are so far apart; the one that went on last has it. */
const HELD_CLICKS = 262_144

export interface LandingChoices {
  /** From the event of a landing click; one that led to no offer changes nothing. */
  note(event: Pick<Event, 'clickSeq' | keyof OfferChoice>): void
  /** `null`: not held. */
  of(clickSeq: number): OfferChoice | null
}

export function landingChoices(places: number = HELD_CLICKS): LandingChoices {
  const offers = new Float64Array(places)
  const clicks = new Float64Array(places)
  const networks = new Float64Array(places)
  const paths = new Float64Array(places)
  return {
    note({ clickSeq, offerId, networkId, pathId }) {
      if (offerId === 0) return
      const at = clickSeq % places
      clicks[at] = clickSeq
      offers[at] = offerId
      networks[at] = networkId
      paths[at] = pathId
    },
    of(clickSeq) {
      const at = clickSeq % places
      if (offers[at] === 0 || clicks[at] !== clickSeq) return null
      return { offerId: offers[at]!, networkId: networks[at]!, pathId: paths[at]! }
    },
  }
}
