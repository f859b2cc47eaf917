/** Past costs as the rest of the server changes them: requests to the keeper, which does the work. */
import type { CostOrder } from '../../core/cost-batches.ts'
import type { AskKeeper } from '../keeper/keeper-link.ts'
import type {
  CostAsk,
  CostPage,
  CostResult,
  CostRun,
  ResumedCosts,
  WhichCosts,
} from './cost-book.ts'
import type { Author, CostBatch, CostQuery } from './cost-store.ts'
import type { UploadState } from './cost-uploads.ts'

/** Reading and rewriting the columns of tens of millions of clicks. */
const DEADLINE_MS = 600_000

export interface CostLedger {
  /** A batch of each order, all or none of them. `null`: no click matches, and that was to be refused. */
  apply(orders: readonly CostOrder[], ask: CostAsk): Promise<readonly CostResult[] | null>
  /** `null`: there is no such batch. Twice is the same as once. */
  set(id: number, event: 'undo' | 'redo', by: Author): Promise<CostResult | null>
  /** All batches of an upload at once; empty: there is none. */
  setUpload(upload: string, event: 'undo' | 'redo', by: Author): Promise<readonly CostResult[]>
  /** Newest first, and what is being worked on. */
  list(query: CostQuery): Promise<CostList>
  /** The campaigns of a batch, or of all that came with a file; `null`: there is none. */
  campaignsOf(which: WhichCosts): Promise<readonly number[] | null>
  /** A file that came, or is being booked; `null`: nobody knows of it any more. */
  uploadOf(id: string): Promise<UploadState | null>
  /** A file's parts by their ids, the first part first; empty: it is unknown. */
  partsOf(upload: string): Promise<readonly string[]>
  /** Files that the end of an earlier process had left and that are booked now, each told once. */
  takeResumed(): Promise<readonly ResumedCosts[]>
  /** Prices clicks that came since; how many batches changed. */
  replan(): Promise<number>
  /** The batches that ever priced a click, by its sequence number, oldest first. */
  ofClick(clickSeq: number): Promise<readonly CostBatch[]>
}

export interface CostList extends CostPage {
  readonly running: CostRun | null
}

export function costLink(request: AskKeeper): CostLedger {
  const ask = async <T>(name: string, payload: unknown) =>
    (await request(name, payload, DEADLINE_MS)) as T
  return {
    // As text: making thousands of objects again and again would hold up the thread that answers visitors.
    apply: (orders, how) => ask('costs.apply', { orders: JSON.stringify(orders), ask: how }),
    set: (id, event, by) => ask('costs.set', { id, event, by }),
    setUpload: (upload, event, by) => ask('costs.setUpload', { upload, event, by }),
    list: (query) => ask('costs.list', query),
    campaignsOf: (which) => ask('costs.campaignsOf', which),
    partsOf: (upload) => ask('costs.partsOf', upload),
    uploadOf: (id) => ask('costs.uploadOf', id),
    takeResumed: () => ask('costs.takeResumed', null),
    replan: () => ask('costs.replan', null),
    ofClick: (clickSeq) => ask('costs.ofClick', clickSeq),
  }
}
