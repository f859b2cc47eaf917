/** A queue that gives the lowest first: a binary heap in an array. */

export interface Ranked {
  rank: number
}

export function putIn<T extends Ranked>(heap: T[], item: T): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const above = (at - 1) >>> 1
    if (heap[above]!.rank <= item.rank) break
    heap[at] = heap[above]!
    at = above
  }
  heap[at] = item
}

/** Takes out the lowest. The heap must not be empty. */
export function takeFirst<T extends Ranked>(heap: T[]): T {
  const first = heap[0]!
  const last = heap.pop()!
  if (heap.length > 0) sink(heap, last)
  return first
}

/** Puts the item where the first one was, and down from there. */
function sink<T extends Ranked>(heap: T[], item: T): void {
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && heap[below + 1]!.rank < heap[below]!.rank) below++
    if (heap[below]!.rank >= item.rank) break
    heap[at] = heap[below]!
    at = below
  }
  heap[at] = item
}
