/**
 * The rows of a segment that are no clicks (what came of clicks later), and which click each belongs
 * to. Few rows are such, so finding them once per segment spares most reads of whole columns.
 */
import { type Event, EventKind } from '../../core/event.ts'
import { cellReader, numbersOf } from '../../ledger/columns/cells.ts'
import { eventOf, kindOf } from '../../ledger/columns/column-names.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { encodeColumn } from '../scan/encode.ts'

/** An entry is `row + KIND × kind`. */
const KIND = 1 << 16

/** Rows of events of these kinds, ascending; clicks are not among them. */
export function rowsOfKinds(view: SegmentView, kinds: readonly EventKind[]): Uint32Array {
  const wanted = bitsOf(kinds)
  if ((kindsIn(view) & wanted) === 0) return new Uint32Array(0)
  const events = keptEvents(view)
  const rows = new Uint32Array(events.length)
  let count = 0
  for (let at = 0; at < events.length; at++) {
    const event = events[at]!
    if (((wanted >> (event >>> 16)) & 1) !== 0) rows[count++] = event & (KIND - 1)
  }
  return rows.subarray(0, count)
}

const bitsOf = (kinds: Iterable<number>) => [...kinds].reduce((bits, kind) => bits | (1 << kind), 0)

/** One bit per kind that a row has, but for clicks: so small that it stays in memory. */
function kindsIn(view: SegmentView): number {
  if (!view.kept) return ~0
  const [bits] = view.kept('#kinds', () => {
    const kinds = new Set(keptEvents(view).map((event) => event >>> 16))
    return Uint32Array.of(bitsOf(kinds))
  })
  return bits!
}

function keptEvents(view: SegmentView): Uint32Array {
  return view.kept?.('#events', () => eventsOf(view)) ?? eventsOf(view)
}

function eventsOf(view: SegmentView): Uint32Array {
  const column = (view.once ?? view.column)('kind')
  if (column.kind === 'constant' && column.value === EventKind.click) return new Uint32Array(0)
  const { codes: all, size, cell } = encodeColumn(column, 1)
  const codes = all ?? new Uint8Array(view.rows)
  const kinds = Uint32Array.from({ length: size }, (_, code) => Number(cell(code)))
  let count = 0
  for (let row = 0; row < view.rows; row++) if (kinds[codes[row]!] !== EventKind.click) count++
  const events = new Uint32Array(count)
  let at = 0
  for (let row = 0; row < view.rows; row++) {
    const kind = kinds[codes[row]!]!
    if (kind !== EventKind.click) events[at++] = row + KIND * kind
  }
  return events
}

/** The click's number by row; rows must be asked for in ascending order. */
export function clickSeqReader(view: SegmentView): (row: number) => number {
  const column = view.column('clickSeq')
  if (column.kind !== 'number' || column.compact?.of !== 'counting') {
    const seqs = numbersOf(column, view.rows)
    return (row) => seqs[row]!
  }
  const { from, rows, values } = column.compact
  let at = 0
  return (row) => {
    while (at < rows.length && rows[at]! < row) at++
    return rows[at] === row ? values[at]! : from + row
  }
}

/** Events of a segment with all their fields: of a hundred columns each is looked up once. */
export function eventReader(view: SegmentView): (at: number) => Event {
  const known = new Map<string, (at: number) => string | number>()
  const readerOf = (name: string) =>
    kindOf(name) === 'cold' ? view.coldAt(name) : cellReader(view.column(name))
  return (at) => eventOf((name) => known.getOrInsertComputed(name, readerOf)(at))
}
