/**
 * The order of rows: by the asked columns, nulls last whichever way, ties by label and then value,
 * so that pages are stable. Of very many rows only the first ones are put in order.
 */
import { compareValues } from '../core/reports/predicate.ts'
import type { Column, Query } from '../core/reports/query.ts'
import type { LabelReader } from './labels.ts'
import { columnReader, type Tree } from './tree.ts'

type Compare = (a: number, b: number) => number

export interface Order {
  /** The first `wanted` of `groups` in order; the rest follow in any order. */
  sorted(level: number, groups: Uint32Array, wanted: number): Uint32Array
}

export function orderOf(tree: Tree, query: Query, labels: LabelReader): Order {
  const byLevel = new Map<number, LevelOrder>()
  const level = (number: number) => {
    const known = byLevel.get(number)
    if (known !== undefined) return known
    const made = levelOrder(tree, query, labels, number)
    byLevel.set(number, made)
    return made
  }
  return {
    sorted(number, groups, wanted) {
      const { compare, first } = level(number)
      // Sorting everything for the top hundred of a million rows would cost seconds.
      if (first === null || groups.length <= wanted * 4) return groups.slice().sort(compare)
      const [best, rest] = splitAt(groups, wanted, first)
      const result = new Uint32Array(groups.length)
      result.set(best.sort(compare))
      result.set(rest, best.length)
      return result
    },
  }
}

interface LevelOrder {
  readonly compare: Compare
  /** The leading column as a number that grows in the wanted order; `null` for a dimension. */
  readonly first: ((group: number) => number) | null
}

function levelOrder(tree: Tree, query: Query, labels: LabelReader, level: number): LevelOrder {
  const keys = query.sort.flatMap((sort) => sortKey(tree, labels, level, sort))
  const ties = tieOrder(labels, level)
  const compare: Compare = (a, b) => {
    for (const key of keys) {
      const difference = key.compare(a, b)
      if (difference !== 0) return difference
    }
    return ties(a, b)
  }
  return { compare, first: keys[0]?.rank ?? null }
}

interface SortKey {
  readonly compare: Compare
  readonly rank: LevelOrder['first']
}

/** Empty for a dimension of another level. */
function sortKey(
  tree: Tree,
  labels: LabelReader,
  level: number,
  { key, dir, column }: Query['sort'][number],
): SortKey[] {
  if (column === null) {
    const isOwn = tree.groups.dimensions[level - 1]!.key === key
    return isOwn ? [{ rank: null, compare: valueOrder(tree, labels, level, dir) }] : []
  }
  const ranks = ranksOf(tree, level, column, dir === 'asc' ? 1 : -1)
  const rank = (group: number) => ranks[group]!
  return [{ rank, compare: (a, b) => ranks[a]! - ranks[b]! }]
}

/** Numbers to sort upwards by; nulls are above all. */
function ranksOf(tree: Tree, level: number, column: Column, sign: 1 | -1): Float64Array {
  const read = columnReader(column, tree.groups.now.keys)
  const sums = tree.now[level]!
  const ranks = new Float64Array(tree.sizes[level]!)
  for (let group = 0; group < ranks.length; group++) {
    const value = read(sums, group)
    // Not infinite: the difference of two infinities would not be a number.
    ranks[group] = value === null ? Number.MAX_VALUE : value * sign
  }
  return ranks
}

/** By number or time where values have one, else by label. */
function valueOrder(tree: Tree, labels: LabelReader, level: number, dir: 'asc' | 'desc'): Compare {
  const { kind } = tree.groups.dimensions[level - 1]!
  const sign = dir === 'asc' ? 1 : -1
  const isMeasured = kind === 'number' || kind === 'time'
  return (a, b) => {
    const [left, right] = [labels.value(level, a), labels.value(level, b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (isMeasured) return sign * compareValues(left, right)
    return sign * compareValues(labels.label(level, a), labels.label(level, b))
  }
}

function tieOrder(labels: LabelReader, level: number): Compare {
  return (a, b) => {
    const [left, right] = [labels.label(level, a), labels.label(level, b)]
    if (left !== right) return left < right ? -1 : 1
    return compareNullable(labels.value(level, a), labels.value(level, b))
  }
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compareValues(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

/** Those that can be among the first `wanted`, ties at the border included, and all others. */
function splitAt(
  groups: Uint32Array,
  wanted: number,
  rank: (group: number) => number,
): [Uint32Array, Uint32Array] {
  const ranks = new Float64Array(groups.length)
  for (let at = 0; at < groups.length; at++) ranks[at] = rank(groups[at]!)
  const border = ranks.slice().sort()[wanted] ?? Infinity
  const isBest = (_group: number, at: number) => ranks[at]! <= border
  return [groups.filter(isBest), groups.filter((group, at) => !isBest(group, at))]
}
