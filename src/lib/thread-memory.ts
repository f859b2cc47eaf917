/**
 * What a thread's large arrays take. The engine does not see in time how much that is: it is told
 * here when to collect, and caches are told how much room others have taken.
 */

/** Then it is time to collect what reading has left. */
const GARBAGE_BYTES = 32 * 1024 * 1024

let held = 0
let garbage = 0

/** Estimated bytes of what grows with the question that is being answered. */
export function heldBytes(): number {
  return held
}

/** So many bytes were read, unpacked or replaced: garbage by now. */
export function spent(bytes: number): void {
  garbage += bytes
  if (garbage < GARBAGE_BYTES) return
  garbage = 0
  Bun.gc(true)
}

/**
 * Gives the memory of an array back at once; nothing can be read of it, or of views of it, any more.
 * Without effect on a part of a larger buffer.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength > 0 && byteLength === buffer.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** An array gives way to a larger one. */
export function grown(from: number, to: number): void {
  held += to - from
  spent(from)
}

/** The question is answered: only so many bytes are kept. */
export function settled(bytes: number): void {
  const freed = held - bytes
  held = bytes
  // Later: whoever answers still holds it.
  setImmediate(() => spent(Math.max(0, freed)))
}
