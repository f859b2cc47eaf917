/** What past clicks cost is changed here: batches are made, undone, redone and run again, one at a time. */
import { type CostOrder, sharesOf, type Unallocated, unallocatedOf } from '../../core/costs.ts'
import type { Turns } from '../../lib/turns.ts'
import type { SegmentView } from '../columns/column.ts'
import {
  addTo,
  emptyRowSet,
  has,
  type PackedRows,
  packRows,
  unpackRows,
} from '../columns/row-set.ts'
import type { RemovedEvents } from '../removal/removed-events.ts'
import { type Change, commitChanges, type CommitParts } from './cost-commit.ts'
import { replanner, SETTLING_MS } from './cost-replan.ts'
import type { Author, CostBatch, CostDeed, CostPart, CostQuery, CostStore } from './cost-store.ts'

/** The clicks an order prices, by segment of the click; none of the sets is empty. */
export type FoundClicks = ReadonlyMap<number, PackedRows>
/** Those of each order, found together. `progress` hears how much was looked through, 0 to 1. */
export type FindClicks = (
  orders: readonly CostOrder[],
  progress: (done: number) => void,
) => Promise<readonly FoundClicks[]>

/** What a batch did. */
export interface CostResult {
  readonly id: number
  readonly uuid: string
  readonly clicks: number
  /** What each click costs; the first ones may cost one micro-unit more. */
  readonly shareMicros: number
  readonly unallocated: readonly Unallocated[]
}

export interface CostBatchState extends CostBatch {
  /** Clicks that no newer batch prices. */
  readonly inForce: number
  /** What of it is in the totals without a click. */
  readonly unallocated: readonly Unallocated[]
}

export interface CostPage {
  readonly batches: readonly CostBatchState[]
  /** Whether there are older ones. */
  readonly hasMore: boolean
}

/** One batch, or those of a file. */
export type WhichCosts = { readonly id: number } | { readonly upload: string }

export interface CostRun {
  readonly batch: number
  /** 0 to 1. */
  readonly progress: number
}

export interface CostBook {
  /**
   * A batch of each order, all or none of them; the later ones are the newer ones. `null`: no click
   * matches any, and `whenNone` was to refuse.
   */
  apply(orders: readonly CostOrder[], ask: CostAsk, find: FindClicks): Promise<CostResult[] | null>
  /** Takes a batch out of force or back into it; `null`: there is no such batch. */
  set(id: number, event: 'undo' | 'redo', by: Author): Promise<CostResult | null>
  /** The same for all batches of an upload at once, in their order; empty: there is none. */
  setUpload(upload: string, event: 'undo' | 'redo', by: Author): Promise<CostResult[]>
  /** Runs batches again whose clicks may have come; how many changed. */
  replan(find: FindClicks): Promise<number>
  /** Newest first. */
  list(query?: CostQuery): CostPage
  /** The campaigns of a batch, or of all that came with a file; `null`: there is none. */
  campaignsOf(which: WhichCosts): number[] | null
  /** What is being worked on, if anything. */
  running(): CostRun | null
}

export interface CostAsk {
  readonly by: Author
  readonly whenNone: 'refuse' | 'keep'
  /** The file that it comes with. */
  readonly upload?: string
}

export interface CostBookParts extends CommitParts {
  /** The segments that are not sealed yet. */
  readonly open: () => readonly SegmentView[]
  readonly removed: Pick<RemovedEvents, 'isCleared' | 'clicksIn'>
  readonly turns: Turns
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export function costBook(parts: CostBookParts): CostBook {
  const { store, removed, turns, clock } = parts
  /** Its clicks are gone on purpose: what they cost must not move to others. */
  const isRemoved = ({ order, createdAt }: CostBatch) =>
    order.campaigns.some((id) => removed.isCleared(id, order.period, createdAt))
  const run: { now: CostRun | null } = { now: null }
  const make = (changes: readonly Change[], found = 0) =>
    commitChanges(parts, changes, (done) => {
      run.now = { batch: changes[0]!.batch.id, progress: found + (1 - found) * done }
    }).finally(() => (run.now = null))

  async function apply(orders: readonly CostOrder[], ask: CostAsk, find: FindClicks) {
    const { by, whenNone, upload = null } = ask
    const at = clock()
    const first = store.nextId()
    const found = await find(orders, (done) => {
      run.now = { batch: first, progress: done / 2 }
    }).finally(() => (run.now = null))
    const changes = orders.map((order, index) =>
      changeOf(order, found[index]!, {
        id: first + index,
        uuid: crypto.randomUUID(),
        createdAt: at,
        plannedAt: at - SETTLING_MS,
        undone: false,
        history: [{ ...by, at, event: 'create' }],
        upload,
      }),
    )
    if (whenNone === 'refuse' && changes.every(({ batch }) => batch.clicks === 0)) return null
    if (changes.length > 0) await make(changes, 1 / 2)
    return changes.map(({ batch }) => resultOf(batch))
  }

  async function set(batches: readonly CostBatch[], deed: CostDeed): Promise<CostResult[]> {
    const changes = settingsOf(batches, deed)
    if (changes.length > 0) await make(changes)
    return batches.map(resultOf)
  }

  async function rerun(id: number, find: FindClicks): Promise<boolean> {
    const batch = store.batch(id)
    // Others had their turns since it was chosen.
    if (batch === null || batch.undone || isRemoved(batch)) return false
    const plannedAt = clock() - SETTLING_MS
    const [found] = await find([batch.order], () => {})
    const all = withRemoved(parts, batch, found!)
    const isSame = total(all) === batch.clicks
    if (!isSame) await make([changeOf(batch.order, all, { ...batch, plannedAt })])
    else if (plannedAt >= batch.order.period.to) store.put({ ...batch, plannedAt })
    return !isSame
  }

  const replan = replanner(parts)

  return {
    apply: (orders, ask, find) => turns.take(() => apply(orders, ask, find)),
    set: (id, event, by) =>
      turns.take(async () => {
        const batch = store.batch(id)
        return batch && (await set([batch], { ...by, at: clock(), event }))[0]!
      }),
    setUpload: (upload, event, by) =>
      turns.take(() => set(store.ofUpload(upload), { ...by, at: clock(), event })),
    replan: (find) => replan((id) => rerun(id, find)),
    list(query = {}) {
      const { batches, hasMore } = store.page(query)
      return { batches: statesOf(parts, batches), hasMore }
    },
    campaignsOf: (which) => campaignsOf(store, which),
    running: () => run.now,
  }
}

/** Those batches that the deed changes. */
function settingsOf(batches: readonly CostBatch[], deed: CostDeed): Change[] {
  const undone = deed.event === 'undo'
  return batches
    .filter((batch) => batch.undone !== undone)
    .map((batch) => ({
      batch: { ...batch, undone, history: [...batch.history, deed] },
      parts: null,
    }))
}

/** What clicks that were removed by their ids bore is gone with them: others don't bear it. */
function withRemoved(
  { store, removed }: CostBookParts,
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

type Identity = Omit<CostBatch, 'clicks' | 'shareMicros' | 'order'>

function changeOf(order: CostOrder, found: FoundClicks, identity: Identity): Change {
  const { id } = identity
  const clicks = total(found)
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

function total(found: FoundClicks): number {
  return [...found.values()].reduce((sum, { count }) => sum + count, 0)
}

function resultOf({ id, uuid, clicks, shareMicros, order }: CostBatch): CostResult {
  return { id, uuid, clicks, shareMicros, unallocated: unallocatedOf(order, clicks) }
}

function campaignsOf(store: CostStore, which: WhichCosts): number[] | null {
  const batches = 'id' in which ? [store.batch(which.id)] : store.ofUpload(which.upload)
  const found = batches.filter((batch) => batch !== null)
  if (found.length === 0) return null
  return [...new Set(found.flatMap(({ order }) => order.campaigns))]
}

function statesOf(
  { store, reader }: CostBookParts,
  batches: readonly CostBatch[],
): CostBatchState[] {
  const sums = Map.groupBy(reader.counted(), ({ batch }) => batch.id)
  return batches.map((batch) => ({
    ...batch,
    inForce: batch.undone ? 0 : store.inForce(batch.id),
    unallocated: (sums.get(batch.id) ?? []).map(({ batch: _, ...sum }) => sum),
  }))
}
