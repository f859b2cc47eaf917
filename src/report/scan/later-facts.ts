/** What came after the clicks of some segments and changes their rows: few events, and of each little. */
import { segmentOf } from '../../core/click-id.ts'
import { EVENT_VALUES, EventKind, SUB_IDS } from '../../core/event.ts'
import { allViews, type SegmentSource, type SegmentView } from '../../ledger/columns/column.ts'
import type { Steps } from '../../lib/steps.ts'
import type { LaterFact } from '../logs/click-columns.ts'
import { clickSeqReader, rowsOfKinds } from '../logs/event-rows.ts'
import { encodeColumn } from './encode.ts'
import { unlessDamaged } from './scan.ts'

const CHANGING = [
  EventKind.landingClick,
  EventKind.conversion,
  EventKind.cost,
  EventKind.eventValue,
  EventKind.update,
]
const POSITIONS = { subIds: SUB_IDS, eventValues: EVENT_VALUES } as const

/** By the click's sequence number, oldest first. */
export type LaterFacts = Map<number, LaterFact[]>

export interface LaterFactsWork {
  readonly into: LaterFacts
  readonly damaged: Set<number>
}

/** Takes a step per segment; `segments` are those of the clicks. */
export function* laterFactsOf(
  source: SegmentSource,
  segments: ReadonlySet<number>,
  { into, damaged }: LaterFactsWork,
): Steps<void> {
  const views = [...allViews(source)]
  const homes = views.filter(({ number }) => segments.has(number))
  const from = Math.min(...homes.map(({ minClickTime }) => minClickTime))
  const to = Math.max(...homes.map(({ maxClickTime }) => maxClickTime))
  const wants = wanting(homes, segments, damaged)
  for (const view of views) {
    if (view.maxClickTime < from || view.minClickTime > to) continue
    unlessDamaged(view, damaged, () => addFacts(view, wants, into))
    yield
  }
}

type Wants = (clickSeq: number) => boolean

/** A click that was confirmed is shown where that happened, which may be another segment. */
function wanting(
  homes: readonly SegmentView[],
  segments: ReadonlySet<number>,
  damaged: Set<number>,
): Wants {
  const confirmed = new Set<number>()
  for (const view of homes) {
    unlessDamaged(view, damaged, () => {
      const rows = rowsOfKinds(view, [EventKind.confirm])
      if (rows.length === 0) return
      const seqOf = clickSeqReader(view)
      for (const row of rows) confirmed.add(seqOf(row))
    })
  }
  return (seq) => segments.has(segmentOf(seq)) || confirmed.has(seq)
}

function addFacts(view: SegmentView, wants: Wants, into: LaterFacts): void {
  const rows = rowsOfKinds(view, CHANGING)
  if (rows.length === 0) return
  const seqOf = clickSeqReader(view)
  let read: ((at: number) => LaterFact) | null = null
  for (const row of rows) {
    const seq = seqOf(row)
    if (!wants(seq)) continue
    read ??= factReader(view)
    const facts = into.get(seq)
    if (facts) facts.push(read(row))
    else into.set(seq, [read(row)])
  }
}

function factReader(view: SegmentView): (at: number) => LaterFact {
  const reader = (name: string) => {
    const { codes, cell } = encodeColumn(view.column(name), 1)
    return (at: number) => cell(codes === null ? 0 : codes[at]!)
  }
  const number = (name: string) => {
    const read = reader(name)
    return (at: number) => Number(read(at))
  }
  const text = (name: string) => {
    const read = reader(name)
    return (at: number) => String(read(at))
  }
  const list = (name: keyof typeof POSITIONS) => listReader(view, name, text)
  const [kind, time, leads, cost] = ['kind', 'time', 'leads', 'costMicros'].map(number)
  const [offer, network] = ['offerId', 'networkId'].map(number)
  const [hold, confirmed, other] = ['Hold', 'Confirmed', 'Other'].map((of) =>
    number(`revenue${of}Micros`),
  )
  const [status, status2, subIds, eventValues] = [
    text('status'),
    text('status2'),
    list('subIds'),
    list('eventValues'),
  ]
  return (at) => ({
    kind: kind!(at) as EventKind,
    time: time!(at),
    leads: leads!(at),
    costMicros: cost!(at),
    revenueHoldMicros: hold!(at),
    revenueConfirmedMicros: confirmed!(at),
    revenueOtherMicros: other!(at),
    status: status(at),
    status2: status2(at),
    subIds: kind!(at) === EventKind.update ? subIds(at) : [],
    eventValues: eventValues(at),
    offerId: offer!(at),
    networkId: network!(at),
  })
}

/** Positions that are empty throughout are left out. */
function listReader(
  view: SegmentView,
  name: keyof typeof POSITIONS,
  text: (name: string) => (at: number) => string,
): (at: number) => string[] {
  const names = Array.from({ length: POSITIONS[name] }, (_, position) => `${name}.${position}`)
  const used = names.findLastIndex((each) => {
    const column = view.column(each)
    return column.kind !== 'constant' || column.value !== ''
  })
  const readers = names.slice(0, used + 1).map(text)
  return (at) => readers.map((read) => read(at))
}
