/** A fixed set of whole numbers given as ranges, asked by binary search without allocating. */

/** Both ends count. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

export interface NumberSet {
  contains(value: number): boolean
}

/** Ranges may overlap and come in any order; those that end before they start hold nothing. */
export function numberSet(ranges: readonly NumberRange[]): NumberSet {
  const merged = merge(ranges)
  const starts = Float64Array.from(merged, (range) => range.from)
  const ends = Float64Array.from(merged, (range) => range.to)
  return {
    contains(value) {
      const at = lastNotAbove(starts, value)
      return at >= 0 && value <= ends[at]!
    },
  }
}

function merge(ranges: readonly NumberRange[]): NumberRange[] {
  const merged: { from: number; to: number }[] = []
  const sorted = ranges.filter(({ from, to }) => from <= to).sort((a, b) => a.from - b.from)
  for (const { from, to } of sorted) {
    const last = merged.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** Index of the last of the ascending numbers that is not above `value`, or −1. */
function lastNotAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
