/**
 * Which offer visitors went on to from their landing: a conversion belongs to that one, and it is
 * not yet known when the click is stored. Of clicks that are not held, the ledger is asked.
 */
import type { Event } from '../../core/event.ts'
import type { OfferChoice } from '../../ledger/segments/follow-ups.ts'
import { boundedCache } from '../../lib/lru.ts'

const HELD_CLICKS = 100_000

export interface LandingChoices {
  /** From the event of a landing click; one that led to no offer changes nothing. */
  note(event: Event): void
  /** `null`: not held. */
  of(clickSeq: number): OfferChoice | null
}

export function landingChoices(): LandingChoices {
  const held = boundedCache<number, OfferChoice>(HELD_CLICKS)
  return {
    note({ clickSeq, offerId, networkId, pathId }) {
      if (offerId > 0) held.set(clickSeq, { offerId, networkId, pathId })
    },
    of: (clickSeq) => held.get(clickSeq) ?? null,
  }
}
