/**
 * What a thread's large arrays take. The engine does not see in time how much that is: it is told
 * here when to collect, and caches are told how much room others have taken.
 */
import { edenGC, fullGC } from 'bun:jsc'

/** So much that was just made is worth the millisecond that collecting it takes. */
const FRESH_BYTES = 8 * 1024 * 1024
/** What had been held for long takes ten times as much to collect. */
const DROPPED_BYTES = 32 * 1024 * 1024
/** The same where the question itself takes much; then what is free goes back to the system, too. */
const DROPPED_BESIDE_BYTES = 16 * 1024 * 1024
/** Of what was just made so much is still in use when it is collected, and counts as held then. */
const MISSED_SHARE = 1 / 8

let held = 0
let foreseen = 0
let fresh = 0
let old = 0

/** Estimated bytes of what grows with the question that is being answered. */
export function heldBytes(): number {
  return held
}

/** The question will hold so much: what is kept for others gives way at once, until it is answered. */
export function willHold(bytes: number): void {
  foreseen = bytes
}

/** As `heldBytes`, or what will be held. */
export function claimedBytes(): number {
  return Math.max(held, foreseen)
}

/** So many bytes were made for a moment: garbage by now. */
export function spent(bytes: number): void {
  fresh += bytes
  if (fresh < FRESH_BYTES) return
  const missed = fresh * MISSED_SHARE
  fresh = 0
  edenGC()
  dropped(missed)
}

/** So many bytes that were held are wanted no more. */
export function dropped(bytes: number): void {
  old += bytes
  const isBeside = foreseen > 0
  if (old < (isBeside ? DROPPED_BESIDE_BYTES : DROPPED_BYTES)) return
  old = 0
  fresh = 0
  if (isBeside) Bun.gc(true)
  else fullGC()
}

/**
 * Gives the memory of an array back at once; nothing can be read of it, or of views of it, any more.
 * Without effect on a part of a larger buffer.
 */
export function release({ buffer, byteLength }: ArrayBufferView): void {
  const isWhole = byteLength > 0 && byteLength === buffer.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/**
 * The memory of an array that grows with the question, longer: what was in it, then zeros. Nothing
 * can be read of the old array any more.
 */
export function lengthened({ buffer, byteLength }: ArrayBufferView, bytes: number): ArrayBuffer {
  held += bytes - byteLength
  return (buffer as ArrayBuffer).transfer(bytes)
}

/** An array that grows with the question gives way to a longer one that was made of it. */
export function replaced(old: ArrayBufferView, by: ArrayBufferView): void {
  held += by.byteLength - old.byteLength
  release(old)
}

/** The question is answered: only so many bytes are kept. */
export function settled(bytes: number): void {
  const freed = held - bytes
  held = bytes
  foreseen = 0
  // Later: whoever answers still holds it.
  setImmediate(() => dropped(Math.max(0, freed)))
}
