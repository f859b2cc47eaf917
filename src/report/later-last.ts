/**
 * Dimensions that the newest event of a click decides: its offer, status or sub id. Gathered over
 * all segments, then kept per segment of clicks as an ascending list of those that have any.
 */
import { SEGMENT_ROWS } from '../core/click-id.ts'
import type { Later } from '../core/reports/dimensions.ts'
import type { CountingNumbers, SegmentView } from '../ledger/column.ts'
import type { Coded, SelectedRows } from './encode.ts'
import { clickSeqReader, rowsOfKinds } from './event-rows.ts'
import { scratch } from './scratch.ts'

export interface LastValues {
  readonly rule: 'last'
  /** By segment of the click; in the order of the ledger, until `settleLast`. */
  readonly pages: Map<number, LastPage>
  readonly values: (string | null)[]
  readonly codeOf: Map<string | null, number>
}

/** Only the first `count` entries are meant. */
export interface LastPage {
  count: number
  /** Of the click in its segment. */
  places: Uint16Array
  /** In `values`. */
  codes: Uint32Array
}

const FIRST_ENTRIES = 64

export function emptyLast(): LastValues {
  return { rule: 'last', pages: new Map(), values: [], codeOf: new Map() }
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
  const { codes, cell } = base()
  const known = new Map<number, number>()
  const codeOf = (code: number) => {
    const found = known.get(code)
    if (found !== undefined) return found
    const value = cell(code)
    const made = value === null && later.skipEmpty ? -1 : codeFor(into, value)
    known.set(code, made)
    return made
  }
  for (const row of rows) {
    const code = codeOf(codes === null ? 0 : codes[row]!)
    if (code >= 0) put(into.pages, seqOf(row), code)
  }
}

function codeFor({ codeOf, values }: LastValues, value: string | null): number {
  const known = codeOf.get(value)
  if (known !== undefined) return known
  const code = values.push(value) - 1
  codeOf.set(value, code)
  return code
}

function put(pages: LastValues['pages'], seq: number, code: number): void {
  const number = Math.floor(seq / SEGMENT_ROWS)
  let page = pages.get(number)
  if (page === undefined) {
    page = {
      count: 0,
      places: new Uint16Array(FIRST_ENTRIES),
      codes: new Uint32Array(FIRST_ENTRIES),
    }
    pages.set(number, page)
  }
  if (page.count === page.places.length) resize(page, page.count * 2)
  page.places[page.count] = seq - number * SEGMENT_ROWS
  page.codes[page.count++] = code
}

function resize(page: LastPage, size: number): void {
  const { places, codes } = page
  page.places = new Uint16Array(size)
  page.codes = new Uint32Array(size)
  page.places.set(places.subarray(0, size))
  page.codes.set(codes.subarray(0, size))
}

/** Leaves the newest entry of each click, in ascending order. */
export function settleLast({ pages }: LastValues): void {
  const newest = new Uint32Array(SEGMENT_ROWS)
  for (const page of pages.values()) {
    for (let at = 0; at < page.count; at++) newest[page.places[at]!] = page.codes[at]! + 1
    let count = 0
    for (let place = 0; place < SEGMENT_ROWS; place++) {
      const code = newest[place]!
      if (code === 0) continue
      page.places[count] = place
      page.codes[count++] = code - 1
      newest[place] = 0
    }
    page.count = count
    resize(page, count)
  }
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
  if (found.pages.size === 0) return base
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
  { pages }: LastValues,
  base: Coded<string | null>,
  codes: Uint32Array,
  { from, rows, values }: CountingNumbers,
): void {
  const first = Math.floor(from / SEGMENT_ROWS)
  const last = Math.floor((from + codes.length - 1) / SEGMENT_ROWS)
  for (let number = first; number <= last; number++) {
    const page = pages.get(number)
    if (page === undefined) continue
    const shift = number * SEGMENT_ROWS - from
    for (let at = 0; at < page.count; at++) {
      const row = page.places[at]! + shift
      if (row >= 0 && row < codes.length) codes[row] = base.size + page.codes[at]!
    }
  }
  const laterOf = laterReader(pages)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const click = values[at]! - from
    // A click of the same segment has its code by now.
    const isHere = click >= 0 && click < codes.length
    const later = isHere ? codes[click]! - base.size : laterOf(values[at]!)
    codes[row] = later < 0 ? (base.codes?.[row] ?? 0) : base.size + later
  }
}

interface Owners {
  /** As `clickSeqReader` gives it. */
  readonly seqOf: (row: number) => number
  readonly selection: SelectedRows
}

function applyEach(
  { pages }: LastValues,
  { size }: Coded<string | null>,
  codes: Uint32Array,
  { seqOf, selection: { rows, count } }: Owners,
): void {
  const laterOf = laterReader(pages)
  for (let at = 0; at < count; at++) {
    const later = laterOf(seqOf(rows[at]!))
    if (later >= 0) codes[rows[at]!] = size + later
  }
}

/** The code of a click by its number, −1 if nothing came later. Neighbours mostly share a page. */
function laterReader(pages: LastValues['pages']): (seq: number) => number {
  let number = -1
  let page: LastPage | undefined
  return (seq) => {
    const wanted = Math.floor(seq / SEGMENT_ROWS)
    if (wanted !== number) {
      number = wanted
      page = pages.get(wanted)
    }
    return page === undefined ? -1 : codeAt(page, seq - wanted * SEGMENT_ROWS)
  }
}

function codeAt({ count, places, codes }: LastPage, place: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (places[middle]! < place) low = middle + 1
    else high = middle
  }
  return low < count && places[low] === place ? codes[low]! : -1
}
