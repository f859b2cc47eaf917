/**
 * Notices many clicks from one address. They are redirected and stored like all others, only
 * flagged, so that a report can leave them out. Constant memory: addresses share 65,536 counters,
 * a clash can flag a click too many, never too few.
 */
import type { VisitorKey } from '../../core/visitor-key.ts'

const SLOTS = 65_536
const WINDOW_MS = 10_000
export const FLOOD_CLICKS = 100

/** Tells whether this click is beyond the limit of its address in the running ten seconds. */
export function floodDetector(): (address: VisitorKey, now: number) => boolean {
  const counts = new Uint16Array(SLOTS)
  const windows = new Uint32Array(SLOTS)
  return ({ low }, now) => {
    const slot = low & (SLOTS - 1)
    const window = Math.floor(now / WINDOW_MS) >>> 0
    if (windows[slot] !== window) {
      windows[slot] = window
      counts[slot] = 0
    }
    if (counts[slot]! <= FLOOD_CLICKS) counts[slot]!++
    return counts[slot]! > FLOOD_CLICKS
  }
}
