/**
 * Dimensions that the newest event of a click decides: its offer, status or sub id. Gathered over
 * all segments, then kept as one bit per click that has any, and their values in the order of clicks.
 */
import { firstSeq, SEGMENT_ROWS, segmentOf } from '../../core/click-id.ts'
import type { Later } from '../../core/reports/dimensions.ts'
import type { CountingNumbers, SegmentView } from '../../ledger/columns/column.ts'
import { clickSeqReader, rowsOfKinds } from '../logs/event-rows.ts'
import type { Coded, SelectedRows } from './encode.ts'
import { scratch } from './scratch.ts'

export interface LastValues {
  readonly rule: 'last'
  /** By segment of the click, in the order of the ledger; empty after `settleLast`. */
  readonly gathered: Map<number, Gathered>
  readonly values: (string | null)[]
  readonly codeOf: Map<string | null, number>
  /** Nothing before `settleLast`. */
  newest: Newest
}

/** Only the first `count` entries are meant. */
interface Gathered {
  count: number
  /** Of the click in its segment. */
  places: Uint16Array
  /** In `values`. */
  codes: Uint32Array
}

/** In memory that other threads read without a copy. */
interface Newest {
  /** By segment of the click: where its words are. */
  readonly starts: ReadonlyMap<number, number>
  /**
   * For every 32 clicks two words, read together: a bit for each that anything came after, and how
   * many bits are set before, where their codes begin.
   */
  readonly words: Uint32Array
  /** In `values`. */
  readonly codes: Uint32Array
}

const FIRST_ENTRIES = 64
const BITS = 32
const SEGMENT_WORDS = (2 * SEGMENT_ROWS) / BITS

export function emptyLast(): LastValues {
  const nothing = new Uint32Array(0)
  const newest = { starts: new Map(), words: nothing, codes: nothing }
  return { rule: 'last', gathered: new Map(), values: [], codeOf: new Map(), newest }
}

export function gatherLast(
  into: LastValues,
  later: Later & { rule: 'last' },
  base: () => Coded<string | null>,
  view: SegmentView,
): void {
  const rows = rowsOfKinds(view, later.kinds)
  // Most segments have none: their other columns are not read at all.
  if (rows.length === 0) return
  const seqOf = clickSeqReader(view)
  const { codes, size, cell } = base()
  /** By code: 0 before it is asked for, 1 if it says nothing, else its code there plus two. */
  const known = scratch('codes', size).fill(0)
  const put = putter(into.gathered)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const code = codes === null ? 0 : codes[row]!
    if (known[code] === 0) known[code] = codeFor(into, cell(code), later) + 2
    if (known[code]! > 1) put(seqOf(row), known[code]! - 2)
  }
}

/** −1 for a value that does not count. */
function codeFor(
  { codeOf, values }: LastValues,
  value: string | null,
  { skipEmpty }: Later & { rule: 'last' },
): number {
  if (value === null && skipEmpty) return -1
  const known = codeOf.get(value)
  if (known !== undefined) return known
  const code = values.push(value) - 1
  codeOf.set(value, code)
  return code
}

/** Neighbours mostly share a segment. */
function putter(gathered: LastValues['gathered']): (seq: number, code: number) => void {
  let number = -1
  let into = emptyGathered()
  return (seq, code) => {
    const wanted = segmentOf(seq)
    if (wanted !== number) {
      number = wanted
      into = gathered.get(wanted) ?? emptyGathered()
      if (into.count === 0) gathered.set(wanted, into)
    }
    if (into.count === into.places.length) enlarge(into)
    into.places[into.count] = seq - firstSeq(number)
    into.codes[into.count++] = code
  }
}

function emptyGathered(): Gathered {
  return {
    count: 0,
    places: new Uint16Array(FIRST_ENTRIES),
    codes: new Uint32Array(FIRST_ENTRIES),
  }
}

function enlarge(gathered: Gathered): void {
  const { places, codes } = gathered
  gathered.places = new Uint16Array(places.length * 2)
  gathered.codes = new Uint32Array(places.length * 2)
  gathered.places.set(places)
  gathered.codes.set(codes)
}

/** Leaves the newest entry of each click. */
export function settleLast(found: LastValues): void {
  const numbers = [...found.gathered.keys()]
  const words = sharedNumbers(numbers.length * SEGMENT_WORDS)
  const starts = new Map(numbers.map((number, at) => [number, at * SEGMENT_WORDS]))
  for (const [number, entries] of found.gathered) mark(entries, words, starts.get(number)!)
  const codes = sharedNumbers(countBefore(words))
  const newest = { starts, words, codes }
  for (const [number, entries] of found.gathered) fillIn(entries, newest, starts.get(number)!)
  found.newest = newest
  found.gathered.clear()
}

const sharedNumbers = (length: number) =>
  new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT))

const wordOf = (start: number, place: number) => start + ((place >>> 5) << 1)

function mark({ places, count }: Gathered, words: Uint32Array, start: number): void {
  for (let at = 0; at < count; at++) {
    const place = places[at]!
    words[wordOf(start, place)]! |= 1 << place
  }
}

/** Gives how many bits are set in all. */
function countBefore(words: Uint32Array): number {
  let count = 0
  for (let word = 0; word < words.length; word += 2) {
    words[word + 1] = count
    count += bitsOf(words[word]!)
  }
  return count
}

/** What came later takes the place of what came before. */
function fillIn({ places, codes, count }: Gathered, newest: Newest, start: number): void {
  const { words, codes: into } = newest
  for (let at = 0; at < count; at++) {
    const place = places[at]!
    const word = wordOf(start, place)
    into[words[word + 1]! + bitsOf(words[word]! & ((1 << place) - 1))] = codes[at]!
  }
}

/** How many bits of a word are set (H. S. Warren, Hacker's Delight, 5-1). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Where later values are wanted. */
export interface Target {
  readonly view: SegmentView
  readonly selection: SelectedRows
  /** Different for each dimension that is in use at the same time. */
  readonly place: number
}

/** The codes of the selected rows with what came later in place of what they say themselves. */
export function applyLast(
  found: LastValues,
  base: Coded<string | null>,
  { view, selection, place }: Target,
): Coded<string | null> {
  if (found.newest.codes.length === 0) return base
  const codes = baseCodes(base, { view, selection, place })
  const column = view.column('clickSeq')
  if (isWorthAll(selection, view) && column.kind === 'number' && column.compact?.of === 'counting')
    applyCounting(found, base, codes, column.compact)
  else applyEach(found, base, codes, { seqOf: clickSeqReader(view), selection })
  const { values } = found
  const cell = (code: number) => (code < base.size ? base.cell(code) : values[code - base.size]!)
  const coded = { codes, size: base.size + values.length, cell }
  return base.codes !== null && base.texts ? { ...coded, texts: base.texts } : coded
}

/** Whether to go through all rows for these. */
const isWorthAll = ({ count }: SelectedRows, { rows }: SegmentView) => count > rows / 4

function baseCodes(
  { codes: from }: Coded<string | null>,
  { view, selection: { rows, count }, place }: Target,
): Uint32Array {
  const codes = scratch(`later ${place}`, view.rows)
  if (from === null) return codes.fill(0)
  if (isWorthAll({ rows, count }, view)) codes.set(from)
  else for (let at = 0; at < count; at++) codes[rows[at]!] = from[rows[at]!]!
  return codes
}

/** Row i is of click `from + i`, but for few rows. */
function applyCounting(
  { newest }: LastValues,
  base: Coded<string | null>,
  codes: Uint32Array,
  { from, rows, values }: CountingNumbers,
): void {
  const first = segmentOf(from)
  const last = segmentOf(from + codes.length - 1)
  for (let number = first; number <= last; number++)
    applySegment(newest, number, codes, { from, size: base.size })
  const laterOf = laterReader(newest)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const click = values[at]! - from
    // A click of the same segment has its code by now.
    const isHere = click >= 0 && click < codes.length
    const later = isHere ? codes[click]! - base.size : laterOf(values[at]!)
    codes[row] = later < 0 ? (base.codes?.[row] ?? 0) : base.size + later
  }
}

interface Counting {
  /** The click of row 0. */
  readonly from: number
  /** Later values have the codes from here on. */
  readonly size: number
}

/** Clicks of one segment that have rows here. */
function applySegment(
  { starts, words, codes: values }: Newest,
  number: number,
  codes: Uint32Array,
  { from, size }: Counting,
): void {
  const start = starts.get(number)
  if (start === undefined) return
  let first = firstSeq(number) - from
  for (let word = start; word < start + SEGMENT_WORDS; word += 2, first += BITS) {
    let at = words[word + 1]!
    for (let left = words[word]!; left !== 0; left &= left - 1) {
      const row = first + 31 - Math.clz32(left & -left)
      if (row >= 0 && row < codes.length) codes[row] = size + values[at]!
      at++
    }
  }
}

interface Owners {
  /** As `clickSeqReader` gives it. */
  readonly seqOf: (row: number) => number
  readonly selection: SelectedRows
}

function applyEach(
  { newest }: LastValues,
  { size }: Coded<string | null>,
  codes: Uint32Array,
  { seqOf, selection: { rows, count } }: Owners,
): void {
  const laterOf = laterReader(newest)
  for (let at = 0; at < count; at++) {
    const later = laterOf(seqOf(rows[at]!))
    if (later >= 0) codes[rows[at]!] = size + later
  }
}

/** Segments of clicks whose place is remembered: conversions go to and fro between few. */
const LATEST = 64

/** The code of a click by its number, −1 if nothing came later. */
function laterReader({ starts, words, codes }: Newest): (seq: number) => number {
  const latest = new Float64Array(LATEST).fill(-1)
  const latestStarts = new Int32Array(LATEST)
  return (seq) => {
    const number = segmentOf(seq)
    const at = number & (LATEST - 1)
    if (latest[at] !== number) {
      latest[at] = number
      latestStarts[at] = starts.get(number) ?? -1
    }
    const start = latestStarts[at]!
    if (start < 0) return -1
    const place = seq - firstSeq(number)
    const word = wordOf(start, place)
    const bits = words[word]!
    const bit = 1 << place
    return (bits & bit) === 0 ? -1 : codes[words[word + 1]! + bitsOf(bits & (bit - 1))]!
  }
}
