/** What a batch makes of the clicks that were found for it: exact shares, segment by segment. */
import { type CostOrder, sharesOf } from '../../core/cost-batches.ts'
import type { PackedRows } from '../columns/row-set.ts'
import type { Change } from './cost-commit.ts'
import type { CostBatch, CostPart } from './cost-store.ts'

/** The clicks an order prices, by segment of the click; none of the sets is empty. */
export type FoundClicks = ReadonlyMap<number, PackedRows>
/** Those of each order, found together. `progress` hears how much was looked through, 0 to 1. */
export type FindClicks = (
  orders: readonly CostOrder[],
  progress: (done: number) => void,
) => Promise<readonly FoundClicks[]>

type Identity = Omit<CostBatch, 'clicks' | 'shareMicros' | 'order'>

/** The batch in force, with these clicks and no others. */
export function placed(order: CostOrder, found: FoundClicks, identity: Identity): Change {
  const { id } = identity
  const clicks = [...found.values()].reduce((sum, { count }) => sum + count, 0)
  const { micros: shareMicros, extra } = sharesOf(order, clicks)
  const parts = new Map<number, CostPart>()
  let left = extra
  for (const [segment, rows] of [...found].toSorted(([a], [b]) => a - b)) {
    const own = Math.min(left, rows.count)
    parts.set(segment, { batch: id, shareMicros, extra: own, rows })
    left -= own
  }
  return { batch: { ...identity, clicks, shareMicros, order }, parts }
}
