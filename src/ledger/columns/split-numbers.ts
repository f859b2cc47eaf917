/** Numbers of which nearly all fit 16 bits, like most costs: what goes beyond stands beside them. */
import type { SplitNumbers } from './column.ts'

/** A split column has at most this share of rows beyond 16 bits. */
const BEYOND_SHARE = 1 / 8
const LOW_BITS = 0xffff

/** Of whole numbers, each `base` more than it says in `from`; `null` when too many go beyond. */
export function splitNumbers(from: ArrayLike<number>, base: number): SplitNumbers | null {
  let count = 0
  for (let row = 0; row < from.length; row++) {
    const value = base + from[row]!
    if (value !== (value & LOW_BITS)) count++
  }
  if (count > from.length * BEYOND_SHARE) return null
  const low = new Uint16Array(from.length)
  const rows = new Uint16Array(count)
  const values = new Float64Array(count)
  let at = 0
  for (let row = 0; row < from.length; row++) {
    const value = base + from[row]!
    const part = value & LOW_BITS
    low[row] = part
    if (value === part) continue
    rows[at] = row
    values[at++] = value - part
  }
  return { of: 'split', low, rows, values }
}
