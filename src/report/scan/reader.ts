/**
 * Dimensions of one segment as codes and values. A reader serves one scan of one segment, so that
 * a column used by a filter and a grouping is decoded once.
 */
import { SLOT_MS } from '../../core/reports/buckets.ts'
import { type Dimension, quantumOf, type ValueContext } from '../../core/reports/dimensions.ts'
import type { Column, Keep, SegmentView } from '../../ledger/columns/column.ts'
import { numberColumn } from '../../ledger/columns/compact.ts'
import { type Coded, encodeColumn, encodePair, type SelectedRows } from './encode.ts'
import { applyLater, type LaterValues } from './later.ts'
import { openSlots, packSlots } from './time-slots.ts'

/** What all segments of a scan share. */
export interface ScanContext {
  readonly basis: 'click' | 'event'
  readonly values: ValueContext
  /** By dimension: what later events say. */
  readonly later: ReadonlyMap<string, LaterValues>
}

export interface SegmentReader {
  readonly view: SegmentView
  readonly timeColumn: 'time' | 'clickTime'
  /**
   * Codes of the dimension with its values, for those rows and any part of them that is asked for
   * later; throws `DamagedSegment`.
   */
  dimension(dimension: Dimension, selection: SelectedRows): Coded<string | null>
  /** The same as the rows say it themselves, before later events. */
  ownDimension(dimension: Dimension): Coded<string | null>
}

export function segmentReader(view: SegmentView, context: ScanContext): SegmentReader {
  const timeColumn = context.basis === 'click' ? 'clickTime' : 'time'
  const columns = new Map<string, Coded<string | number>>()
  const known = new Map<string, Coded<string | null>>()

  const column = (name: string) => {
    const found = columns.get(name)
    if (found !== undefined) return found
    const stored = name === 'time' ? timeColumn : name
    const quantum = quantumOf(name)
    const coded =
      quantum > 1 && view.kept
        ? slots(view, stored, quantum, view.kept)
        : encodeColumn(view.column(stored), quantum)
    columns.set(name, coded)
    return coded
  }

  const ownDimension = (dimension: Dimension): Coded<string | null> => {
    const [first, second] = dimension.columns
    const of = (cells: readonly (string | number)[]) => dimension.of(cells, context.values)
    if (first === undefined) return { codes: null, size: 1, cell: () => of([0]) }
    if (dimension.contiguous) {
      const [start, end] = slotsOf(view, timeColumn).map((slot) => of([slot]))
      if (start === end) return { codes: null, size: 1, cell: () => start! }
    }
    const left = column(first)
    if (second === undefined)
      return quantumOf(first) > 1
        ? { ...left, cell: (code) => nameOf(dimension, Number(left.cell(code)), context) }
        : { ...left, cell: (code) => of([left.cell(code)]) }
    const right = column(second)
    if (right.codes === null && dimension.plain?.(right.cell(0)) === true)
      return { ...left, cell: (code) => of([left.cell(code), right.cell(0)]) }
    const pair = encodePair(left, right, view.rows)
    return { ...pair, cell: (code) => of(pair.cell(code)) }
  }

  let place = 0
  const dimension = (wanted: Dimension, selection: SelectedRows): Coded<string | null> => {
    const found = known.get(wanted.key)
    if (found !== undefined) return found
    const later = context.later.get(wanted.key)
    const own = ownDimension(wanted)
    const coded =
      later === undefined
        ? own
        : applyLater(later, wanted, own, { view, selection, place: place++ }, context.values)
    known.set(wanted.key, coded)
    return coded
  }

  return { view, timeColumn, dimension, ownDimension }
}

/** Where the first and the last of a segment's times begin their slots. */
function slotsOf(view: SegmentView, column: SegmentReader['timeColumn']): readonly number[] {
  const times =
    column === 'clickTime' ? [view.minClickTime, view.maxClickTime] : [view.minTime, view.maxTime]
  return times.map((time) => Math.floor(time / SLOT_MS) * SLOT_MS)
}

/** Names of slots, by the scan that asks and the dimension: many segments have a slot. */
const slotNames = new WeakMap<ScanContext, Map<Dimension, Map<number, string | null>>>()

function nameOf(dimension: Dimension, slot: number, context: ScanContext): string | null {
  const names = slotNames
    .getOrInsertComputed(context, () => new Map())
    .getOrInsertComputed(dimension, () => new Map())
  return names.getOrInsertComputed(slot, () => dimension.of([slot], context.values))
}

/** Times as codes of their slots, kept in the shorter of two forms. */
function slots(
  view: SegmentView,
  stored: string,
  quantum: number,
  kept: Keep,
): Coded<string | number> {
  const cut = kept<Column | Uint32Array>(`${stored}/${quantum}`, () => {
    const column = (view.once ?? view.column)(stored)
    const raised =
      column.kind === 'number' && column.compact?.of === 'raised' ? column.compact : null
    return (raised && packSlots(raised, quantum)) ?? rounded(column, quantum)
  })
  return cut instanceof Uint32Array ? openSlots(cut, view.rows, quantum) : encodeColumn(cut, 1)
}

/** A column's numbers cut down to multiples of `quantum`. */
function rounded(column: Column, quantum: number): Column {
  if (column.kind === 'text') throw new Error('texts are not rounded')
  if (column.kind === 'constant')
    return { kind: 'constant', value: Math.floor(Number(column.value) / quantum) * quantum }
  const { values } = column
  const cut = new Float64Array(values.length)
  for (let row = 0; row < values.length; row++)
    cut[row] = Math.floor(values[row]! / quantum) * quantum
  return numberColumn(cut)
}
