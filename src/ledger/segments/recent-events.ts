/**
 * Events that this server recorded, not those that were loaded, in pages of bare values: to rebuild
 * what memory lost in a restart.
 */
import { firstSeq, segmentOf } from '../../core/click-id.ts'
import { cellReader, numberReader } from '../columns/cells.ts'
import { ifReadable, type SegmentSource, type SegmentView } from '../columns/column.ts'
import { UNALLOCATED_SEGMENT } from '../costs/cost-reader.ts'
import { FIRST_LOADED_SEGMENT } from './ledger-db.ts'

const PAGE_ROWS_MAX = 20_000

export interface RecentQuery {
  /** Only events after this sequence number (segment × 65,536 + row); −1 for all. */
  readonly afterSeq: number
  /** Only events at or after this time, in epoch milliseconds. */
  readonly sinceTime: number
  /** Which values, by column name; none of them cold. */
  readonly columns: readonly string[]
  /** Where the page before ended; `null` for the first page. */
  readonly cursor: number | null
  /** What becomes of segments that can't be read. */
  readonly damaged: 'left_out' | 'refused'
}

export interface RecentPage {
  /** In the order in which they were recorded, each with the values asked for. */
  readonly rows: readonly (readonly (string | number)[])[]
  /** For the next page; `null` when this was the last. */
  readonly cursor: number | null
}

/** Throws `DamagedSegment` where that is asked for. */
export function recentEvents(source: SegmentSource, query: RecentQuery): RecentPage {
  // A cursor is segment × 65,536 + index: the place in order of arrival, which sealing keeps.
  const from = query.cursor ?? firstSeq(Math.max(0, segmentOf(query.afterSeq)))
  const rows: (string | number)[][] = []
  for (const view of viewsFrom(source, segmentOf(from))) {
    if (view.maxTime < query.sinceTime) continue
    const start = firstSeq(view.number)
    const add = () => addRows(view, Math.max(0, from - start), query, rows)
    const index = query.damaged === 'refused' ? add() : ifReadable(add, view.rows)
    if (index < view.rows) return { rows, cursor: start + index }
  }
  return { rows, cursor: null }
}

function* viewsFrom(source: SegmentSource, segment: number): Iterable<SegmentView> {
  for (const view of source.sealed()) {
    if (view.number >= segment && view.number < FIRST_LOADED_SEGMENT) yield view
  }
  for (const view of source.open()) {
    if (view.number >= segment && view.number !== UNALLOCATED_SEGMENT) yield view
  }
}

/** Adds until the page is full. The index of the first row that was not looked at. */
function addRows(
  view: SegmentView,
  from: number,
  query: RecentQuery,
  rows: (string | number)[][],
): number {
  const values = query.columns.map((name) => cellReader(view.column(name)))
  const rowOf = numberReader(view.column('row'))
  const timeOf = numberReader(view.column('time'))
  const firstRow = query.afterSeq - firstSeq(view.number)
  let index = from
  for (; index < view.rows && rows.length < PAGE_ROWS_MAX; index++) {
    if (rowOf(index) <= firstRow || timeOf(index) < query.sinceTime) continue
    rows.push(values.map((value) => value(index)))
  }
  return index
}
