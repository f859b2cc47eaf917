/**
 * The order of rows: by the asked columns, nulls last whichever way, ties by label and then value,
 * so that pages are stable. Of very many rows only the first ones are put in order.
 */
import { type DimensionKind, dimensionOf } from '../core/reports/dimensions.ts'
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
  const byLevel = new Map<number, Compare>()
  const level = (number: number) => {
    const known = byLevel.get(number)
    if (known !== undefined) return known
    const made = levelOrder(tree, query, labels, number)
    byLevel.set(number, made)
    return made
  }
  return {
    sorted(number, groups, wanted) {
      const compare = level(number)
      const result = groups.slice()
      // Sorting everything for the top hundred of a million rows would cost seconds.
      if (groups.length <= wanted * 4) return result.sort(compare)
      bringForward(result, wanted, compare)
      result.subarray(0, wanted).sort(compare)
      return result
    },
  }
}

function levelOrder(tree: Tree, query: Query, labels: LabelReader, level: number): Compare {
  const keys = query.sort.flatMap((sort) => sortOrder(tree, labels, level, sort))
  return inTurn([...keys, tieOrder(tree, query, labels, level)])
}

/** The first that tells two apart decides. */
function inTurn<T>(orders: readonly ((a: T, b: T) => number)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b)
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** What tells finished rows of one level apart. */
interface FinishedRow {
  /** Measures by key. */
  readonly m: Readonly<Record<string, number | null>>
  /** The last part is the row's own. */
  readonly path: readonly Name[]
}

/** The same order among finished rows of one level, by the measures they show. */
export function rowOrder(query: Query, level: number): (a: FinishedRow, b: FinishedRow) => number {
  const name = (row: FinishedRow) => row.path.at(-1)!
  const dimension = query.groupings[level - 1]!
  const keys = query.sort.flatMap(({ key, dir, column }) => {
    const sign = dir === 'asc' ? 1 : -1
    if (column !== null) {
      const rank = (row: FinishedRow) => rankOf(row.m[key] ?? null, sign)
      return [(a: FinishedRow, b: FinishedRow) => rank(a) - rank(b)]
    }
    if (key !== dimension) return []
    const { kind } = dimensionOf(dimension)!
    return [(a: FinishedRow, b: FinishedRow) => compareNames(name(a), name(b), kind, sign)]
  })
  return inTurn([...keys, (a, b) => compareTies(name(a), name(b))])
}

/** Empty for a dimension of another level. */
function sortOrder(
  tree: Tree,
  labels: LabelReader,
  level: number,
  { key, dir, column }: Query['sort'][number],
): Compare[] {
  if (column === null) {
    const isOwn = tree.groups.dimensions[level - 1]!.key === key
    return isOwn ? [valueOrder(tree, labels, level, dir)] : []
  }
  const ranks = ranksOf(tree, level, column, dir === 'asc' ? 1 : -1)
  return [(a, b) => ranks[a]! - ranks[b]!]
}

/** Numbers to sort upwards by; nulls are above all. */
function ranksOf(tree: Tree, level: number, column: Column, sign: 1 | -1): Float64Array {
  const read = columnReader(column, tree.groups.now.keys)
  const sums = tree.now[level]!
  const ranks = new Float64Array(tree.sizes[level]!)
  for (let group = 0; group < ranks.length; group++) {
    ranks[group] = rankOf(read(sums, group), sign)
  }
  return ranks
}

/** Not infinite: the difference of two infinities would not be a number. */
const rankOf = (value: number | null, sign: 1 | -1) =>
  value === null ? Number.MAX_VALUE : value * sign

/** By number or time where values have one, else by label. */
function valueOrder(tree: Tree, labels: LabelReader, level: number, dir: 'asc' | 'desc'): Compare {
  const { kind } = tree.groups.dimensions[level - 1]!
  const sign = dir === 'asc' ? 1 : -1
  const name = nameReader(labels, level)
  return (a, b) => compareNames(name.left(a), name.right(b), kind, sign)
}

function tieOrder(tree: Tree, query: Query, labels: LabelReader, level: number): Compare {
  const name = nameReader(labels, level)
  const byName: Compare = (a, b) => compareTies(name.left(a), name.right(b))
  const { compare } = tree.groups.numbers[level - 1]!
  const { values } = tree.groups.levels[level - 1]!
  // Texts without names are their labels: those of a million rows are not made to be compared.
  if (compare === undefined || query.labels.names.has(query.groupings[level - 1]!)) return byName
  return (a, b) => compare(values[a]!, values[b]!) ?? byName(a, b)
}

interface Name {
  readonly value: string | null
  readonly label: string
}

/** One side of a comparison often stays the same: its name is made once. */
function nameReader(labels: LabelReader, level: number) {
  const read = () => {
    let last = -1
    let name: Name = { value: null, label: '' }
    return (group: number) => {
      if (group !== last) {
        last = group
        name = { value: labels.value(level, group), label: labels.label(level, group) }
      }
      return name
    }
  }
  return { left: read(), right: read() }
}

function compareNames(left: Name, right: Name, kind: DimensionKind, sign: 1 | -1): number {
  if (left.value === null || right.value === null)
    return Number(left.value === null) - Number(right.value === null)
  if (kind === 'number' || kind === 'time') return sign * compareValues(left.value, right.value)
  return sign * compareValues(left.label, right.label)
}

function compareTies(left: Name, right: Name): number {
  if (left.label !== right.label) return left.label < right.label ? -1 : 1
  return compareNullable(left.value, right.value)
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compareValues(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

/**
 * Brings the first `wanted` in order to the front, as a heap whose root is the last of them; the
 * others follow in any order.
 */
function bringForward(groups: Uint32Array, wanted: number, compare: Compare): void {
  if (wanted === 0) return
  for (let at = (wanted >> 1) - 1; at >= 0; at--) sink(groups, at, wanted, compare)
  for (let at = wanted; at < groups.length; at++) {
    const group = groups[at]!
    if (compare(group, groups[0]!) >= 0) continue
    groups[at] = groups[0]!
    groups[0] = group
    sink(groups, 0, wanted, compare)
  }
}

/** Below no parent is a group that comes after it. */
function sink(heap: Uint32Array, from: number, size: number, compare: Compare): void {
  const group = heap[from]!
  let at = from
  for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && compare(heap[child + 1]!, heap[child]!) > 0) child++
    if (compare(heap[child]!, group) <= 0) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = group
}
