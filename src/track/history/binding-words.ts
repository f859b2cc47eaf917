/** Bindings as numbers, 32 bytes each: what is kept of them on disk, made a few at a time. */
import type { Bound } from '../../core/visit.ts'

export interface Binding {
  readonly bound: Bound
  /** Epoch milliseconds. */
  readonly expires: number
}

/** By the two words of the visitor's key in the campaign, as `high.low`. */
export type Bindings = ReadonlyMap<string, Binding>

/** key (2), when it expires (2: low, high), flow, path, landing, offer */
const WORDS = 8
/** Less than a millisecond's work. */
const AT_ONCE = 4096

/**
 * All bindings in parts that are made when they are asked for. One that changes in between is in
 * with one of its states, or with both, of which the later counts.
 */
export function* dumpBindings(bindings: Bindings): Generator<Uint32Array> {
  let part = new Uint32Array(AT_ONCE * WORDS)
  let at = 0
  for (const [name, { bound, expires }] of bindings) {
    const dot = name.indexOf('.')
    part[at] = Number(name.slice(0, dot))
    part[at + 1] = Number(name.slice(dot + 1))
    part[at + 2] = expires >>> 0
    part[at + 3] = expires / 2 ** 32
    part[at + 4] = bound.flowId
    part[at + 5] = bound.pathId
    part[at + 6] = bound.landingId
    part[at + 7] = bound.offerId
    at += WORDS
    if (at < part.length) continue
    yield part
    part = new Uint32Array(AT_ONCE * WORDS)
    at = 0
  }
  if (at > 0) yield part.subarray(0, at)
}

/** Adds those that expire after `now`. */
export function loadBindings(words: Uint32Array, into: Map<string, Binding>, now: number): void {
  for (let at = 0; at + WORDS <= words.length; at += WORDS) {
    const [high, low, late, early, flowId, pathId, landingId, offerId] = words.subarray(
      at,
      at + WORDS,
    )
    const expires = early! * 2 ** 32 + late!
    if (expires <= now) continue
    const bound = { flowId: flowId!, pathId: pathId!, landingId: landingId!, offerId: offerId! }
    into.set(`${high}.${low}`, { bound, expires })
  }
}
