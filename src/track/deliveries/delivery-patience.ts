/**
 * When the sender gives up on what waits. Only time in which it could have called counts: neither a
 * server that was off for days nor a clock that was set forward ends a postback without a try.
 */
import { HOUR_MS } from '../../lib/spans.ts'

/** Longer than all tries take: those of a host that was never called are over then. */
const GIVE_UP_MS = 48 * HOUR_MS

/**
 * What was queued before the time it gives is given up; `clock` gives epoch milliseconds, `awake`
 * milliseconds that nobody can set.
 */
export function patience(clock: () => number, awake: () => number): () => number {
  const began = { at: clock(), awake: awake() }
  return () => {
    const passed = awake() - began.awake
    if (passed < GIVE_UP_MS) return 0
    return Math.min(clock(), began.at + passed) - GIVE_UP_MS
  }
}
