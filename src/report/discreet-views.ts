/**
 * Segments for whom revenue is kept from: what a conversion costs that is a share of its revenue would
 * tell it, so such costs are 0 in them, whatever is made of the columns.
 */
import { Flag } from '../core/event.ts'
import { numbersOf } from '../ledger/columns/cells.ts'
import type {
  Column,
  PinnedSegments,
  SegmentSource,
  SegmentView,
} from '../ledger/columns/column.ts'

/** A question of somebody from whom revenue is kept, or one that holds such a question. */
interface Discreet {
  readonly hidesShares?: boolean
  readonly query?: { readonly hidesShares?: boolean }
}

export function isDiscreet(ask: unknown): boolean {
  if (typeof ask !== 'object' || ask === null) return false
  const { hidesShares, query } = ask as Discreet
  return hidesShares === true || query?.hidesShares === true
}

/** As `source`, for whoever asks. */
export function sourceFor(ask: unknown, source: SegmentSource): SegmentSource {
  if (!isDiscreet(ask)) return source
  return Object.create(source, {
    sealed: { value: () => [...source.sealed()].map(withoutShares) },
    open: { value: () => source.open().map(withoutShares) },
  }) as SegmentSource
}

export function pinFor(ask: unknown, pin: () => PinnedSegments): () => PinnedSegments {
  return () => {
    const pinned = pin()
    return { source: sourceFor(ask, pinned.source), close: () => pinned.close() }
  }
}

export function viewsFor(ask: unknown, views: readonly SegmentView[]): readonly SegmentView[] {
  return isDiscreet(ask) ? views.map(withoutShares) : views
}

/** Nothing is kept with it: what others find there is made of all costs. */
function withoutShares(view: SegmentView): SegmentView {
  const column = (name: string) =>
    name === 'costMicros' ? costsWithoutShares(view) : view.column(name)
  return Object.create(view, {
    column: { value: column },
    kept: { value: undefined },
    once: { value: undefined },
  }) as SegmentView
}

function costsWithoutShares(view: SegmentView): Column {
  const costs = view.column('costMicros')
  const flags = numbersOf(view.column('flags'), view.rows)
  const isNone = costs.kind === 'constant' && costs.value === 0
  if (isNone || !flags.some((flag) => (flag & Flag.costShare) !== 0)) return costs
  const values = Float64Array.from(numbersOf(costs, view.rows), (cost, row) =>
    (flags[row]! & Flag.costShare) === 0 ? cost : 0,
  )
  return { kind: 'number', values }
}
