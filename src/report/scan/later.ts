/**
 * What events after the click say of its dimensions: the click's latest offer, status or sub id,
 * the sum of its costs. Each click has one value, so every event of it is counted there.
 *
 * Found in one pass before the scan and kept by sequence number in pages of one segment each.
 */
import { firstSeq, rowOf, SEGMENT_ROWS, segmentOf } from '../../core/click-id.ts'
import type { Dimension, Later, ValueContext } from '../../core/reports/dimensions.ts'
import { decimalToMicros } from '../../core/reports/sums.ts'
import { numberReader, numbersOf } from '../../ledger/columns/cells.ts'
import type { Column, SegmentView } from '../../ledger/columns/column.ts'
import { type Coded, encodeNumbers } from './encode.ts'
import {
  applyLast,
  emptyLast,
  gatherLast,
  type LastValues,
  settleLast,
  type Target,
} from './later-last.ts'

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

/** One sum per click. */
type Pages = Map<number, Float64Array>

export type LaterValues = LastValues | { readonly rule: 'sum'; readonly pages: Pages }

export function emptyLater(rule: Later['rule']): LaterValues {
  return rule === 'sum' ? { rule, pages: new Map() } : emptyLast()
}

/** To be called when all segments are taken in. */
export function settleLater(found: LaterValues): void {
  if (found.rule === 'last') settleLast(found)
}

/** Takes in one segment; segments must come in the order of the ledger. */
export function gatherLater(
  into: LaterValues,
  dimension: Dimension,
  base: () => Coded<string | null>,
  view: SegmentView,
): void {
  const { later } = dimension
  if (later?.rule === 'sum' && into.rule === 'sum') {
    for (const column of later.columns) gatherSums(into.pages, column, view)
  }
  if (later?.rule === 'last' && into.rule === 'last') gatherLast(into, later, base, view)
}

function gatherSums(pages: Pages, name: string, view: SegmentView): void {
  const column = view.column(name)
  if (column.kind === 'constant' && (column.value === 0 || column.value === '')) return
  const clickSeqs = clickSeqsOf(view)
  const micros = microsReader(column)
  for (let row = 0; row < view.rows; row++) {
    const value = micros(row)
    if (value === 0) continue
    const seq = clickSeqs[row]!
    pageOf(pages, seq)[rowOf(seq)]! += value
  }
}

function microsReader(column: Column): (row: number) => number {
  if (column.kind === 'constant' && typeof column.value === 'string') {
    const micros = decimalToMicros(column.value)
    return () => micros
  }
  if (column.kind !== 'text') return numberReader(column)
  const micros = column.dictionary.map(decimalToMicros)
  const { codes } = column
  return (row) => micros[codes[row]!]!
}

function pageOf(pages: Pages, seq: number): Float64Array {
  const number = segmentOf(seq)
  let page = pages.get(number)
  if (page === undefined) {
    // Shared memory: other threads read the pages without a copy.
    page = new Float64Array(new SharedArrayBuffer(8 * SEGMENT_ROWS))
    pages.set(number, page)
  }
  return page
}

/** The codes of the selected rows with what came later in place of what they say themselves. */
export function applyLater(
  found: LaterValues,
  dimension: Dimension,
  base: Coded<string | null>,
  target: Target,
  values: ValueContext,
): Coded<string | null> {
  if (found.rule === 'last') return applyLast(found, base, target)
  const { view } = target
  const micros = sumsOfRows(found.pages, clickSeqsOf(view), view.rows)
  const sums = encodeNumbers(micros, 1)
  return { ...sums, cell: (code) => dimension.of([sums.cell(code)], values) }
}

/** Each row's sum. Rows of one segment mostly share a page, so the last one is kept. */
function sumsOfRows(
  pages: ReadonlyMap<number, Float64Array>,
  clickSeqs: ArrayLike<number>,
  rows: number,
): Float64Array {
  const sums = new Float64Array(rows)
  let number = -1
  let page: Float64Array | null = null
  for (let row = 0; row < rows; row++) {
    const seq = clickSeqs[row]!
    const wanted = segmentOf(seq)
    if (wanted !== number) {
      number = wanted
      page = pages.get(wanted) ?? null
    }
    sums[row] = page === null ? 0 : page[seq - firstSeq(wanted)]!
  }
  return sums
}
