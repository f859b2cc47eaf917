/**
 * Ranks of texts: of two different ones the lower is that of the text that comes first, as strings
 * compare. A rank is the first characters as one number without loss, so longer texts can have the same.
 */

const RANKED = 6
/** Of a character beyond Latin-1, and of all that follow it. */
const BEYOND = 255

/** Of a text in Latin-1, from its bytes. */
export function rankOfBytes(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < RANKED) return rankOfFew(bytes, from, to)
  const high = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!
  const low = (bytes[from + 3]! << 16) | (bytes[from + 4]! << 8) | bytes[from + 5]!
  return high * 0x1000000 + low
}

function rankOfFew(bytes: Uint8Array, from: number, to: number): number {
  let rank = 0
  for (let at = from; at < from + RANKED; at++) rank = rank * 256 + (at < to ? bytes[at]! : 0)
  return rank
}

/** The same of any text. All that begin alike and then go beyond Latin-1 have the same. */
export function rankOfText(text: string): number {
  let rank = 0
  let isBeyond = false
  for (let at = 0; at < RANKED; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : 0
    isBeyond ||= unit > BEYOND
    rank = rank * 256 + (isBeyond ? BEYOND : unit)
  }
  return rank
}
