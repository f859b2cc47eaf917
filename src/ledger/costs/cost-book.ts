/** What past clicks cost is changed here: batches are made, undone, redone and run again, one at a time. */
import { rowOf, segmentOf } from '../../core/click-id.ts'
import type { CostOrder, Unallocated } from '../../core/cost-batches.ts'
import type { Turns } from '../../lib/turns.ts'
import type { SegmentView } from '../columns/column.ts'
import { type Change, commitChanges, type CommitParts } from './cost-commit.ts'
import { type FindClicks, placed } from './cost-plan.ts'
import { replanner, SETTLING_MS } from './cost-replan.ts'
import { type RerunParts, runAgain } from './cost-rerun.ts'
import type { Author, CostBatch, CostDeed, CostQuery, CostStore } from './cost-store.ts'
import {
  pricedLine,
  type Upload,
  type UploadState,
  type UploadStore,
  uploadStore,
  uploadWatch,
} from './cost-uploads.ts'

/** What a batch did. */
export interface CostResult {
  readonly id: number
  readonly uuid: string
  readonly clicks: number
  /** What each click costs; the first ones may cost one micro-unit more. */
  readonly shareMicros: number
  readonly unallocated: readonly Unallocated[]
}

/** What a file came to that was left by an earlier process. */
export interface ResumedCosts {
  readonly upload: string
  readonly by: Author
  readonly results: readonly CostResult[]
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
  /** Whose clicks are priced; of several batches those of all. */
  readonly campaigns: readonly number[]
  /** 0 to 1. */
  readonly progress: number
}

export interface CostBook {
  /**
   * A batch of each order, all or none of them; the later ones are the newer ones. `null`: no click
   * matches any, and `whenNone` was to refuse.
   */
  apply(orders: readonly CostOrder[], ask: CostAsk, find: FindClicks): Promise<CostResult[] | null>
  /**
   * Books the files that the end of an earlier process has left. To be called before anything else:
   * what came later is newer.
   */
  resume(find: FindClicks): Promise<void>
  /** Those that were, each told once; waits until they are. */
  takeResumed(): Promise<readonly ResumedCosts[]>
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
  /** A file that came, or is being booked; `null`: nobody knows of it any more. */
  uploadOf(id: string): UploadState | null
  /** A file's parts by their ids, the first part first; empty: it is unknown. */
  partsOf(upload: string): readonly string[]
  /** The batches that ever priced a click, oldest first. */
  ofClick(clickSeq: number): CostBatch[]
  /** What is being worked on, if anything. */
  running(): CostRun | null
}

export interface CostAsk {
  readonly by: Author
  readonly whenNone: 'refuse' | 'keep'
  /** The file that the orders come with. */
  readonly upload?: Upload
}

export interface CostBookParts extends CommitParts, RerunParts {
  /** The segments that are not sealed yet. */
  readonly open: () => readonly SegmentView[]
  readonly turns: Turns
}

export function costBook(parts: CostBookParts): CostBook {
  const { store, turns, clock } = parts
  const run: Run = { now: null }
  const replan = replanner(parts)
  const uploads = uploadStore(parts.db, store)
  const watch = uploadWatch(uploads)
  const resumed: ResumedCosts[] = []
  const set = (batches: readonly CostBatch[], deed: Omit<CostDeed, 'at'>) =>
    setBatches(parts, run, batches, { ...deed, at: clock() })
  return {
    async apply(orders, ask, find) {
      const asked = { orders, ask, find, uploads }
      const { upload, by } = ask
      if (upload === undefined) return turns.take(() => apply(parts, run, asked))
      uploads.begin({ upload, orders, by }, clock())
      return watch.follow(upload.id, (start) =>
        turns.take(() => {
          start()
          return apply(parts, run, asked)
        }),
      )
    },
    resume: (find) =>
      turns.take(async () => {
        const failures: unknown[] = []
        for (const id of uploads.left()) {
          const booked = watch.follow(id, (start) => {
            start()
            return again(parts, run, { id, find, uploads })
          })
          await booked.then(
            (one) => resumed.push(one),
            (error: unknown) => failures.push(error),
          )
        }
        if (failures.length > 0) throw failures[0]
      }),
    takeResumed: () => turns.take(() => Promise.resolve(resumed.splice(0))),
    set: (id, event, by) =>
      turns.take(async () => {
        const batch = store.batch(id)
        return batch && (await set([batch], { ...by, event }))[0]!
      }),
    setUpload: (upload, event, by) =>
      turns.take(() => set(store.ofUpload(upload), { ...by, event })),
    replan: (find) =>
      replan((ids) => runAgain(parts, ids, find, (changes) => make(parts, run, changes))),
    list(query = {}) {
      const { batches, hasMore } = store.page(query)
      return { batches: statesOf(parts, batches), hasMore }
    },
    campaignsOf: (which) => campaignsOf(store, which),
    partsOf: (upload) => uploads.partsOf(upload),
    uploadOf: (id) => watch.of(id, run.now?.progress ?? 0),
    ofClick: (seq) => store.batchesOn(segmentOf(seq), rowOf(seq)),
    running: () => run.now,
  }
}

/** What is being worked on. */
interface Run {
  now: CostRun | null
}

/** `searched`: how much of the work was to find the clicks, and is done. */
interface Making {
  readonly searched: number
  readonly also: () => void
}

function make(
  parts: CommitParts,
  run: Run,
  changes: readonly Change[],
  { searched, also }: Making = { searched: 0, also: () => undefined },
): Promise<void> {
  const batch = changes[0]?.batch.id ?? 0
  const campaigns = campaignsIn(changes.map((change) => change.batch.order))
  const progress = (done: number) =>
    void (run.now = { batch, campaigns, progress: searched + (1 - searched) * done })
  return commitChanges(parts, changes, { progress, also }).finally(() => (run.now = null))
}

interface Application {
  readonly orders: readonly CostOrder[]
  readonly ask: CostAsk
  readonly find: FindClicks
  readonly uploads: UploadStore
}

async function apply(
  parts: CostBookParts,
  run: Run,
  { orders, ask, find, uploads }: Application,
): Promise<CostResult[] | null> {
  const { by, upload, whenNone } = ask
  // What failed for want of room must not come back over this one.
  uploads.settle()
  const at = parts.clock()
  const first = parts.store.nextId()
  const campaigns = campaignsIn(orders)
  const searching = find(
    orders,
    (done) => (run.now = { batch: first, campaigns, progress: done / 2 }),
  )
  const found = await searching.finally(() => (run.now = null))
  const changes = orders.map((order, index) =>
    placed(order, found[index]!, {
      id: first + index,
      uuid: crypto.randomUUID(),
      createdAt: at,
      plannedAt: at - SETTLING_MS,
      undone: false,
      history: [{ ...by, at, event: 'create' }],
      upload: upload?.id ?? null,
    }),
  )
  if (whenNone === 'refuse' && changes.every(({ batch }) => batch.clicks === 0)) return null
  const also = () => upload && uploads.finish(upload, first)
  await make(parts, run, changes, { searched: 1 / 2, also })
  return changes.map(({ batch }) => resultOf(batch))
}

async function again(
  parts: CostBookParts,
  run: Run,
  { id, ...others }: Pick<Application, 'find' | 'uploads'> & { readonly id: string },
): Promise<ResumedCosts> {
  const { upload, orders, by } = others.uploads.again(id)
  const ask = { by, upload, whenNone: 'keep' } as const
  const results = (await apply(parts, run, { orders, ask, ...others })) ?? []
  return { upload: id, by, results }
}

async function setBatches(
  parts: CommitParts,
  run: Run,
  batches: readonly CostBatch[],
  deed: CostDeed,
): Promise<CostResult[]> {
  const changes = settingsOf(batches, deed)
  if (changes.length > 0) await make(parts, run, changes)
  return batches.map(resultOf)
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

function resultOf(batch: CostBatch): CostResult {
  return { ...pricedLine(batch), uuid: batch.uuid }
}

function campaignsOf(store: CostStore, which: WhichCosts): number[] | null {
  const batches = 'id' in which ? [store.batch(which.id)] : store.ofUpload(which.upload)
  const found = batches.filter((batch) => batch !== null)
  if (found.length === 0) return null
  return campaignsIn(found.map(({ order }) => order))
}

/** Of all orders, each once. */
function campaignsIn(orders: readonly CostOrder[]): number[] {
  return [...new Set(orders.flatMap(({ campaigns }) => campaigns))]
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
