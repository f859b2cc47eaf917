/**
 * Hashes of texts by their bytes: Latin-1 where that holds them, else UTF-16. Each word is multiplied
 * half by half with what the seed gives, so that who does not know the seed can't choose texts that
 * collide; multiplying whole words by a constant would hand a change of their highest bit through.
 */

// oxlint-disable-next-line no-control-regex
const BEYOND_LATIN1 = /[^\u0000-\u00ff]/

/** Whether the text is hashed, and kept, as UTF-16. */
export function isWideText(text: string): boolean {
  return BEYOND_LATIN1.test(text)
}

export function bytesOfText(text: string, isWide: boolean): Buffer {
  return Buffer.from(text, isWide ? 'utf16le' : 'latin1')
}

/** The same as `hashOf` gives for the text's bytes, where they are Latin-1. */
export function hashOfText(text: string, seed: number): number {
  const isWide = isWideText(text)
  const bytes = bytesOfText(text, isWide)
  return (hashOf(bytes, 0, bytes.length, seed) ^ Number(isWide)) >>> 0
}

/** Four bytes at a time; the end is mixed as in MurmurHash3 (A. Appleby). */
export function hashOf(bytes: Uint8Array, from: number, to: number, seed: number): number {
  const low = seed | 0
  const high = Math.imul(low, 0x9e3779b1) ^ 0x2545f491
  let hash = low ^ (to - from)
  let at = from
  for (; at + 4 <= to; at += 4) {
    const first = bytes[at]! | (bytes[at + 1]! << 8)
    const second = bytes[at + 2]! | (bytes[at + 3]! << 8)
    hash = (Math.imul(hash, 0x9e3779b1) + Math.imul(first + low, second + high)) | 0
    hash ^= hash >>> 15
  }
  let word = 0
  for (; at < to; at++) word = (word << 8) | bytes[at]!
  hash = (Math.imul(hash, 0x85ebca6b) + Math.imul((word & 0xffff) + low, (word >>> 16) + high)) | 0
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
