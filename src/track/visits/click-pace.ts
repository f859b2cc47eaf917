/**
 * How much pages may add to one click without a key: whoever came knows its id, and can send any number
 * of events for it, each of which is stored for good.
 */
import { tokenBuckets } from '../../lib/token-bucket.ts'

export interface ClickPace {
  /** Whether one more event would be stored; that it is not is told. */
  isOpen(clickId: string, now: number): boolean
  /** That as many were. */
  note(clickId: string, now: number, count: number): void
}

/** A page that says every few seconds how long it is read gets through an hour, and is stored by the minute then. */
export const PACE = { burst: 1000, perSecond: 1 / 60 }
/** Others are forgotten first: to be forgotten takes as many events of other clicks. */
const CLICKS_REMEMBERED = 10_000

/** `tell` hears of clicks of which something was not stored. */
export function clickPace(tell: (clickId: string) => void): ClickPace {
  const take = tokenBuckets<string>(CLICKS_REMEMBERED)
  return {
    isOpen(clickId, now) {
      const isOpen = take(clickId, PACE, now, 0) === 0
      if (!isOpen) tell(clickId)
      return isOpen
    },
    note: (clickId, now, count) => void take(clickId, PACE, now, count),
  }
}
