/**
 * Runs cost batches again whose clicks may still come. A file has thousands of lines, and those that
 * found no click wait for ever: each is searched for only when there is news of it. Those of a file
 * are run together, in a turn of their own, so that sealing and what people ask for get in between.
 */
import { isOpen } from '../../core/cost-batches.ts'
import { breathe, type Turns } from '../../lib/turns.ts'
import { type ArrivalParts, arrivals, laterRows } from './arrivals.ts'
import type { CostBatch, CostStore } from './cost-store.ts'

/** After this time a click that was made is stored. */
export const SETTLING_MS = 60_000

export interface ReplanParts extends ArrivalParts {
  readonly store: Pick<CostStore, 'waiting'>
  readonly turns: Turns
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** Runs batches again; how many have other clicks now. */
type RunAgain = (ids: readonly number[]) => Promise<number>

/** How many batches changed. None is run while others wait, or the call before is not through. */
export function replanner(parts: ReplanParts): (runAgain: RunAgain) => Promise<number> {
  const { store, turns, clock } = parts
  const arrived = arrivals(parts)
  /** Whose clicks are found, but for those of which there is news. */
  let followed = new Set<number>()
  let isBusy = false

  async function dueOf(waiting: readonly CostBatch[]): Promise<CostBatch[]> {
    const news = await arrived.look()
    const mayBeLater = laterRows(parts)
    const settled = clock() - SETTLING_MS
    return waiting.filter(({ id, order, plannedAt }) => {
      const { period } = order
      const wasOpen = plannedAt < period.to
      if (wasOpen && (settled >= period.to || !followed.has(id))) return true
      return followed.has(id) ? news(order) : mayBeLater(period, plannedAt)
    })
  }

  async function run(runAgain: RunAgain): Promise<number> {
    const waiting = store.waiting().filter((batch) => isOpen(batch))
    if (waiting.length === 0) {
      arrived.forget()
      followed.clear()
      return 0
    }
    const due = await dueOf(waiting)
    followed = new Set(waiting.map(({ id }) => id))
    // What is not run because something fails is run the next time.
    for (const { id } of due) followed.delete(id)
    let changed = 0
    for (const together of Map.groupBy(due, ({ id, upload }) => upload ?? id).values()) {
      const ids = together.map(({ id }) => id)
      changed += await turns.take(() => runAgain(ids))
      for (const id of ids) followed.add(id)
      await breathe()
    }
    return changed
  }

  return async (runAgain) => {
    if (isBusy || turns.isTaken()) return 0
    isBusy = true
    return run(runAgain).finally(() => (isBusy = false))
  }
}
