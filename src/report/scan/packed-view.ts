/**
 * Segments that are still open, as they travel to another thread: the columns that a report reads of
 * them, in the bytes of sealed ones.
 */
import { decodeColumn, encodeColumn } from '../../ledger/columns/column-format.ts'
import type { Column, SegmentView } from '../../ledger/columns/column.ts'

type Bounds = Pick<
  SegmentView,
  'number' | 'rows' | 'minTime' | 'maxTime' | 'minClickTime' | 'maxClickTime'
>

/** Travels between threads. */
export interface PackedView extends Bounds {
  readonly columns: ReadonlyMap<string, Uint8Array>
}

/** The view, noting which columns are read of it. */
export function notedView(view: SegmentView, read: Set<string>): SegmentView {
  const { number, rows, minTime, maxTime, minClickTime, maxClickTime, cold, coldAt } = view
  const column = (name: string) => {
    read.add(name)
    return view.column(name)
  }
  const bounds = { number, rows, minTime, maxTime, minClickTime, maxClickTime }
  return { ...bounds, column, cold, coldAt }
}

export function packView(view: SegmentView, names: Iterable<string>): PackedView {
  const { number, rows, minTime, maxTime, minClickTime, maxClickTime } = view
  const columns = new Map<string, Uint8Array>()
  for (const name of names) columns.set(name, encodeColumn(view.column(name), rows))
  return { number, rows, minTime, maxTime, minClickTime, maxClickTime, columns }
}

/** Throws when a column is asked for that was not packed. */
export function openPackedView({ columns: packed, ...bounds }: PackedView): SegmentView {
  const known = new Map<string, Column>()
  const bytesOf = (name: string) => {
    const bytes = packed.get(name)
    if (bytes === undefined) throw new Error(`column ${name} was not packed`)
    return Buffer.from(bytes)
  }
  const column = (name: string) => {
    const found = known.get(name) ?? decodeColumn(bytesOf(name))
    known.set(name, found)
    return found
  }
  const cold = (name: string): never => {
    throw new Error(`column ${name} was not packed`)
  }
  return { ...bounds, column, cold, coldAt: cold }
}
