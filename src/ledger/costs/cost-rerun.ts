/** Searches for the clicks of batches again, and prices those that have come since. */
import type { Database } from 'bun:sqlite'

import { addTo, emptyRowSet, has, packRows, unpackRows } from '../columns/row-set.ts'
import type { RemovedEvents } from '../removal/removed-events.ts'
import type { Change } from './cost-commit.ts'
import { type FindClicks, type FoundClicks, placed } from './cost-plan.ts'
import { SETTLING_MS } from './cost-replan.ts'
import type { CostBatch, CostStore } from './cost-store.ts'

export interface RerunParts {
  readonly db: Database
  readonly store: CostStore
  readonly removed: Pick<RemovedEvents, 'isCleared' | 'clicksIn'>
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** How many of the batches have other clicks now. */
export async function runAgain(
  parts: RerunParts,
  ids: readonly number[],
  find: FindClicks,
  make: (changes: readonly Change[]) => Promise<void>,
): Promise<number> {
  const { db, store, removed, clock } = parts
  // Others had their turns since they were chosen.
  const batches = ids
    .flatMap((id) => store.batch(id) ?? [])
    .filter((batch) => !batch.undone && !isRemoved(removed, batch))
  const plannedAt = clock() - SETTLING_MS
  const orders = batches.map(({ order }) => order)
  const found = await find(orders, () => undefined)
  const changed: Change[] = []
  const settled: CostBatch[] = []
  for (const [index, batch] of batches.entries()) {
    const all = withRemoved(parts, batch, found[index]!)
    const change = placed(batch.order, all, { ...batch, plannedAt })
    if (change.batch.clicks !== batch.clicks) changed.push(change)
    else if (plannedAt >= batch.order.period.to) settled.push({ ...batch, plannedAt })
  }
  if (changed.length > 0) await make(changed)
  if (settled.length > 0) db.transaction(() => settled.forEach(store.put)).immediate()
  return changed.length
}

/** Its clicks are gone on purpose: what they cost must not move to others. */
function isRemoved(
  removed: Pick<RemovedEvents, 'isCleared'>,
  { order, createdAt }: CostBatch,
): boolean {
  return order.campaigns.some((id) => removed.isCleared(id, order.period, createdAt))
}

/** What clicks that were removed by their ids bore is gone with them: others don't bear it. */
function withRemoved(
  { store, removed }: Pick<RerunParts, 'store' | 'removed'>,
  { id }: CostBatch,
  found: FoundClicks,
): FoundClicks {
  const all = new Map(found)
  for (const segment of store.segmentsOf(id)) {
    const gone = removed.clicksIn(segment)
    if (gone.length === 0) continue
    const [part] = store.partsOf(segment, [id])
    const borne = unpackRows(part!.rows)
    const own = gone.filter((row) => has(borne, row))
    const known = all.get(segment)
    const rows = known === undefined ? emptyRowSet() : unpackRows(known)
    for (const row of own) addTo(rows, row)
    if (own.length > 0) all.set(segment, packRows(rows))
  }
  return all
}
