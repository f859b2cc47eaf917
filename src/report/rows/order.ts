/**
 * The order of rows: by the asked columns, nulls last whichever way, ties by label and then value,
 * so that pages are stable. Of very many rows only the first ones are put in order.
 */
import { type DimensionKind, dimensionOf } from '../../core/reports/dimensions.ts'
import { measureOf } from '../../core/reports/measures.ts'
import { compareMixed, compareTimes } from '../../core/reports/predicate.ts'
import type { Column, Query } from '../../core/reports/query.ts'
import type { SumKey } from '../../core/reports/sums.ts'
import { remembered } from '../../lib/remembered.ts'
import { rankOfText } from '../scan/text-ranks.ts'
import { type LabelReader, NOT_SET } from './labels.ts'
import { columnReader, type LevelSums, type Tree } from './tree.ts'

type Compare = (a: number, b: number) => number

/** The order of the groups of one level. */
interface LevelOrder {
  readonly compare: Compare
  /** `null` where there is nothing like that. Most groups need not be compared any further. */
  readonly lead: () => Lead | null
}

interface Lead {
  /** By group: of two different numbers the lower one comes first. */
  readonly ranks: Float64Array
  /** Groups with a higher rank are not wanted. */
  readonly most: number
}

export interface Order {
  /** The first `wanted` of `groups` in order; the rest follow in any order. */
  sorted(level: number, groups: Uint32Array, wanted: number): Uint32Array
}

/** Of very many groups on the level of `bar` those that come after that row may be left out. */
export function orderOf(
  tree: Tree,
  query: Query,
  labels: LabelReader,
  bar: OrderedRow | null = null,
): Order {
  const orderAt = remembered((level: number) => levelOrder({ tree, query, labels, level }, bar))
  return {
    sorted(level, groups, wanted) {
      const { compare, lead: leadOfLevel } = orderAt(level)
      // Sorting everything for the top hundred of a million rows would cost seconds.
      const isLong = (some: Uint32Array) => some.length > wanted * 4
      const lead = isLong(groups) ? leadOfLevel() : null
      const result = wantedOf(groups, lead)
      if (!isLong(result)) return result.sort(compare)
      bringForward(result, wanted, { compare, lead: lead?.ranks ?? null })
      result.subarray(0, wanted).sort(compare)
      return result
    },
  }
}

/** A copy. */
function wantedOf(groups: Uint32Array, lead: Lead | null): Uint32Array {
  if (lead === null || lead.most === Infinity) return groups.slice()
  const { ranks, most } = lead
  const kept = new Uint32Array(groups.length)
  let count = 0
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at]!
    kept[count] = group
    count += Number(ranks[group]! <= most)
  }
  return kept.subarray(0, count)
}

/** A level whose groups are put in order. */
interface Ordered {
  readonly tree: Tree
  readonly query: Query
  readonly labels: LabelReader
  readonly level: number
}

function levelOrder(ordered: Ordered, bar: OrderedRow | null): LevelOrder {
  const keys = ordered.query.sort.flatMap((sort) => sortOrder(ordered, sort))
  const ties = tieOrder(ordered)
  const ownBar = bar?.path.length === ordered.level ? bar : null
  let lead: Lead | null | undefined
  return {
    compare: inTurn([...keys.map(({ compare }) => compare), ties.compare]),
    lead: () => (lead === undefined ? (lead = leadOf([...keys, ties], ownBar)) : lead),
  }
}

/** One of the things that an order goes by. */
interface Key {
  readonly compare: Compare
  /** As `Lead.ranks`, for this alone. */
  readonly ranks: Ranks | null
}

interface Ranks {
  readonly all: () => Float64Array
  readonly of: (row: OrderedRow) => number
}

/** Keys that are the same for all groups decide nothing, unless they tell them from the bar. */
function leadOf(keys: readonly Key[], bar: OrderedRow | null): Lead | null {
  let most = Infinity
  let isAtBar = bar !== null
  for (const { ranks } of keys) {
    if (ranks === null) return null
    const all = ranks.all()
    most = isAtBar ? ranks.of(bar!) : Infinity
    if (!isSame(all) || all[0]! > most) return { ranks: all, most }
    isAtBar &&= all[0] === most
  }
  return null
}

function isSame(ranks: Float64Array): boolean {
  for (let at = 1; at < ranks.length; at++) if (ranks[at] !== ranks[0]) return false
  return true
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
export interface OrderedRow {
  /** Measures by key. */
  readonly m: Readonly<Record<string, number | null>>
  /** The last part is the row's own. */
  readonly path: readonly Name[]
}

/** The same order among finished rows of one level, by the measures they show. */
export function rowOrder(query: Query, level: number): (a: OrderedRow, b: OrderedRow) => number {
  const name = (row: OrderedRow) => row.path.at(-1)!
  const dimension = query.groupings[level - 1]!
  const keys = query.sort.flatMap(({ key, dir, column }) => {
    const sign = dir === 'asc' ? 1 : -1
    if (column !== null) {
      const rank = (row: OrderedRow) => rankOf(row.m[key] ?? null, sign)
      return [(a: OrderedRow, b: OrderedRow) => rank(a) - rank(b)]
    }
    if (key !== dimension) return []
    const { kind } = dimensionOf(dimension)!
    return [(a: OrderedRow, b: OrderedRow) => compareNames(name(a), name(b), kind, sign)]
  })
  return inTurn([...keys, (a, b) => compareTies(name(a), name(b))])
}

/** Empty for a dimension of another level. */
function sortOrder(
  { tree, labels, level }: Ordered,
  { key, dir, column }: Query['sort'][number],
): Key[] {
  if (column === null) {
    const isOwn = tree.groups.dimensions[level - 1]!.key === key
    return isOwn ? [{ compare: valueOrder(tree, labels, level, dir), ranks: null }] : []
  }
  const sign = dir === 'asc' ? 1 : -1
  const all = ranksOf(tree, level, column, sign)
  const of = (row: OrderedRow) => rankOf(row.m[key] ?? null, sign)
  return [{ compare: (a, b) => all[a]! - all[b]!, ranks: { all: () => all, of } }]
}

/** Numbers to sort upwards by; nulls are above all. */
function ranksOf(tree: Tree, level: number, column: Column, sign: 1 | -1): Float64Array {
  const { keys } = tree.groups.now
  const read = columnReader(column, keys, tree)
  const sums = tree.now[level]!
  const ranks = new Float64Array(tree.sizes[level]!)
  const only = column.formula === null ? onlySum(sums, keys, column.key) : null
  for (let group = 0; group < ranks.length; group++) {
    // Most rows of a long list have the same number of clicks.
    const isLike = only !== null && group > 0 && only[group] === only[group - 1]
    ranks[group] = isLike ? ranks[group - 1]! : rankOf(read(sums, group), sign)
  }
  return ranks
}

/** The sum that alone decides a measure; `null` where there are several. */
function onlySum(sums: LevelSums, keys: readonly SumKey[], measure: string): Float64Array | null {
  const { needs } = measureOf(measure)!
  return needs.length === 1 ? sums[keys.indexOf(needs[0]!)]! : null
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

function tieOrder({ tree, query, labels, level }: Ordered): Key {
  const name = nameReader(labels, level)
  const byName: Compare = (a, b) => compareTies(name.left(a), name.right(b))
  const { compare, ranks } = tree.groups.numbers[level - 1]!
  const { values, size } = tree.groups.levels[level - 1]!
  // Texts without names are their labels: those of a million rows are not made to be compared.
  if (compare === undefined || query.labels.names.has(query.groupings[level - 1]!))
    return { compare: byName, ranks: null }
  return {
    compare: (a, b) => compare(values[a]!, values[b]!) ?? byName(a, b),
    ranks:
      ranks === undefined
        ? null
        : {
            all: () => ranks(values, size, rankOfText(NOT_SET)),
            of: (row) => rankOfText(row.path.at(-1)!.label),
          },
  }
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
  if (kind === 'time') return sign * compareTimes(left.value, right.value)
  if (kind === 'number') return sign * compareMixed(left.value, right.value)
  return sign * compareMixed(left.label, right.label)
}

function compareTies(left: Name, right: Name): number {
  if (left.label !== right.label) return left.label < right.label ? -1 : 1
  return compareNullable(left.value, right.value)
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compareMixed(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

/**
 * Brings the first `wanted` in order to the front, as a heap whose root is the last of them; the
 * others follow in any order.
 */
function bringForward(
  groups: Uint32Array,
  wanted: number,
  { compare, lead }: { readonly compare: Compare; readonly lead: Float64Array | null },
): void {
  if (wanted === 0) return
  for (let at = (wanted >> 1) - 1; at >= 0; at--) sink(groups, at, wanted, compare)
  for (let at = wanted; at < groups.length; at++) {
    const group = groups[at]!
    if (lead !== null && lead[group]! > lead[groups[0]!]!) continue
    if (compare(group, groups[0]!) >= 0) continue
    groups[at] = groups[0]!
    groups[0] = group
    sink(groups, 0, wanted, compare)
  }
}

/** Puts the group at `from` to its place: below no parent is a group that comes after it. */
export function sink(heap: Uint32Array, from: number, size: number, compare: Compare): void {
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
