/**
 * The finished tree of a report: sums on every level, and what filters on rows leave of it.
 *
 * Sums are kept on the deepest level and rolled up, so children always add up to their parents,
 * also after rows were taken out.
 */
import { evaluateFormula } from '../../core/reports/formula.ts'
import { measureOf, roundMeasure, type Sums, sumsAt } from '../../core/reports/measures.ts'
import type { Query } from '../../core/reports/query.ts'
import type { SumKey } from '../../core/reports/sums.ts'
import { growTotals, type Totals } from '../scan/accumulate.ts'
import type { Groups } from '../scan/scan.ts'

/** Sums of one level, in the order of the sum keys, by group. */
export type LevelSums = readonly Float64Array[]

export interface Tree {
  readonly groups: Groups
  readonly depth: number
  /** How many groups each level has, level 0 included. */
  readonly sizes: readonly number[]
  /** By level: 1 for groups that are still in the report. */
  readonly alive: readonly Uint8Array[]
  readonly now: readonly LevelSums[]
  readonly before: readonly LevelSums[] | null
  readonly moneyRate: Query['moneyRate']
}

export function treeOf(groups: Groups, { moneyRate }: Pick<Query, 'moneyRate'>): Tree {
  const sizes = [1, ...groups.levels.map((level) => level.size)]
  const deepest = sizes.at(-1)!
  growTotals(groups.now, deepest)
  if (groups.before !== null) growTotals(groups.before, deepest)
  const tree = {
    groups,
    depth: groups.levels.length,
    sizes,
    alive: sizes.map((size) => new Uint8Array(size).fill(1)),
    now: levelSums(groups.now, sizes),
    before: groups.before === null ? null : levelSums(groups.before, sizes),
    moneyRate,
  }
  rollUp(tree)
  return tree
}

function levelSums(totals: Totals, sizes: readonly number[]): LevelSums[] {
  const above = sizes.slice(0, -1).map((size) => totals.keys.map(() => new Float64Array(size)))
  return [...above, totals.arrays]
}

/** Computes the sums of all levels above the deepest again, from what is alive. */
function rollUp(tree: Tree): void {
  for (const sums of tree.before === null ? [tree.now] : [tree.now, tree.before]) {
    for (let level = tree.depth; level > 0; level--) {
      const { parents } = tree.groups.levels[level - 1]!
      const alive = tree.alive[level]!
      sums[level]!.forEach((from, index) => {
        const into = sums[level - 1]![index]!
        if (into.length === 1) into[0] = sumOfAlive(from, alive)
        else addToParents(from, { parents, alive }, into.fill(0))
      })
    }
  }
}

/** Sums are whole numbers, so that their order does not matter: four at a time wait less for each other. */
function sumOfAlive(from: Float64Array, alive: Uint8Array): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  const fours = alive.length & ~3
  for (let group = 0; group < fours; group += 4) {
    a += alive[group]! * from[group]!
    b += alive[group + 1]! * from[group + 1]!
    c += alive[group + 2]! * from[group + 2]!
    d += alive[group + 3]! * from[group + 3]!
  }
  for (let group = fours; group < alive.length; group++) a += alive[group]! * from[group]!
  return a + b + c + d
}

function addToParents(
  from: Float64Array,
  { parents, alive }: { readonly parents: Uint32Array; readonly alive: Uint8Array },
  into: Float64Array,
): void {
  for (let group = 0; group < alive.length; group++)
    if (alive[group] === 1) into[parents[group]!]! += from[group]!
}

/** After groups of any level died: their children die, parents left without children too. */
export function settle(tree: Tree): void {
  for (let level = 1; level <= tree.depth; level++) {
    const { parents } = tree.groups.levels[level - 1]!
    const alive = tree.alive[level]!
    const above = tree.alive[level - 1]!
    for (let group = 0; group < alive.length; group++)
      if (above[parents[group]!] === 0) alive[group] = 0
  }
  for (let level = tree.depth; level > 1; level--) {
    const { parents } = tree.groups.levels[level - 1]!
    const alive = tree.alive[level]!
    const hasChild = new Uint8Array(tree.sizes[level - 1]!)
    for (let group = 0; group < alive.length; group++)
      if (alive[group] === 1) hasChild[parents[group]!] = 1
    const above = tree.alive[level - 1]!
    for (let group = 0; group < above.length; group++) above[group]! &= hasChild[group]!
  }
  rollUp(tree)
}

/** The value of one column on one group, rounded as it is shown. */
export type ColumnReader = (sums: LevelSums, group: number) => number | null

/** Reads a measure or formula from sums that lie in the order of `keys`; money in the query's currency. */
export function columnReader(
  column: { readonly key: string; readonly formula: Parameters<typeof evaluateFormula>[0] | null },
  keys: readonly SumKey[],
  { moneyRate }: Pick<Query, 'moneyRate'>,
): ColumnReader {
  const placeOf = new Map(keys.map((key, index) => [key, index]))
  let own: LevelSums = []
  let at = 0
  const stored: Sums = (key) => own[placeOf.get(key)!]![at]!
  const sums = moneyRate === null ? stored : sumsAt(moneyRate, stored)
  const { key, formula } = column
  const valueOf = formula === null ? measureOf(key)!.value : null
  const measure = (name: string) => measureOf(name)!.value(sums)
  return (levelSumsOfRow, group) => {
    own = levelSumsOfRow
    at = group
    return roundMeasure(valueOf === null ? evaluateFormula(formula!, measure) : valueOf(sums))
  }
}
