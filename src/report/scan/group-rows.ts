/**
 * The group of each selected row of a segment. Rows are told apart level by level through a small
 * table of the segment's own codes, and only what is different is looked up in the whole report.
 */
import { type Coded, type Codes, type SelectedRows, usedCodes } from './encode.ts'
import { descend, descendFirst, type Level, putEach, type ValueNumbers } from './groups.ts'
import { scratch } from './scratch.ts'

/** Pairs of a group and a code that a table may have room for; beyond it they are hashed. */
const PAIRS_MAX = 1 << 18

export interface GroupTree {
  readonly numbers: readonly ValueNumbers[]
  readonly levels: readonly Level[]
}

/** The groups that occur in a segment, by a number of the segment's own. */
interface Locals {
  /** In the order of selection. */
  readonly ofRows: Uint32Array
  /** In the whole report. */
  readonly groups: Uint32Array
}

/** The deepest group of each selected row; good until the next call. */
export function groupRows(
  tree: GroupTree,
  coded: readonly Coded<string | null>[],
  selection: SelectedRows,
): Uint32Array {
  const ofRows = scratch('groups', selection.count).fill(0)
  let groups = Uint32Array.of(0)
  for (const [index, each] of coded.entries()) {
    const numberEach = tree.numbers[index]!.numberEach
    if (numberEach !== undefined) {
      numberEach(each, selection)
      groups = putEach(tree.levels[index]!, toGroups(ofRows, groups))
      for (let at = 0; at < ofRows.length; at++) ofRows[at] = at
      continue
    }
    if (groups.length * each.size > PAIRS_MAX) {
      toGroups(ofRows, groups)
      return hashRows(tree, coded, { from: index, groups: ofRows }, selection)
    }
    groups = nextGroups(tree, index, each, { ofRows, groups }, selection)
  }
  return toGroups(ofRows, groups)
}

function toGroups(ofRows: Uint32Array, groups: Uint32Array): Uint32Array {
  for (let at = 0; at < ofRows.length; at++) ofRows[at] = groups[ofRows[at]!]!
  return ofRows
}

/** Goes down one level: changes `ofRows` and gives the groups they stand for then. */
function nextGroups(
  { numbers, levels }: GroupTree,
  index: number,
  coded: Coded<string | null>,
  { ofRows, groups: above }: Locals,
  selection: SelectedRows,
): Uint32Array<ArrayBuffer> {
  const { codes, size } = coded
  const pairs =
    codes === null
      ? Uint32Array.from(above, (_, local) => local * size)
      : index === 0
        ? codeRows(codes, size, selection, ofRows)
        : pairRows(codes, size, selection, { ofRows, groups: above })
  const wanted = scratch('codes', size).fill(0)
  for (let at = 0; at < pairs.length; at++) wanted[pairs[at]! % size] = 1
  numberCodes(coded, numbers[index]!, wanted)
  const groups = new Uint32Array(pairs.length)
  const values = new Uint32Array(pairs.length)
  for (let at = 0; at < pairs.length; at++) {
    groups[at] = above[Math.floor(pairs[at]! / size)]!
    values[at] = wanted[pairs[at]! % size]!
  }
  if (index === 0) descendFirst(levels[0]!, groups, values, numbers[0]!.size)
  else descend(levels[index]!, groups, values, groups.length)
  return groups
}

/** Numbers the codes that occur; gives them by number. */
function codeRows(
  codes: Codes,
  size: number,
  { rows, count }: SelectedRows,
  ofRows: Uint32Array,
): Uint32Array {
  const known = scratch('pairs', size).fill(0)
  const pairs = scratch('found', Math.min(size, count))
  let found = 0
  for (let at = 0; at < count; at++) {
    const code = codes[rows[at]!]!
    let local = known[code]!
    if (local === 0) {
      pairs[found] = code
      known[code] = local = ++found
    }
    ofRows[at] = local - 1
  }
  return pairs.subarray(0, found)
}

/** The same with pairs of what the rows had so far and a code, as `number × size + code`. */
function pairRows(
  codes: Codes,
  size: number,
  { rows, count }: SelectedRows,
  { ofRows, groups }: Locals,
): Uint32Array {
  const most = groups.length * size
  const known = scratch('pairs', most).fill(0)
  const pairs = scratch('found', Math.min(most, count))
  let found = 0
  for (let at = 0; at < count; at++) {
    const pair = ofRows[at]! * size + codes[rows[at]!]!
    let local = known[pair]!
    if (local === 0) {
      pairs[found] = pair
      known[pair] = local = ++found
    }
    ofRows[at] = local - 1
  }
  return pairs.subarray(0, found)
}

/** Turns each 1 of `table` into the number of its code's value. */
function numberCodes(
  { size, cell, texts }: Coded<string | null>,
  numbers: ValueNumbers,
  table: Uint32Array,
): void {
  const known = texts ? numbers.textsOf(texts, table) : null
  const count = known?.length ?? 0
  for (let code = 0; code < count; code++)
    if (table[code] !== 0) table[code] = numbers.numberOfText(known![code]!)
  for (let code = count; code < size; code++)
    if (table[code] !== 0) table[code] = numbers.numberOf(cell(code))
}

interface Rest {
  /** The first level that is left. */
  readonly from: number
  /** Of the level above, by row; changed in place. */
  readonly groups: Uint32Array
}

/** The remaining levels row by row, for very many different values. */
function hashRows(
  { numbers, levels }: GroupTree,
  coded: readonly Coded<string | null>[],
  { from, groups }: Rest,
  selection: SelectedRows,
): Uint32Array {
  for (let index = from; index < coded.length; index++) {
    const values = numberRows(coded[index]!, numbers[index]!, selection)
    if (index === 0) descendFirst(levels[0]!, groups, values, numbers[0]!.size)
    else descend(levels[index]!, groups, values, selection.count)
  }
  return groups
}

/**
 * The query-wide value number of each selected row. A value is looked up once per segment, between
 * two loops that call nothing: calls in a loop this long keep it from being compiled well.
 */
function numberRows(
  coded: Coded<string | null>,
  numbers: ValueNumbers,
  selection: SelectedRows,
): Uint32Array {
  const { codes, size, cell } = coded
  const { rows, count } = selection
  const into = scratch('numbers', count)
  if (codes === null) return into.fill(numbers.numberOf(cell(0)))
  const table = usedCodes(codes, size, selection)
  numberCodes(coded, numbers, table)
  for (let at = 0; at < count; at++) into[at] = table[codes[rows[at]!]!]!
  return into
}
