/**
 * Which thread scans which segment: each claims the next free one in memory that both see. One
 * begins with the even segments, the other with the odd ones, so that from report to report each
 * finds its own in its cache, and nobody is idle while there is something left.
 */
import type { SegmentView } from '../../ledger/columns/column.ts'
import type { PassName, Share } from './scan.ts'

/** The first thread is the keeper's, the second its helper. */
export type Member = 1 | 2

/** Travels between threads. */
export interface Claims {
  readonly segments: readonly number[]
  /** One number per pass and segment: the member that has it, 0 while it is free. */
  readonly taken: Int32Array
}

const PASSES: readonly PassName[] = ['now', 'before']

export function newClaims(segments: readonly number[]): Claims {
  const bytes = Int32Array.BYTES_PER_ELEMENT * PASSES.length * segments.length
  return { segments, taken: new Int32Array(new SharedArrayBuffer(bytes)) }
}

export function shareOf({ segments, taken }: Claims, member: Member): Share {
  const places = new Map(segments.map((segment, place) => [segment, place]))
  const isOwn = ({ number }: SegmentView) => number % 2 === member - 1
  return {
    take(pass, segment) {
      const place = places.get(segment)
      // Open segments are the first thread's.
      if (place === undefined) return member === 1
      const at = PASSES.indexOf(pass) * segments.length + place
      return Atomics.compareExchange(taken, at, 0, member) === 0
    },
    inTurn: (views) => [
      ...views.filter(isOwn),
      ...views.filter((view) => !isOwn(view)).toReversed(),
    ],
  }
}

/** Whether the member has taken anything: if not, nobody need wait for it. */
export function hasTaken({ taken }: Claims, member: Member): boolean {
  return taken.some((_, at) => Atomics.load(taken, at) === member)
}
