/**
 * Arrays for the work on one segment, the same ones for every segment: new ones each time would be
 * a hundred megabytes of garbage per report. What they hold is good until the next one asks.
 */
import { SEGMENT_ROWS } from '../../core/click-id.ts'

export type ScratchUse =
  | 'rows'
  | 'slots'
  | 'places'
  | 'groups'
  | 'numbers'
  | 'hashes'
  | 'codes'
  | 'passes'
  | 'pairs'
  | 'found'
  | `later ${number}`

const arrays = new Map<ScratchUse, Uint32Array>()

/** The first `size` elements of the array for this use, with whatever was left in them. */
export function scratch(use: ScratchUse, size: number): Uint32Array {
  const known = arrays.get(use)
  if (known !== undefined && known.length >= size) return known.subarray(0, size)
  const made = new Uint32Array(Math.max(size, SEGMENT_ROWS))
  arrays.set(use, made)
  return made.subarray(0, size)
}

let counting = new Uint32Array(0)

/** All rows of a segment by number; never to be written to. */
export function allRows(count: number): Uint32Array {
  if (counting.length < count)
    counting = Uint32Array.from({ length: Math.max(count, SEGMENT_ROWS) }, (_, row) => row)
  return counting.subarray(0, count)
}
