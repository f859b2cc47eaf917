/**
 * Groups of rows: a tree of values, each group known by a small number within its level.
 *
 * Values are numbered once per query (`valueNumbers`), groups by their parent and value number in
 * an open-addressing hash: no object per row. Group 0 of level 0 is the whole report.
 */
import type { TextColumn } from '../../ledger/columns/column.ts'
import { lengthened } from '../../lib/thread-memory.ts'
import type { Coded, SelectedRows } from './encode.ts'
import type { PackedTexts, TextTable } from './texts.ts'

/** More groups than this on one level are refused: they would not fit in memory. */
export const GROUPS_MAX = 1_000_000

export class TooManyGroups extends Error {}

/** Numbers of the values of one dimension, the same in every segment. */
export interface ValueNumbers {
  readonly size: number
  value(number: number): string | null
  numberOf(value: string | null): number
  /**
   * The texts of a dictionary as `numberOfText` takes them, by code; `null` if it takes none. Those
   * for which `wanted` is 0 may be wrong.
   */
  textsOf(column: TextColumn, wanted: Uint32Array): Uint32Array | null
  numberOfText(text: number): number
  /**
   * Each of these rows has a value of its own, and they get the next numbers in their order; absent
   * where rows share values.
   */
  numberEach?(coded: Coded<string | null>, selection: SelectedRows): void
  /** By the texts; `null` if one is not set, absent where there are no texts. */
  compare?(a: number, b: number): number | null
  /**
   * Ranks (`text-ranks.ts`) of the labels of the first `count` of these numbers, `notSet` of what is not
   * set; absent where labels have to be compared.
   */
  ranks?(numbers: Uint32Array, count: number, notSet: number): Float64Array
  /** All values in the order of their numbers, for another thread. */
  pack(): PackedValues
  /** The numbers here of what another thread has packed, by the numbers there. */
  unpack(packed: PackedValues): Uint32Array
}

export type PackedValues = PackedTexts | { readonly values: readonly (string | null)[] }

/** Of a dimension whose values are the texts of one column; `''` is not set. */
export function textNumbers(table: TextTable): ValueNumbers {
  const memo = textMemo()
  let texts = new Uint32Array(FIRST_SIZE)
  let size = 0
  const numberOfText = (text: number) => {
    const known = memo.get(text)
    if (known !== 0) return known - 1
    if (size === GROUPS_MAX) throw new TooManyGroups()
    if (size === texts.length) texts = enlarged(texts, size * 2)
    texts[size++] = text
    memo.set(text, size)
    return size - 1
  }
  return {
    compare: (a, b) => table.compare(texts[a]!, texts[b]!),
    get size() {
      return size
    },
    value: (number) => table.text(texts[number]!) || null,
    numberOf: (value) => numberOfText(table.numberOf(value ?? '')),
    textsOf: table.numbersOf,
    numberOfText,
    pack: () => table.pack(texts.subarray(0, size)),
    unpack: (packed) =>
      'values' in packed
        ? Uint32Array.from(packed.values, (value) => numberOfText(table.numberOf(value ?? '')))
        : table.unpack(packed).map(numberOfText),
  }
}

/** The same of a table that nobody else uses: the numbers are those of its texts. */
export function ownTextNumbers(table: TextTable): ValueNumbers {
  return {
    compare: table.compare,
    ranks: table.ranks,
    get size() {
      return table.size
    },
    value: (number) => table.text(number) || null,
    numberOf: (value) => table.numberOf(value ?? ''),
    textsOf: table.numbersOf,
    numberOfText: (text) => text,
    pack: () => table.pack(Uint32Array.from({ length: table.size }, (_, number) => number)),
    unpack() {
      throw new Error('parts of a report are not joined by their numbers')
    },
  }
}

/** Of any other dimension; where it is seen through a text, `of` gives the value of one. */
export function valueNumbers(
  table: TextTable | null,
  of: (text: string) => string | null,
): ValueNumbers {
  const memo = textMemo()
  const values: (string | null)[] = []
  const known = new Map<string | null, number>()
  const numberOf = (value: string | null) => {
    const found = known.get(value)
    if (found !== undefined) return found
    if (values.length === GROUPS_MAX) throw new TooManyGroups()
    const number = values.push(value) - 1
    known.set(value, number)
    return number
  }
  return {
    get size() {
      return values.length
    },
    value: (number) => values[number]!,
    numberOf,
    textsOf: (column, wanted) => table?.numbersOf(column, wanted) ?? null,
    numberOfText(text) {
      const found = memo.get(text)
      if (found !== 0) return found - 1
      const number = numberOf(of(table!.text(text)))
      memo.set(text, number + 1)
      return number
    },
    pack: () => ({ values }),
    unpack(packed) {
      if ('values' in packed) return Uint32Array.from(packed.values, numberOf)
      throw new Error('these values are not packed as texts')
    },
  }
}

/** Small numbers by the number of a text; 0 where none was set. */
export function textMemo() {
  let numbers = new Uint32Array(FIRST_SIZE)
  return {
    get: (text: number) => numbers[text] ?? 0,
    set(text: number, number: number) {
      while (text >= numbers.length) numbers = enlarged(numbers, numbers.length * 2)
      numbers[text] = number
    },
  }
}

/** The groups of one level; arrays are longer than `size`. */
export interface Level {
  size: number
  /** Group of the level above. */
  parents: Uint32Array
  /** Number of the value. */
  values: Uint32Array
  /**
   * Hash slots: group plus one, 0 is free. A power of two, at least twice `size`; not used by a
   * first level, whose groups are its values.
   */
  slots: Uint32Array
}

const FIRST_SIZE = 1024

/** Without groups, but with its memory. */
export function clearLevel(level: Level): void {
  level.size = 0
  level.parents.fill(0)
  level.slots.fill(0)
}

export function emptyLevel(): Level {
  return {
    size: 0,
    parents: new Uint32Array(FIRST_SIZE),
    values: new Uint32Array(FIRST_SIZE),
    slots: new Uint32Array(FIRST_SIZE * 2),
  }
}

/**
 * Turns groups of the level above into groups of this one, in place; `numbers` are the values of
 * the same rows. The look-up is written out: as a function of its own it costs three times as much.
 */
export function descend(
  level: Level,
  groups: Uint32Array,
  numbers: Uint32Array,
  count: number,
): void {
  let { slots, parents, values } = level
  for (let at = 0; at < count; at++) {
    const parent = groups[at]!
    const number = numbers[at]!
    const mask = slots.length - 1
    let slot = hash(parent, number) & mask
    let found = slots[slot]!
    while (found !== 0 && (parents[found - 1] !== parent || values[found - 1] !== number)) {
      slot = (slot + 1) & mask
      found = slots[slot]!
    }
    if (found === 0) {
      found = addGroup(level, parent, number, slot)
      ;({ slots, parents, values } = level)
    }
    groups[at] = found - 1
  }
}

/** The same for the first level, whose only parent is group 0: groups are the value numbers. */
export function descendFirst(
  level: Level,
  groups: Uint32Array,
  numbers: Uint32Array,
  size: number,
): void {
  groups.set(numbers)
  while (level.parents.length < size) lengthen(level)
  for (let group = level.size; group < size; group++) level.values[group] = group
  level.size = size
}

/** For each of these groups of the level above a new one, with the next value; gives them. */
export function putEach(level: Level, above: Uint32Array): Uint32Array<ArrayBuffer> {
  const first = level.size
  level.size += above.length
  while (level.parents.length < level.size) lengthen(level)
  level.parents.set(above, first)
  const groups = new Uint32Array(above.length)
  for (let at = 0; at < groups.length; at++) groups[at] = first + at
  level.values.set(groups, first)
  return groups
}

/** Makes a group for the free slot; gives the group plus one, as slots hold it. */
function addGroup(level: Level, parent: number, number: number, slot: number): number {
  const group = level.size
  if (group === GROUPS_MAX) throw new TooManyGroups()
  level.parents[group] = parent
  level.values[group] = number
  level.slots[slot] = group + 1
  level.size = group + 1
  if (level.size === level.parents.length) grow(level)
  return group + 1
}

function lengthen(level: Level): void {
  const size = level.parents.length * 2
  level.parents = enlarged(level.parents, size)
  level.values = enlarged(level.values, size)
}

function grow(level: Level): void {
  lengthen(level)
  const size = level.parents.length
  level.slots = new Uint32Array(lengthened(level.slots, 8 * size)).fill(0)
  const mask = level.slots.length - 1
  for (let group = 0; group < level.size; group++) {
    let at = hash(level.parents[group]!, level.values[group]!) & mask
    while (level.slots[at] !== 0) at = (at + 1) & mask
    level.slots[at] = group + 1
  }
}

function enlarged(from: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(lengthened(from, 4 * size))
}

function hash(parent: number, number: number): number {
  const mixed = Math.imul(parent, 0x85ebca6b) ^ Math.imul(number, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
