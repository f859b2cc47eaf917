/**
 * What followed the clicks of a page, as far as their rows show it. Whoever visited can send any number
 * of events for his click, so those of one kind in a segment are one fact: the newest, with the sums of all.
 */
import { type Event, EVENT_VALUES, EventKind } from '../../core/event.ts'
import { formatMoney } from '../../core/money.ts'
import { decimalToMicros } from '../../core/reports/sums.ts'
import { numberReader, textReader } from '../../ledger/columns/cells.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import type { Steps } from '../../lib/steps.ts'
import { type Segments, unlessDamaged } from '../scan/scan.ts'
import { mayContain } from '../scan/select.ts'
import type { LaterFact } from './click-columns.ts'
import { clickSeqReader, eventReader, rowsOfKinds } from './event-rows.ts'

/** Events that say more about a click than it said itself. */
export const FOLLOWING = [
  EventKind.landingClick,
  EventKind.conversion,
  EventKind.cost,
  EventKind.eventValue,
  EventKind.update,
]

/** By sequence number, oldest first; a step per segment, and one per click that has such events. */
export function* laterOf(
  { views, checkpoint }: Segments,
  clicks: readonly Event[],
  damaged: Set<number>,
): Steps<Map<number, LaterFact[]>> {
  const found = new Map<number, LaterFact[]>(clicks.map(({ clickSeq }) => [clickSeq, []]))
  const times = clicks.map(({ clickTime }) => clickTime)
  const period = { from: Math.min(...times), to: Math.max(...times) + 1 }
  for (const view of views) {
    if (!mayContain(view, period, 'click')) continue
    checkpoint()
    const rowsOf = new Map<number, number[]>()
    unlessDamaged(view, damaged, () => gatherRows(view, found, rowsOf))
    yield
    let facts: FactReader | null = null
    for (const [seq, rows] of rowsOf) {
      unlessDamaged(view, damaged, () => {
        facts ??= factReader(view)
        found.get(seq)!.push(...facts(rows))
      })
      yield
    }
  }
  return found
}

function gatherRows(
  view: SegmentView,
  wanted: ReadonlyMap<number, unknown>,
  into: Map<number, number[]>,
): void {
  const rows = rowsOfKinds(view, FOLLOWING)
  if (rows.length === 0) return
  const seqOf = clickSeqReader(view)
  for (const row of rows) {
    const seq = seqOf(row)
    if (wanted.has(seq)) into.getOrInsertComputed(seq, () => []).push(row)
  }
}

const SUMMED = [
  'leads',
  'revenueHoldMicros',
  'revenueConfirmedMicros',
  'revenueOtherMicros',
  'costMicros',
] as const
const CHOSEN = ['offerId', 'networkId'] as const

/** From rows of one click in a segment, in order. */
type FactReader = (rows: readonly number[]) => LaterFact[]

function factReader(view: SegmentView): FactReader {
  const numbers = new Map<string, (row: number) => number>()
  const numberAt = (name: string, row: number) =>
    numbers.getOrInsertComputed(name, () => numberReader(view.column(name)))(row)
  const read = eventReader(view)
  const values = valueSums(view)

  function sumsOf(rows: readonly number[]): Partial<LaterFact> {
    const sums = SUMMED.map((name) => [
      name,
      rows.reduce((sum, row) => sum + numberAt(name, row), 0),
    ])
    return { ...Object.fromEntries(sums), eventValues: values(rows) }
  }

  /** The newest, and those before it that say which offer and network it was when it does not. */
  function ofKind(rows: readonly number[]): { readonly row: number; readonly fact: LaterFact }[] {
    const newest = rows.at(-1)!
    const chosen = CHOSEN.map((name) => rows.findLast((row) => numberAt(name, row) > 0) ?? newest)
    return [...new Set([...chosen, newest])].map((row) => ({
      row,
      fact: { ...read(row), ...sumsOf(row === newest ? rows : []) },
    }))
  }

  return (rows) =>
    [...Map.groupBy(rows, (row) => numberAt('kind', row)).values()]
      .flatMap(ofKind)
      .toSorted((a, b) => a.row - b.row)
      .map(({ fact }) => fact)
}

/** By position; those that are empty throughout the segment are not read. */
function valueSums(view: SegmentView): (rows: readonly number[]) => string[] {
  const readers = Array.from({ length: EVENT_VALUES }, (_, at) => {
    const column = view.column(`eventValues.${at}`)
    return column.kind === 'constant' && column.value === '' ? null : textReader(column)
  })
  return (rows) =>
    readers.map((read) => {
      const micros =
        read === null ? 0 : rows.reduce((sum, row) => sum + decimalToMicros(read(row)), 0)
      return micros === 0 ? '' : formatMoney(micros)
    })
}
