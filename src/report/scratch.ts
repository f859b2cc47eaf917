/**
 * Arrays for the work on one segment, the same ones for every segment: new ones each time would be
 * a hundred megabytes of garbage per report. What they hold is good until the next one asks.
 */
import { SEGMENT_ROWS } from '../core/click-id.ts'

export type ScratchUse = 'rows' | 'groups' | 'numbers' | 'codes' | 'passes'

const arrays = new Map<ScratchUse, Uint32Array>()

/** The first `size` elements of the array for this use, with whatever was left in them. */
export function scratch(use: ScratchUse, size: number): Uint32Array {
  const known = arrays.get(use)
  if (known !== undefined && known.length >= size) return known.subarray(0, size)
  const made = new Uint32Array(Math.max(size, SEGMENT_ROWS))
  arrays.set(use, made)
  return made.subarray(0, size)
}
