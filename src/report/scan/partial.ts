/**
 * What one thread has added up, as it travels to another, and how it is added to what that one has.
 * Sums are integers, so the order of adding does not matter.
 */
import { growTotals, type Totals } from './accumulate.ts'
import { descend, descendFirst, type PackedValues } from './groups.ts'
import type { Groups } from './scan.ts'

export interface Partial {
  /** By dimension. */
  readonly values: readonly PackedValues[]
  readonly levels: readonly { readonly parents: Uint32Array; readonly values: Uint32Array }[]
  /** One array per sum. */
  readonly now: readonly Float64Array[]
  readonly before: readonly Float64Array[] | null
  readonly damaged: readonly number[]
}

export function partialOf({ numbers, levels, now, before, damaged }: Groups): Partial {
  const groups = levels.at(-1)?.size ?? 1
  const sums = (totals: Totals) => {
    growTotals(totals, groups)
    return totals.arrays.map((array) => array.slice(0, groups))
  }
  return {
    values: numbers.map((each) => each.pack()),
    levels: levels.map(({ size, parents, values }) => ({
      parents: parents.slice(0, size),
      values: values.slice(0, size),
    })),
    now: sums(now),
    before: before === null ? null : sums(before),
    damaged: [...damaged],
  }
}

/** The buffers that may change hands instead of being copied. */
export function buffersOf({ values, levels, now, before }: Partial): ArrayBufferLike[] {
  const arrays = [
    ...values.flatMap((each) => ('ends' in each ? [each.ends, each.bytes] : [])),
    ...levels.flatMap((level) => [level.parents, level.values]),
    ...now,
    ...(before ?? []),
  ]
  return arrays.map(({ buffer }) => buffer)
}

export function addPartial(into: Groups, partial: Partial): void {
  for (const segment of partial.damaged) into.damaged.add(segment)
  let groups = Uint32Array.of(0)
  partial.levels.forEach(({ parents, values }, index) => {
    const level = into.levels[index]!
    const numbers = into.numbers[index]!
    const known = numbers.unpack(partial.values[index]!)
    const above = groups
    groups = parents.map((parent) => above[parent]!)
    const valuesOfGroups = values.map((value) => known[value]!)
    if (index === 0) descendFirst(level, groups, valuesOfGroups, numbers.size)
    else descend(level, groups, valuesOfGroups, groups.length)
  })
  addTotals(into.now, partial.now, groups, into)
  if (into.before !== null && partial.before !== null)
    addTotals(into.before, partial.before, groups, into)
}

function addTotals(
  totals: Totals,
  sums: readonly Float64Array[],
  groups: Uint32Array,
  { levels }: Groups,
): void {
  growTotals(totals, levels.at(-1)?.size ?? 1)
  sums.forEach((from, index) => {
    const into = totals.arrays[index]!
    for (let group = 0; group < from.length; group++) into[groups[group]!]! += from[group]!
  })
}
