/**
 * Calls with a key that is none of ours: counted, the newest kept in a small ring of their own, so
 * that strangers can't push real entries out of the inbox; and throttled per address.
 */
import type { VisitorKey } from '../../core/visitor-key.ts'
import { floodDetector } from '../history/flood.ts'
import type { RawCall } from './jobs.ts'

const KEPT = 200

export interface WrongKeys {
  /** Whether the address has sent so many that it is told to slow down. */
  note(call: RawCall, address: VisitorKey | null): 'noted' | 'too_many'
  /** Newest first, since the start. */
  list(): readonly RawCall[]
  count(): number
}

export function wrongKeys(): WrongKeys {
  const ring: RawCall[] = []
  const isFlood = floodDetector()
  let count = 0
  return {
    note(call, address) {
      count++
      ring.push(call)
      if (ring.length > KEPT) ring.shift()
      return address !== null && isFlood(address, call.at) ? 'too_many' : 'noted'
    },
    list: () => ring.toReversed(),
    count: () => count,
  }
}
