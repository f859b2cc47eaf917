/** How old things are by a clock that people set: forward, back, by a year. */
import { DAY_MS, MINUTE_MS } from './spans.ts'

/** Whether less than `ms` have passed since `at`. What is dated in the future was noted before the clock was set back. */
export function isYoung(at: number, ms: number, now: number): boolean {
  const age = now - at
  return age >= 0 && age < ms
}

/** A clock may gain as much without being doubted. */
const GAIN_MS = MINUTE_MS
/** So long one that was set forward is doubted. */
const DOUBT_MS = DAY_MS

/**
 * The time by which things are removed for good, whole milliseconds: a clock that jumps forward is believed after
 * a day in which it has stayed so, one that goes back at once. `awake` gives milliseconds that nobody can set.
 */
export function unhurried(clock: () => number, awake: () => number): () => number {
  let ahead = clock() - awake()
  let doubted: { readonly ahead: number; readonly since: number } | null = null
  return () => {
    const now = awake()
    const offset = clock() - now
    const isPlain = offset <= ahead + GAIN_MS
    if (isPlain) doubted = null
    else if (doubted === null || Math.abs(offset - doubted.ahead) > GAIN_MS) {
      doubted = { ahead: offset, since: now }
    }
    if (isPlain || (doubted !== null && now - doubted.since >= DOUBT_MS)) ahead = offset
    return Math.round(now + ahead)
  }
}
