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

/** What is known of a clock after a restart. */
export interface ClockMemory {
  /** Epoch milliseconds. */
  readonly believed: number
  /** How long the clock had been another one by then; 0: it was not. */
  readonly doubtedMs: number
}

export interface UnhurriedClock {
  (): number
  memory(): ClockMemory
}

/**
 * The time by which things are removed for good, whole milliseconds: a clock that jumps forward is believed after
 * a day in which it has stayed so, one that goes back at once. `awake` gives milliseconds that nobody can set;
 * `before`: what was known when the last run ended, from which a clock may be a day ahead.
 */
export function unhurried(
  clock: () => number,
  awake: () => number,
  before: ClockMemory | null = null,
): UnhurriedClock {
  let ahead = clock() - awake()
  let doubted: { readonly ahead: number; readonly since: number } | null = null
  if (before !== null && clock() - before.believed > DOUBT_MS) {
    doubted = { ahead, since: awake() - before.doubtedMs }
    ahead = before.believed - awake()
  }
  const time = () => {
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
  const memory = () => {
    const believed = time()
    return { believed, doubtedMs: doubted === null ? 0 : Math.round(awake() - doubted.since) }
  }
  return Object.assign(time, { memory })
}
