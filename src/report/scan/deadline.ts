/** When a report is given up: too late, not wanted any more, or too large. */
import { giveWay } from '../../lib/thread-priority.ts'
import { TooManyGroups } from './groups.ts'
import type { Checkpoint } from './scan.ts'
import { TooManyTexts } from './texts.ts'

export type Refusal = 'deadline' | 'cancelled' | 'too_many_groups'

/** How long a report may go on; travels between threads. */
export interface Limits {
  /** Epoch milliseconds. */
  readonly deadline: number
  /** Becomes 1 when nobody waits for the answer any more; absent or null: somebody always does. */
  readonly cancelled?: Int32Array | null
}

class GivenUp extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/** Throws what `refusalOf` understands; lets others have the processor first. */
export function checkpointOf({ deadline, cancelled }: Limits, clock: () => number): Checkpoint {
  return () => {
    giveWay()
    if (cancelled && Atomics.load(cancelled, 0) !== 0) throw new GivenUp('cancelled')
    if (clock() > deadline) throw new GivenUp('deadline')
  }
}

/** `null` for a fault. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof GivenUp) return error.refusal
  return isTooMuch(error) ? 'too_many_groups' : null
}

/** Whether there were more rows than fit in memory at once. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof TooManyGroups || error instanceof TooManyTexts
}

/** For `Limits.cancelled`: a number that all threads see. */
export function newCancelFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}
