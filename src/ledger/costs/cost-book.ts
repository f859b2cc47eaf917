/**
 * Changes of what past clicks cost. Each operation is prepared in parts, between which others get
 * their turn, and then committed as one transaction: batch, its clicks, and the cost columns of
 * every sealed segment it touches. Killed before that, nothing has changed; after it, everything.
 */
import type { Database } from 'bun:sqlite'

import { type CostOrder, sharesOf, type Unallocated, unallocatedOf } from '../../core/costs.ts'
import { breathe, type Turns } from '../../lib/turns.ts'
import { encodeColumn } from '../columns/column-format.ts'
import { DamagedSegment, type SegmentView } from '../columns/column.ts'
import { addTo, countOf, emptyRowSet, has, type RowSet } from '../columns/row-set.ts'
import type { RemovedEvents } from '../removal/removed-events.ts'
import type { Rewrite, SealedSegments } from '../segments/sealed-segments.ts'
import { mayHold } from './arrivals.ts'
import {
  clicksByBatch,
  correctedCosts,
  COST_COLUMNS,
  type Cover,
  type CoverPage,
  coverPage,
  isSameColumn,
  keptPages,
} from './cost-cover.ts'
import type { CostReader } from './cost-reader.ts'
import { replanner, SETTLING_MS } from './cost-replan.ts'
import type { Author, CostBatch, CostDeed, CostPart, CostQuery, CostStore } from './cost-store.ts'

/** The clicks an order prices, by segment of the click. */
export type FoundClicks = ReadonlyMap<number, RowSet>
export type FindClicks = (order: CostOrder) => Promise<FoundClicks>

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
  /** `null`: no click matches, and `whenNone` was to refuse. */
  apply(order: CostOrder, ask: CostAsk, find: FindClicks): Promise<CostResult | null>
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

/** Conversions come days after their clicks, so a segment refers to many others. Up to 48 MB. */
const PAGES_KEPT = 32

export interface CostBookParts {
  readonly db: Database
  readonly store: CostStore
  readonly reader: CostReader
  readonly sealed: SealedSegments
  /** The segments that are not sealed yet. */
  readonly open: () => readonly SegmentView[]
  readonly removed: Pick<RemovedEvents, 'isCleared' | 'clicksIn'>
  readonly turns: Turns
  /** Epoch milliseconds. */
  readonly clock: () => number
}

/** A batch as it will be, with its clicks by segment; `null`: those it has. */
interface Change {
  readonly batch: CostBatch
  readonly parts: ReadonlyMap<number, CostPart> | null
}

export function costBook(parts: CostBookParts): CostBook {
  const { store, removed, turns, clock } = parts
  /** Its clicks are gone on purpose: what they cost must not move to others. */
  const isRemoved = ({ order, createdAt }: CostBatch) =>
    order.campaigns.some((id) => removed.isCleared(id, order.period, createdAt))
  const run: { now: CostRun | null } = { now: null }
  const make = (changes: readonly Change[]) => commitChanges(parts, changes, run)

  async function apply(order: CostOrder, ask: CostAsk, find: FindClicks) {
    const { by, whenNone, upload = null } = ask
    const at = clock()
    const found = await find(order)
    const id = store.nextId()
    const change = changeOf(order, found, {
      id,
      uuid: crypto.randomUUID(),
      createdAt: at,
      plannedAt: at - SETTLING_MS,
      undone: false,
      history: [{ ...by, at, event: 'create' }],
      upload,
    })
    if (change.batch.clicks === 0 && whenNone === 'refuse') return null
    await make([change])
    return resultOf(change.batch)
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
    const found = withRemoved(parts, batch, await find(batch.order))
    const isSame = total(found) === batch.clicks
    if (!isSame) await make([changeOf(batch.order, found, { ...batch, plannedAt })])
    else if (plannedAt >= batch.order.period.to) store.put({ ...batch, plannedAt })
    return !isSame
  }

  const replan = replanner(parts)

  return {
    apply: (order, ask, find) => turns.take(() => apply(order, ask, find)),
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
    const rows = all.get(segment) ?? emptyRowSet()
    for (const row of gone) if (part !== undefined && has(part.rows, row)) addTo(rows, row)
    all.set(segment, rows)
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
    const own = Math.min(left, countOf(rows))
    if (countOf(rows) > 0) parts.set(segment, { batch: id, shareMicros, extra: own, rows })
    left -= own
  }
  return { batch: { ...identity, clicks, shareMicros, order }, parts }
}

function total(found: FoundClicks): number {
  return [...found.values()].reduce((sum, rows) => sum + countOf(rows), 0)
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

async function commitChanges(
  parts: CostBookParts,
  changes: readonly Change[],
  run: { now: CostRun | null },
): Promise<void> {
  const { db, store, reader, sealed } = parts
  const batch = changes[0]!.batch.id
  const touched = touchedBy(store, changes)
  // A batch that finds no click, and had none, is in no column.
  const all = touched.size === 0 ? [] : sealed.list()
  const segments = all.filter((info) =>
    changes.some((change) => mayHold(info, change.batch.order.period)),
  )
  const after = coverAfter(store, changes, touched)
  const rewrites: Rewrite[] = []
  let placed: CostBatch | null = null
  try {
    for (const [index, { number }] of segments.entries()) {
      run.now = { batch, progress: index / segments.length }
      rewrites.push(...rewritesFor(sealed, number, after))
      await breathe()
    }
    db.transaction(() => {
      writeBatches(store, changes)
      for (const segment of touched) countInForce(store, segment, after(segment))
      sealed.rewrite(rewrites)
    }).immediate()
    placed = onlyPlaced(changes)
  } finally {
    run.now = null
    reader.reset(placed)
    sealed.reread(new Set(rewrites.map(({ segment }) => segment)))
  }
}

/** The batch of which no more than its clicks has changed; `null`: more has. */
function onlyPlaced(changes: readonly Change[]): CostBatch | null {
  const [change] = changes
  return changes.length === 1 && change!.parts !== null ? change!.batch : null
}

/** The cover as it will be. */
function coverAfter(
  store: CostStore,
  changes: readonly Change[],
  touched: ReadonlySet<number>,
): Cover {
  const changed = new Set(changes.map(({ batch }) => batch.id))
  const back = changes.filter(({ batch, parts }) => parts === null && !batch.undone)
  const redone = back.map(({ batch }) => batch.id)
  const all = new Set(store.segments()).union(touched)
  const pageOf = (segment: number) => {
    const planned = changes.flatMap(({ batch, parts }) =>
      batch.undone ? [] : (parts?.get(segment) ?? []),
    )
    const others = store.partsIn(segment).filter(({ batch }) => !changed.has(batch))
    const ordered = [...others, ...store.partsOf(segment, redone), ...planned]
    return coverPage(ordered.toSorted((a, b) => a.batch - b.batch))
  }
  const pages = keptPages(PAGES_KEPT, pageOf)
  return (segment) => (all.has(segment) ? pages(segment) : null)
}

/** The segments of the clicks that the changes are about. */
function touchedBy(store: CostStore, changes: readonly Change[]): Set<number> {
  return new Set(
    changes.flatMap(({ batch, parts }) => [
      ...store.segmentsOf(batch.id),
      ...(parts?.keys() ?? []),
    ]),
  )
}

/** A segment that can't be read keeps what it has; reports name it. */
function rewritesFor(sealed: SealedSegments, number: number, cover: Cover): Rewrite[] {
  const [base, now] = [sealed.baseView(number), sealed.view(number)]
  if (base === null || now === null) return []
  try {
    return changedColumns(base, now, cover)
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error
    return []
  }
}

function changedColumns(base: SegmentView, now: SegmentView, cover: Cover): Rewrite[] {
  const corrected = correctedCosts(base, cover)
  return COST_COLUMNS.flatMap((name) => {
    const column = corrected?.get(name) ?? base.column(name)
    if (isSameColumn(column, now.column(name), base.rows)) return []
    const bytes = encodeColumn(column, base.rows)
    const recorded = corrected === null ? null : encodeColumn(base.column(name), base.rows)
    return [{ segment: base.number, name, bytes, base: recorded }]
  })
}

function writeBatches(store: CostStore, changes: readonly Change[]): void {
  for (const { batch, parts } of changes) {
    store.put(batch)
    if (parts !== null) store.clearParts(batch.id)
    for (const [segment, part] of parts ?? []) store.addPart(segment, part)
  }
}

function countInForce(store: CostStore, segment: number, page: CoverPage | null): void {
  const counts = page === null ? new Map<number, number>() : clicksByBatch(page)
  for (const { batch: id } of store.partsIn(segment))
    store.setInForce(segment, id, counts.get(id) ?? 0)
}
