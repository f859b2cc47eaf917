/**
 * Rows of a report from its tree: a page of first-level rows, each followed by its children, those
 * beyond the limits folded into one row, so that children always add up to their parent.
 */
import type { Query } from '../../core/reports/query.ts'
import { spent } from '../../lib/thread-memory.ts'
import { type LabelReader, labelsOf, OTHER } from './labels.ts'
import type { Order } from './order.ts'
import { columnReader, type LevelSums, type Tree } from './tree.ts'

/** Bytes that making a row leaves. */
const GARBAGE_PER_ROW = 1024

export interface PathPart {
  readonly dimension: string
  /** `null` = not set, or a folded row. */
  readonly value: string | null
  readonly label: string
}

/** Measures by key; `null` = no value. */
export type MeasureValues = Readonly<Record<string, number | null>>

export interface ReportRow {
  readonly level: number
  readonly path: readonly PathPart[]
  readonly m: MeasureValues
  /** Of the compared period; absent without comparison. */
  readonly prev?: MeasureValues
  readonly hasChildren: boolean
  /** Stands for all children beyond the limit. */
  readonly isOther: boolean
}

/** As `PageOfRows`, each row made when it is asked for. */
export interface ReportRows extends Omit<PageOfRows, 'rows'> {
  readonly rows: Iterable<ReportRow>
}

export interface PageOfRows {
  readonly rows: readonly ReportRow[]
  readonly totals: MeasureValues
  readonly prevTotals: MeasureValues | null
  /** First-level rows on all pages. */
  readonly totalRows: number
}

/** Which levels a query shows: with a parent only its children, with child limit 0 only the first. */
export function shownLevels(query: Query): { readonly first: number; readonly last: number } {
  const first = query.parent.length + 1
  const isOnlyFirst = query.parent.length > 0 || query.childLimit === 0
  return { first, last: isOnlyFirst ? first : query.groupings.length }
}

/** Without measures that only the order needed. */
export function shownRow({ columns }: Query, row: ReportRow): ReportRow {
  const shown = (all: MeasureValues) =>
    Object.fromEntries(columns.map(({ key }) => [key, all[key] ?? null]))
  return { ...row, m: shown(row.m), ...(row.prev && { prev: shown(row.prev) }) }
}

/** What the rows of one page share. */
interface Page {
  readonly tree: Tree
  readonly query: Query
  readonly labels: LabelReader
  readonly order: Order
  readonly lastLevel: number
  readonly childrenOf: (level: number, group: number) => Uint32Array
  readonly measure: (sums: LevelSums, group: number) => MeasureValues
  /** How many rows below the first level may still be added. */
  childrenLeft: number
}

/** How rows are made. */
export interface RowMaking {
  readonly labels: LabelReader
  readonly order: Order
  /** Rows of all levels; what is beyond is folded. Unless no child may be. */
  readonly most: number
}

export function pageOfRows(tree: Tree, query: Query, making: RowMaking): PageOfRows {
  const { rows, ...rest } = lazyRows(tree, query, making)
  return { ...rest, rows: [...rows] }
}

/** With a child limit of infinity no child is folded. `rows` can be gone through once. */
export function lazyRows(tree: Tree, query: Query, { labels, order, most }: RowMaking): ReportRows {
  const { first, last } = shownLevels(query)
  const measure = measureReader(tree, query)
  const { now, before } = tree
  const totals = measure(now[0]!, 0)
  const prevTotals = before === null ? null : measure(before[0]!, 0)
  if (query.groupings.length === 0) return { rows: [], totals, prevTotals, totalRows: 0 }
  const all = aliveGroups(tree.alive[first]!)
  const end = query.offset + query.limit
  const shown = order.sorted(first, all, end).subarray(query.offset, end)
  const page: Page = {
    tree,
    query,
    labels,
    order,
    lastLevel: last,
    childrenOf: childIndex(tree),
    measure,
    childrenLeft: query.childLimit === Infinity ? Infinity : most - shown.length,
  }
  const above = query.parent.map((value, index) => parentPart(query, value, index))
  return { rows: rowsOf(page, first, shown, above), totals, prevTotals, totalRows: all.length }
}

function* rowsOf(
  page: Page,
  level: number,
  groups: Uint32Array,
  above: readonly PathPart[],
): Generator<ReportRow> {
  const { query, labels, lastLevel } = page
  const dimension = query.groupings[level - 1]!
  for (const group of groups) {
    const own = {
      dimension,
      value: labels.value(level, group),
      label: labels.label(level, group),
    }
    const path = [...above, own]
    spent(GARBAGE_PER_ROW)
    yield rowOf(page, level, group, path)
    if (level < lastLevel) yield* childrenOf(page, level + 1, group, path)
  }
}

function measureReader(tree: Tree, query: Query): Page['measure'] {
  const { keys } = tree.groups.now
  const columns = query.columns.map(
    (column) => [column.key, columnReader(column, keys, tree)] as const,
  )
  return (sums, group) => Object.fromEntries(columns.map(([key, read]) => [key, read(sums, group)]))
}

function parentPart(query: Query, value: string | null, index: number): PathPart {
  const dimension = query.groupings[index]!
  return { dimension, value, label: labelsOf(query, dimension)(value) }
}

function aliveGroups(alive: Uint8Array): Uint32Array {
  const groups = new Uint32Array(alive.length)
  let count = 0
  for (let group = 0; group < alive.length; group++) if (alive[group] === 1) groups[count++] = group
  return groups.subarray(0, count)
}

function rowOf(
  { tree, query, measure }: Page,
  level: number,
  group: number,
  path: readonly PathPart[],
): ReportRow {
  const row = {
    level,
    path,
    m: measure(tree.now[level]!, group),
    hasChildren: level < query.groupings.length,
    isOther: false,
  }
  return tree.before === null ? row : { ...row, prev: measure(tree.before[level]!, group) }
}

function* childrenOf(
  page: Page,
  level: number,
  parent: number,
  path: readonly PathPart[],
): Generator<ReportRow> {
  const children = page.childrenOf(level, parent)
  const room = Math.min(page.query.childLimit, Math.max(0, page.childrenLeft))
  const sorted = page.order.sorted(level, children, room)
  page.childrenLeft -= Math.min(room, sorted.length)
  yield* rowsOf(page, level, sorted.subarray(0, room), path)
  if (sorted.length > room) yield otherRow(page, level, sorted.subarray(room), path)
}

/** One row for all of `groups`: its ratios come from their sums. */
function otherRow(
  page: Page,
  level: number,
  groups: Uint32Array,
  above: readonly PathPart[],
): ReportRow {
  const { tree, query, measure } = page
  const folded = (sums: LevelSums) => measure(fold(sums, groups), 0)
  return {
    level,
    path: [...above, { dimension: query.groupings[level - 1]!, value: null, label: OTHER }],
    m: folded(tree.now[level]!),
    ...(tree.before === null ? {} : { prev: folded(tree.before[level]!) }),
    hasChildren: false,
    isOther: true,
  }
}

function fold(sums: LevelSums, groups: Uint32Array): LevelSums {
  return sums.map((array) => {
    let total = 0
    for (const group of groups) total += array[group]!
    return Float64Array.of(total)
  })
}

/** Children by parent, sorted into one array per level on first use. */
function childIndex(tree: Tree): Page['childrenOf'] {
  const byLevel = new Map<number, { starts: Uint32Array; groups: Uint32Array }>()
  return (level, parent) => {
    let index = byLevel.get(level)
    if (index === undefined) {
      index = indexLevel(tree, level)
      byLevel.set(level, index)
    }
    return index.groups.subarray(index.starts[parent]!, index.starts[parent + 1]!)
  }
}

/** A counting sort: `starts[p]` … `starts[p + 1]` are the places of the children of p. */
function indexLevel(tree: Tree, level: number): { starts: Uint32Array; groups: Uint32Array } {
  const { parents } = tree.groups.levels[level - 1]!
  const alive = aliveGroups(tree.alive[level]!)
  const starts = new Uint32Array(tree.sizes[level - 1]! + 1)
  for (const group of alive) starts[parents[group]! + 1]! += 1
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!
  const next = starts.slice()
  const groups = new Uint32Array(alive.length)
  for (const group of alive) groups[next[parents[group]!]!++] = group
  return { starts, groups }
}
