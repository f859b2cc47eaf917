/**
 * Texts by number: each different text of a column has one number for the life of a table, so that
 * dictionaries of many segments are merged without making strings of them.
 *
 * Texts lie in one byte array, Latin-1 where that holds them, else UTF-16. The hash finds candidates
 * and their bytes decide, so no collision can make two texts one. Its seed is random, so nobody can
 * choose texts that collide.
 */
import type { TextColumn } from '../../ledger/columns/column.ts'
import type { TextBlock } from '../../ledger/columns/text-block.ts'
import { bytesOfText, hashOf, isWideText } from '../../lib/text-hash.ts'
import { lengthened, replaced } from '../../lib/thread-memory.ts'
import { dictionarySize } from './encode.ts'
import { allRows } from './scratch.ts'
import { rankOfBytes, rankOfText } from './text-ranks.ts'

/** More texts than this in one table are refused: they would not fit in memory. */
const TEXTS_MAX = 1_000_000

export class TooManyTexts extends Error {}

export interface TextTable {
  readonly size: number
  numberOf(text: string): number
  /**
   * The numbers of the column's dictionary by code. A passing table may give only those for which
   * `wanted` is not 0, and its answer is good until the next one.
   */
  numbersOf(column: TextColumn, wanted: Uint32Array): Uint32Array
  text(number: number): string
  /** By code units, as strings compare; `null` if one is empty. */
  compare(a: number, b: number): number | null
  /** Of the first `count` of these numbers, as in `text-ranks.ts`; an empty text has the rank `notSet`. */
  ranks(numbers: Uint32Array, count: number, notSet: number): Float64Array
  pack(numbers: Uint32Array): PackedTexts
  /** The numbers here of texts that another table has packed. */
  unpack(packed: PackedTexts): Uint32Array
}

/** Texts as they travel between threads. */
export interface PackedTexts {
  /** As in `State`. */
  readonly ends: Uint32Array
  readonly bytes: Uint8Array
}

interface State {
  size: number
  readonly most: number
  /**
   * Four words per slot, so that a look-up meets one cache line: number plus one (0 is free), hash,
   * start and length of the text in `bytes`. As many slots as a power of two.
   */
  slots: Uint32Array
  /** Where each text ends in `bytes`, doubled; the lowest bit says that it is UTF-16. */
  ends: Uint32Array
  bytes: Uint8Array
  used: number
  /** Of no use but to be written. */
  fetched: number
}

const FIRST_SLOTS = 1024
const FIRST_BYTES = 8192
/** Of four slots three may be taken. */
const FULL = 3 / 4

export interface OwnTable extends TextTable {
  readonly bytes: number
  /** Forgets all texts, but keeps its memory for others. */
  clear(): void
}

/**
 * A table for a part of a report: it holds what is asked for and leaves nothing with segments. With
 * room from the beginning for as many texts as are expected.
 */
export function passingTable(size?: TableSize): OwnTable {
  const [seed = 0] = crypto.getRandomValues(new Int32Array(1))
  return textTable(seed, null, size)
}

/** In texts. */
export interface TableSize {
  readonly most: number
  /** Absent: nothing is known of it. */
  readonly expected?: number
}

const ANY_SIZE: TableSize = { most: TEXTS_MAX }

function emptyState({ most, expected = 0 }: TableSize): State {
  const slots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(expected / FULL)))
  const words = (perSlot: number) =>
    new Uint32Array(lengthened(new Uint32Array(FIRST_SLOTS * perSlot), 4 * slots * perSlot))
  return {
    size: 0,
    most,
    slots: words(4),
    ends: words(FULL),
    bytes: new Uint8Array(FIRST_BYTES),
    used: 0,
    fetched: 0,
  }
}

/** `name` is different for every table of a thread; `null` for a passing one. */
export function textTable(seed: number, name: string | null, size = ANY_SIZE): OwnTable {
  const state = emptyState(size)

  function numberOf(text: string): number {
    const isWide = isWideText(text)
    const bytes = bytesOfText(text, isWide)
    const hash = hashOf(bytes, 0, bytes.length, seed) ^ Number(isWide)
    return find(state, bytes, { from: 0, to: bytes.length, hash: hash >>> 0, isWide })
  }

  function numbersOf(column: TextColumn, wanted: Uint32Array): Uint32Array {
    const { packed } = column
    if (name === null) return numberSome(column, wanted)
    if (!packed) return Uint32Array.from(column.dictionary, numberOf)
    const number = () =>
      packed.use((block) =>
        block.isWide ? Uint32Array.from(block.all(), numberOf) : numberBlock(block),
      )
    return packed.kept ? packed.kept(name, number) : number()
  }

  function numberBlock(block: TextBlock): Uint32Array {
    const numbers = new Uint32Array(block.count)
    findAll(state, { block, codes: allRows(block.count) }, seed, numbers)
    return numbers
  }

  let passing = new Uint32Array(0)

  function numberSome(column: TextColumn, wanted: Uint32Array): Uint32Array {
    const codes = setPlaces(wanted, dictionarySize(column))
    if (passing.length < wanted.length) passing = new Uint32Array(wanted.length)
    const byText = (texts: readonly string[]) => {
      for (const code of codes) passing[code] = numberOf(texts[code]!)
    }
    if (!column.packed) byText(column.dictionary)
    else
      column.packed.use((block) =>
        block.isWide ? byText(block.all()) : findAll(state, { block, codes }, seed, passing),
      )
    return passing.subarray(0, dictionarySize(column))
  }

  return {
    get size() {
      return state.size
    },
    clear: () => clear(state),
    get bytes() {
      return state.slots.byteLength + state.ends.byteLength + state.bytes.byteLength
    },
    numberOf,
    numbersOf,
    compare(a, b) {
      const isWide = ((state.ends[a]! | state.ends[b]!) & 1) === 1
      return isWide ? compareStrings(textOf(state, a), textOf(state, b)) : compareBytes(state, a, b)
    },
    ranks: (numbers, count, notSet) => ranksOf(state, numbers.subarray(0, count), notSet),
    pack: (numbers) => pack(state, numbers),
    unpack: (packed) => unpack(state, packed, seed),
    text: (number) => textOf(state, number),
  }
}

/** Texts that are looked up together: their memory is fetched side by side, not one after another. */
const BATCH = 256
const hashes = new Uint32Array(BATCH)

/** Some codes of a dictionary in Latin-1. */
interface Sought {
  readonly block: TextBlock
  readonly codes: Uint32Array
}

/** Writes the number of each code's text to its place in `into`. */
function findAll(state: State, sought: Sought, seed: number, into: Uint32Array): void {
  const { length } = sought.codes
  for (let start = 0; start < length; start += BATCH) {
    const batch = {
      block: sought.block,
      codes: sought.codes.subarray(start, Math.min(start + BATCH, length)),
    }
    hashBatch(batch, seed)
    fetchSlots(state, batch.codes.length)
    findBatch(state, batch, into)
  }
}

function hashBatch({ block: { ends, bytes }, codes }: Sought, seed: number): void {
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!
    hashes[at] = hashOf(bytes, code === 0 ? 0 : ends[code - 1]!, ends[code]!, seed)
  }
}

/** Reads what the look-ups are going to read. */
function fetchSlots(state: State, count: number): void {
  const { slots, bytes } = state
  const mask = slots.length - 1
  let sum = 0
  for (let at = 0; at < count; at++) sum += slots[((hashes[at]! << 2) & mask) + 2]!
  for (let at = 0; at < count; at++) sum += bytes[slots[((hashes[at]! << 2) & mask) + 2]!]!
  // Otherwise nothing would be read.
  state.fetched = sum
}

/** `find` written out, for many texts that are there already. */
function findBatch(
  state: State,
  { block: { ends, bytes }, codes }: Sought,
  into: Uint32Array,
): void {
  for (let index = 0; index < codes.length; index++) {
    const { slots, bytes: own } = state
    const code = codes[index]!
    const from = code === 0 ? 0 : ends[code - 1]!
    const to = ends[code]!
    const hash = hashes[index]!
    const mask = slots.length - 1
    let slot = (hash << 2) & mask
    let number = slots[slot]!
    for (; number !== 0; number = slots[slot]!) {
      if (slots[slot + 1] === hash && slots[slot + 3] === (to - from) * 2) {
        const shift = slots[slot + 2]! - from
        let at = from
        while (at < to && own[shift + at] === bytes[at]) at++
        if (at === to) break
      }
      slot = (slot + 4) & mask
    }
    into[code] =
      number === 0 ? add(state, bytes, { from, to, hash, isWide: false }, slot) : number - 1
  }
}

/** Where a text lies in `bytes`. */
function spanOf(ends: Uint32Array, number: number): ByteSpan {
  return { from: number === 0 ? 0 : ends[number - 1]! >>> 1, to: ends[number]! >>> 1 }
}

function textOf({ ends, bytes: all }: State, number: number): string {
  const { from, to } = spanOf(ends, number)
  const bytes = Buffer.from(all.buffer, from, to - from)
  return bytes.toString((ends[number]! & 1) === 1 ? 'utf16le' : 'latin1')
}

function compareBytes({ ends, bytes }: State, a: number, b: number): number | null {
  return compareSpans(bytes, spanOf(ends, a), spanOf(ends, b))
}

function clear(state: State): void {
  state.slots.fill(0)
  state.size = 0
  state.used = 0
}

function ranksOf(state: State, numbers: Uint32Array, notSet: number): Float64Array {
  const { ends, bytes } = state
  const ranks = new Float64Array(numbers.length)
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at]!
    const { from, to } = spanOf(ends, number)
    const isWide = (ends[number]! & 1) === 1
    if (from === to) ranks[at] = notSet
    else if (isWide) ranks[at] = rankOfText(textOf(state, number))
    else ranks[at] = rankOfBytes(bytes, from, to)
  }
  return ranks
}

/** A part of some bytes, up to `to`. */
interface ByteSpan {
  readonly from: number
  readonly to: number
}

/** Texts in Latin-1 by code units, as strings compare; `null` if one is empty. */
export function compareSpans(bytes: Uint8Array, a: ByteSpan, b: ByteSpan): number | null {
  let [left, right] = [a.from, b.from]
  if (left === a.to || right === b.to) return null
  for (; left < a.to && right < b.to; left++, right++)
    if (bytes[left] !== bytes[right]) return bytes[left]! - bytes[right]!
  return a.to - left - (b.to - right)
}

const compareStrings = (a: string, b: string) =>
  a === '' || b === '' ? null : a < b ? -1 : a > b ? 1 : 0

/** The places below `size` that are not 0. */
function setPlaces(wanted: Uint32Array, size: number): Uint32Array {
  const places = new Uint32Array(size)
  let count = 0
  for (let at = 0; at < size; at++) {
    places[count] = at
    if (wanted[at] !== 0) count++
  }
  return places.subarray(0, count)
}

function pack({ ends: allEnds, bytes: all }: State, numbers: Uint32Array): PackedTexts {
  const ends = new Uint32Array(numbers.length)
  let used = 0
  numbers.forEach((number, at) => {
    const { from, to } = spanOf(allEnds, number)
    used += to - from
    ends[at] = used * 2 + (allEnds[number]! & 1)
  })
  const bytes = new Uint8Array(used)
  numbers.forEach((number, at) => {
    const { from, to } = spanOf(allEnds, number)
    bytes.set(all.subarray(from, to), spanOf(ends, at).from)
  })
  return { ends, bytes }
}

function unpack(state: State, { ends, bytes }: PackedTexts, seed: number): Uint32Array {
  let from = 0
  return ends.map((end) => {
    const to = end >>> 1
    const isWide = (end & 1) === 1
    const hash = (hashOf(bytes, from, to, seed) ^ Number(isWide)) >>> 0
    const number = find(state, bytes, { from, to, hash, isWide })
    from = to
    return number
  })
}

/** A text in some bytes. */
interface Place {
  readonly from: number
  readonly to: number
  readonly hash: number
  readonly isWide: boolean
}

function find(state: State, from: Uint8Array, place: Place): number {
  const { slots } = state
  const mask = slots.length - 1
  const { hash } = place
  let slot = (hash << 2) & mask
  while (slots[slot] !== 0) {
    if (slots[slot + 1] === hash && isSame(state, slot, from, place)) return slots[slot]! - 1
    slot = (slot + 4) & mask
  }
  return add(state, from, place, slot)
}

function isSame({ slots, bytes }: State, slot: number, from: Uint8Array, place: Place): boolean {
  const start = slots[slot + 2]!
  const length = place.to - place.from
  if (slots[slot + 3] !== length * 2 + Number(place.isWide)) return false
  for (let at = 0; at < length; at++) if (bytes[start + at] !== from[place.from + at]) return false
  return true
}

function add(state: State, from: Uint8Array, place: Place, slot: number): number {
  const number = state.size
  if (number === state.most) throw new TooManyTexts()
  const length = place.to - place.from
  const start = state.used
  if (start + length > state.bytes.length)
    state.bytes = new Uint8Array(lengthened(state.bytes, 2 * (start + length)))
  for (let at = 0; at < length; at++) state.bytes[start + at] = from[place.from + at]!
  state.used = start + length
  state.ends[number] = state.used * 2 + Number(place.isWide)
  const { slots } = state
  slots[slot] = number + 1
  slots[slot + 1] = place.hash
  slots[slot + 2] = start
  slots[slot + 3] = length * 2 + Number(place.isWide)
  state.size = number + 1
  if (state.size === state.ends.length) grow(state)
  return number
}

function grow(state: State): void {
  const { slots: old } = state
  const slots = new Uint32Array(old.length * 2)
  const mask = slots.length - 1
  for (let from = 0; from < old.length; from += 4) {
    if (old[from] === 0) continue
    let slot = (old[from + 1]! << 2) & mask
    while (slots[slot] !== 0) slot = (slot + 4) & mask
    for (let word = 0; word < 4; word++) slots[slot + word] = old[from + word]!
  }
  replaced(old, slots)
  state.slots = slots
  state.ends = new Uint32Array(lengthened(state.ends, (slots.byteLength / 4) * FULL))
}
