/**
 * Notices many clicks from one address. They are redirected and stored like all others, only
 * flagged, so that a report can leave them out. Constant memory: addresses share 65,536 counters,
 * a clash can flag a click too many, never too few.
 */
import type { VisitorKey } from '../../core/visitor-key.ts'

const SLOTS = 65_536
const WINDOW_MS = 10_000
export const FLOOD_CLICKS = 100

/** Whether this is beyond `limit` (60,000 at most) for its address in the running ten seconds; 0: nothing is. */
export type FloodDetector = (address: VisitorKey, now: number, limit?: number) => boolean

export function floodDetector(): FloodDetector {
  const counts = new Uint16Array(SLOTS)
  const windows = new Uint32Array(SLOTS)
  return ({ low }, now, limit = FLOOD_CLICKS) => {
    if (limit === 0) return false
    const slot = low & (SLOTS - 1)
    const window = Math.floor(now / WINDOW_MS) >>> 0
    if (windows[slot] !== window) {
      windows[slot] = window
      counts[slot] = 0
    }
    if (counts[slot]! <= limit) counts[slot]!++
    return counts[slot]! > limit
  }
}
