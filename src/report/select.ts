/**
 * Which rows of a segment a query counts: by time, by what is never counted, by bots, by filters.
 *
 * A selection is a list of row numbers; each step keeps a part of it. Filters are asked once per
 * distinct value of the segment.
 */
import { EventKind, Flag } from '../core/event.ts'
import type { Dimension } from '../core/reports/dimensions.ts'
import type { Period } from '../core/reports/period.ts'
import type { TextPredicate } from '../core/reports/predicate.ts'
import type { Query } from '../core/reports/query.ts'
import type { SegmentView } from '../ledger/column.ts'
import { type Coded, encodeColumn, type SelectedRows, usedCodes } from './encode.ts'
import { numbersOf } from './numbers.ts'
import type { SegmentReader } from './reader.ts'
import { scratch } from './scratch.ts'

export type Selection = SelectedRows

export interface Condition {
  readonly dimension: Dimension
  readonly accepts: TextPredicate
}

/** Rows pass if one condition of each clause holds. */
export type Clause = readonly Condition[]

export interface Wanted {
  readonly period: Period
  readonly bots: Query['bots']
  readonly clauses: readonly Clause[]
}

/** Whether the segment can have rows in the period at all. */
export function mayContain(view: SegmentView, period: Period, basis: Query['basis']): boolean {
  const [least, most] =
    basis === 'click' ? [view.minClickTime, view.maxClickTime] : [view.minTime, view.maxTime]
  return view.rows > 0 && least < period.to && most >= period.from
}

/** The counted rows; the list is used again for the next segment. */
export function selectRows(reader: SegmentReader, wanted: Wanted): Selection {
  let selection = inPeriod(reader, wanted.period)
  selection = counted(reader.view, wanted.bots, selection)
  for (const clause of wanted.clauses) {
    if (selection.count === 0) break
    selection = passing(reader, clause, selection)
  }
  return selection
}

function inPeriod({ view, timeColumn }: SegmentReader, { from, to }: Period): Selection {
  const rows = scratch('rows', view.rows)
  const isClick = timeColumn === 'clickTime'
  const least = isClick ? view.minClickTime : view.minTime
  const most = isClick ? view.maxClickTime : view.maxTime
  if (least >= from && most < to) {
    for (let row = 0; row < rows.length; row++) rows[row] = row
    return { rows, count: rows.length }
  }
  const times = numbersOf(view.column(timeColumn), view.rows)
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const time = times[row]!
    if (time >= from && time < to) rows[count++] = row
  }
  return { rows, count }
}

/** Leaves out test clicks, clicks nobody has confirmed, and bots or people as asked. */
function counted(view: SegmentView, bots: Query['bots'], selection: Selection): Selection {
  const never = Flag.test | (bots === 'exclude' ? Flag.bot : 0)
  const always = bots === 'only' ? Flag.bot : 0
  const flags = encodeColumn(view.column('flags'), 1)
  const isDoubtful = (code: number) => {
    const flag = Number(flags.cell(code))
    return (flag & (never | Flag.provisional)) !== 0 || (flag & always) !== always
  }
  const doubts = Uint8Array.from({ length: flags.size }, (_, code) => Number(isDoubtful(code)))
  if (!doubts.includes(1)) return selection
  return { rows: selection.rows, count: keepCounted(view, { never, always }, selection) }
}

function keepCounted(
  view: SegmentView,
  { never, always }: { readonly never: number; readonly always: number },
  { rows, count }: Selection,
): number {
  const flags = numbersOf(view.column('flags'), view.rows)
  const kinds = numbersOf(view.column('kind'), view.rows)
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = rows[at]!
    const flag = flags[row]!
    if ((flag & never) !== 0 || (flag & always) !== always) continue
    if ((flag & Flag.provisional) !== 0 && kinds[row] === EventKind.click) continue
    rows[kept++] = row
  }
  return kept
}

function passing(reader: SegmentReader, clause: Clause, { rows, count }: Selection): Selection {
  const passes = scratch('passes', count).fill(0)
  for (const condition of clause)
    markPassing(reader.dimension(condition.dimension), condition, { rows, count }, passes)
  let kept = 0
  for (let at = 0; at < count; at++) if (passes[at] !== 0) rows[kept++] = rows[at]!
  return { rows, count: kept }
}

/** Sets `passes` to 1 where the value is accepted; each value of the segment is tested once. */
function markPassing(
  { codes, size, cell }: Coded<string | null>,
  { accepts }: Condition,
  selection: Selection,
  passes: Uint32Array,
): void {
  if (codes === null) {
    if (accepts(cell(0))) passes.fill(1)
    return
  }
  const verdicts = usedCodes(codes, size, selection)
  for (let code = 0; code < size; code++)
    if (verdicts[code] !== 0) verdicts[code] = accepts(cell(code)) ? 1 : 0
  const { rows, count } = selection
  for (let at = 0; at < count; at++) passes[at]! |= verdicts[codes[rows[at]!]!]!
}
