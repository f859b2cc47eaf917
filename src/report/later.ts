/**
 * What events after the click say of its dimensions: the click's latest offer, status or sub id,
 * the sum of its costs. Each click has one value, so every event of it is counted there.
 *
 * Found in one pass before the scan and kept by sequence number in pages of one segment each, four
 * or eight bytes per click of a segment that has any.
 */
import { SEGMENT_ROWS } from '../core/click-id.ts'
import type { EventKind } from '../core/event.ts'
import type { Dimension, Later, ValueContext } from '../core/reports/dimensions.ts'
import { decimalToMicros } from '../core/reports/sums.ts'
import type { Column, SegmentView } from '../ledger/column.ts'
import { type Coded, encodeNumbers } from './encode.ts'
import { numbersOf } from './numbers.ts'

// Unfolded anew for each segment it would be half a megabyte of garbage.
let seqs = new Float64Array(SEGMENT_ROWS)

/** The clicks of a segment's rows, good until the next call. */
function clickSeqsOf(view: SegmentView): ArrayLike<number> {
  const column = view.column('clickSeq')
  if (column.kind !== 'number' || column.compact?.of !== 'counting')
    return numbersOf(column, view.rows)
  const { from, rows, values } = column.compact
  if (seqs.length < view.rows) seqs = new Float64Array(view.rows)
  for (let row = 0; row < view.rows; row++) seqs[row] = from + row
  for (let at = 0; at < rows.length; at++) seqs[rows[at]!] = values[at]!
  return seqs
}

/** One number per click, 0 where nothing was put. */
type Pages<T extends Int32Array | Float64Array> = Map<number, T>

export type LaterValues =
  | {
      readonly rule: 'last'
      /** Place in `values` plus one. */
      readonly pages: Pages<Int32Array>
      readonly values: (string | null)[]
      readonly codeOf: Map<string | null, number>
    }
  | { readonly rule: 'sum'; readonly pages: Pages<Float64Array> }

export function emptyLater(rule: Later['rule']): LaterValues {
  if (rule === 'sum') return { rule, pages: new Map() }
  return { rule, pages: new Map(), values: [], codeOf: new Map() }
}

/** Takes in one segment; segments must come in the order of the ledger. */
export function gatherLater(
  into: LaterValues,
  dimension: Dimension,
  base: () => Coded<string | null>,
  view: SegmentView,
): void {
  const { later } = dimension
  if (later?.rule === 'sum' && into.rule === 'sum') gatherSums(into.pages, later.column, view)
  if (later?.rule === 'last' && into.rule === 'last') gatherLast(into, later, base, view)
}

function gatherSums(pages: Pages<Float64Array>, name: string, view: SegmentView): void {
  const column = view.column(name)
  if (column.kind === 'constant' && (column.value === 0 || column.value === '')) return
  const clickSeqs = clickSeqsOf(view)
  const micros = microsReader(column)
  for (let row = 0; row < view.rows; row++) {
    const value = micros(row)
    if (value === 0) continue
    const seq = clickSeqs[row]!
    pageOf(pages, seq, newSums)[seq % SEGMENT_ROWS]! += value
  }
}

function microsReader(column: Column): (row: number) => number {
  if (column.kind !== 'text') {
    return typeof (column.kind === 'constant' ? column.value : 0) === 'string'
      ? () => decimalToMicros(String((column as { value: string }).value))
      : rowReader(column)
  }
  const micros = column.dictionary.map(decimalToMicros)
  return (row) => micros[column.codes[row]!]!
}

function rowReader(column: Column): (row: number) => number {
  if (column.kind === 'constant') return () => Number(column.value)
  const values = numbersOf(column, 0)
  return (row) => values[row]!
}

function gatherLast(
  into: LaterValues & { rule: 'last' },
  later: Later & { rule: 'last' },
  base: () => Coded<string | null>,
  view: SegmentView,
): void {
  const rows = rowsOfKinds(view, later.kinds)
  // Most segments have none: their other columns are not read at all.
  if (rows.length === 0) return
  const clickSeqs = clickSeqsOf(view)
  const { codes, cell } = base()
  for (const row of rows) {
    const value = cell(codes === null ? 0 : codes[row]!)
    if (value === null && later.skipEmpty) continue
    const seq = clickSeqs[row]!
    pageOf(into.pages, seq, newCodes)[seq % SEGMENT_ROWS] = codeFor(into, value) + 1
  }
}

function rowsOfKinds(view: SegmentView, kinds: readonly EventKind[]): Uint32Array {
  const column = view.column('kind')
  const wanted = kinds.reduce((bits, kind) => bits | (1 << kind), 0)
  if (column.kind === 'constant' && ((wanted >> Number(column.value)) & 1) === 0)
    return new Uint32Array(0)
  const kindOf = numbersOf(column, view.rows)
  const rows = new Uint32Array(view.rows)
  let count = 0
  for (let row = 0; row < view.rows; row++)
    if (((wanted >> kindOf[row]!) & 1) !== 0) rows[count++] = row
  return rows.subarray(0, count)
}

function codeFor(into: LaterValues & { rule: 'last' }, value: string | null): number {
  const known = into.codeOf.get(value)
  if (known !== undefined) return known
  const code = into.values.push(value) - 1
  into.codeOf.set(value, code)
  return code
}

// Shared memory: other threads read the pages without a copy.
const newCodes = () => new Int32Array(new SharedArrayBuffer(4 * SEGMENT_ROWS))
const newSums = () => new Float64Array(new SharedArrayBuffer(8 * SEGMENT_ROWS))

function pageOf<T extends Int32Array | Float64Array>(
  pages: Pages<T>,
  seq: number,
  make: () => T,
): T {
  const number = Math.floor(seq / SEGMENT_ROWS)
  let page = pages.get(number)
  if (page === undefined) {
    page = make()
    pages.set(number, page)
  }
  return page
}

/** The codes of a segment with what came later in place of what the rows say themselves. */
export function applyLater(
  found: LaterValues,
  dimension: Dimension,
  base: Coded<string | null>,
  view: SegmentView,
  context: ValueContext,
): Coded<string | null> {
  if (found.pages.size === 0 && found.rule === 'last') return base
  const clickSeqs = clickSeqsOf(view)
  if (found.rule === 'last') return replaceCodes(found, base, clickSeqs, view.rows)
  const micros = new Float64Array(view.rows)
  readPages(found.pages, clickSeqs, micros)
  const sums = encodeNumbers(micros, 1)
  return { ...sums, cell: (code) => dimension.of([sums.cell(code)], context) }
}

function replaceCodes(
  { pages, values }: LaterValues & { rule: 'last' },
  base: Coded<string | null>,
  clickSeqs: ArrayLike<number>,
  rows: number,
): Coded<string | null> {
  const codes = new Uint32Array(rows)
  readPages(pages, clickSeqs, codes)
  for (let row = 0; row < codes.length; row++) {
    const later = codes[row]!
    codes[row] = later > 0 ? base.size + later - 1 : base.codes === null ? 0 : base.codes[row]!
  }
  const cell = (code: number) => (code < base.size ? base.cell(code) : values[code - base.size]!)
  const coded = { codes, size: base.size + values.length, cell }
  return base.codes !== null && base.texts ? { ...coded, texts: base.texts } : coded
}

/** Copies each row's entry. Rows of one segment mostly share a page, so the last one is kept. */
function readPages(
  pages: ReadonlyMap<number, Int32Array | Float64Array>,
  clickSeqs: ArrayLike<number>,
  into: Uint32Array | Float64Array,
): void {
  let number = -1
  let page: Int32Array | Float64Array | null = null
  for (let row = 0; row < into.length; row++) {
    const seq = clickSeqs[row]!
    const wanted = Math.floor(seq / SEGMENT_ROWS)
    if (wanted !== number) {
      number = wanted
      page = pages.get(wanted) ?? null
    }
    into[row] = page === null ? 0 : page[seq - wanted * SEGMENT_ROWS]!
  }
}
