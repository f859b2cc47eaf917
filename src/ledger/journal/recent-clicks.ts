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
const RECENT_CLICKS = 8192

const QUOTE = 34
const OPEN = 91
const BACKSLASH = 92
const CLOSE = 93

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
      return checks[at] === check ? rowIn(batches[at]!, places[at]!) : 'forged'
    },
    forget(seq) {
      const at = seq % capacity
      if (seqs[at] !== seq) return
      seqs[at] = -1
      batches[at] = null
    },
  }
}

function rowIn({ rows, text }: Batch, place: number): readonly Cell[] {
  return rows?.[place] ?? (JSON.parse(rowText(text, place)) as Cell[])
}

/**
 * One row of the JSON of many. Finding its ends takes a quarter of the time of reading them all, and
 * leaves no garbage.
 */
export function rowText(json: string, place: number): string {
  let left = place
  let depth = 0
  let from = 0
  for (let at = 1; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) at = endOfText(json, at)
    else if (code === OPEN && depth++ === 0) from = at
    else if (code === CLOSE && --depth === 0 && left-- === 0) return json.slice(from, at + 1)
  }
  throw new Error(`a batch has no row ${place}`)
}

/** Where the quote stands that ends the text that begins with this one. */
function endOfText(json: string, quote: number): number {
  let at = quote + 1
  while (at < json.length && json.charCodeAt(at) !== QUOTE)
    at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}
