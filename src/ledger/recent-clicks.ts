/**
 * The newest clicks of this process, held on the answering thread: a conversion may follow its
 * click before the click can be read from any file.
 */
import type { Cell } from '../core/event.ts'

/** About 1 KB each. */
export const RECENT_CLICKS = 8192

export interface RecentClicks {
  remember(seq: number, check: number, row: readonly Cell[]): void
  /** The click's row; `null` when it is not held, `'forged'` when it is, but under another id. */
  find(seq: number, check: number): readonly Cell[] | 'forged' | null
}

export function recentClicks(capacity: number = RECENT_CLICKS): RecentClicks {
  const seqs = new Float64Array(capacity).fill(-1)
  const checks = new Float64Array(capacity)
  const rows: (readonly Cell[] | null)[] = Array.from({ length: capacity }, () => null)
  return {
    remember(seq, check, row) {
      const at = seq % capacity
      seqs[at] = seq
      checks[at] = check
      rows[at] = row
    },
    find(seq, check) {
      const at = seq % capacity
      if (seqs[at] !== seq) return null
      return checks[at] === check ? rows[at]! : 'forged'
    },
  }
}
