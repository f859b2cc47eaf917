/**
 * The newest clicks of this process, held on the answering thread: a conversion may follow its
 * click before the click can be read from any file.
 *
 * What is held is the batch that a click left with, whose rows are one text by then: thousands of
 * rows kept as objects would make every garbage collection look at a million cells.
 */
import type { Cell } from '../../core/event.ts'
import type { Batch } from './batch.ts'

/** About 1 KB each. */
export const RECENT_CLICKS = 8192

export interface RecentClicks {
  /** `batch` has the click's row as its last. */
  remember(seq: number, check: number, batch: Batch): void
  /** The click's row; `null` when it is not held, `'forged'` when it is, but under another id. */
  find(seq: number, check: number): readonly Cell[] | 'forged' | null
  /** It is found no more. */
  forget(seq: number): void
}

export function recentClicks(capacity: number = RECENT_CLICKS): RecentClicks {
  const seqs = new Float64Array(capacity).fill(-1)
  const checks = new Float64Array(capacity)
  const places = new Uint16Array(capacity)
  const batches: (Batch | null)[] = Array.from({ length: capacity }, () => null)
  return {
    remember(seq, check, batch) {
      const at = seq % capacity
      seqs[at] = seq
      checks[at] = check
      places[at] = batch.events - 1
      batches[at] = batch
    },
    find(seq, check) {
      const at = seq % capacity
      if (seqs[at] !== seq) return null
      return checks[at] === check ? rowsOf(batches[at]!)[places[at]!]! : 'forged'
    },
    forget(seq) {
      const at = seq % capacity
      if (seqs[at] !== seq) return
      seqs[at] = -1
      batches[at] = null
    },
  }
}

function rowsOf({ rows, text }: Batch): readonly Cell[][] {
  return rows ?? (JSON.parse(text) as Cell[][])
}
