/**
 * What clicks cost by the batches in force: the newest batch decides, clicks without one keep what
 * was recorded. Turns that into the corrected cost columns of a segment.
 */
import { rowOf, SEGMENT_ROWS, segmentOf } from '../../core/click-id.ts'
import { EventKind, Flag } from '../../core/event.ts'
import { cellReader, numberReader, ownNumbers } from '../columns/cells.ts'
import type { Column, SegmentView, TextColumn } from '../columns/column.ts'
import { eachOf, unpackRows } from '../columns/row-set.ts'
import type { CostPart } from './cost-store.ts'

/** The clicks of one segment by row. */
export interface CoverPage {
  /** −1: the click costs what was recorded. */
  readonly micros: Float64Array
  /** The batch that decides; 0 for none. */
  readonly batch: Uint32Array
}

/** The page of a segment; `null` when no batch prices any of its clicks. */
export type Cover = (segment: number) => CoverPage | null

/** The columns that batches change. */
export const COST_COLUMNS = ['costMicros', 'costOrigin'] as const
const MANUAL = 'manual'

/** `parts` oldest first. */
export function coverPage(parts: readonly CostPart[]): CoverPage | null {
  if (parts.length === 0) return null
  const micros = new Float64Array(SEGMENT_ROWS).fill(-1)
  const batch = new Uint32Array(SEGMENT_ROWS)
  for (const part of parts) {
    let left = part.extra
    eachOf(unpackRows(part.rows), (row) => {
      micros[row] = part.shareMicros + (left > 0 ? 1 : 0)
      batch[row] = part.batch
      left--
    })
  }
  return { micros, batch }
}

/** How many clicks each batch decides. */
export function clicksByBatch({ batch }: CoverPage): Map<number, number> {
  const counts = new Map<number, number>()
  for (const id of batch) if (id !== 0) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/**
 * The cost columns of a segment under a cover, by name; `null` if they stay as they are. A click
 * has its whole cost on the event that counts it: what its other events cost is part of that.
 */
export function correctedCosts(
  view: SegmentView,
  cover: Cover,
): ReadonlyMap<string, Column> | null {
  const seqs = numberReader(view.column('clickSeq'))
  const kinds = numberReader(view.column('kind'))
  const flags = numberReader(view.column('flags'))
  const pageOf = lastPage(cover)
  let costs: Float64Array | null = null
  const priced: number[] = []
  for (let at = 0; at < view.rows; at++) {
    const seq = seqs(at)
    const micros = pageOf(seq)?.micros[rowOf(seq)] ?? -1
    if (micros < 0) continue
    costs ??= ownNumbers(view.column('costMicros'), view.rows)
    const isCounted = countsClick(kinds(at), flags(at))
    costs[at] = isCounted ? micros : 0
    if (isCounted) priced.push(at)
  }
  if (costs === null) return null
  return new Map<string, Column>([
    ['costMicros', { kind: 'number', values: costs }],
    ['costOrigin', withText(view.column('costOrigin'), view.rows, priced)],
  ])
}

/** Whether this is the event that counts its click. */
export function countsClick(kind: number, flags: number): boolean {
  if (kind === EventKind.click) return (flags & Flag.provisional) === 0
  return kind === EventKind.confirm
}

/** Neighbours mostly have their clicks in one segment, so its page is kept. */
function lastPage(cover: Cover): (seq: number) => CoverPage | null {
  let number = -1
  let page: CoverPage | null = null
  return (seq) => {
    const home = segmentOf(seq)
    if (home !== number) {
      number = home
      page = cover(home)
    }
    return page
  }
}

/** The column with `manual` on these rows. */
function withText(column: Column, rows: number, changed: readonly number[]): TextColumn {
  const { dictionary, codes } = coded(column, rows)
  const known = dictionary.indexOf(MANUAL)
  const code = known < 0 ? dictionary.length : known
  for (const row of changed) codes[row] = code
  return { kind: 'text', dictionary: known < 0 ? [...dictionary, MANUAL] : dictionary, codes }
}

function coded(column: Column, rows: number) {
  if (column.kind === 'number') throw new Error('a number column has no texts')
  if (column.kind === 'constant')
    return { dictionary: [String(column.value)], codes: new Uint16Array(rows) }
  return { dictionary: column.dictionary, codes: Uint16Array.from(column.codes.subarray(0, rows)) }
}

export function isSameColumn(a: Column, b: Column, rows: number): boolean {
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value
  const [left, right] = [cellReader(a), cellReader(b)]
  for (let row = 0; row < rows; row++) if (left(row) !== right(row)) return false
  return true
}
