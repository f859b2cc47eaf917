/** Base 62: random words from the system's generator, and numbers of a fixed width. */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Bytes from here up would make the first digits likelier than the rest. */
const FAIR_BYTES = 248

/** Each character carries 5.95 unguessable bits. */
export function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < FAIR_BYTES && text.length < length) text += DIGITS[byte % 62]
    }
  }
  return text
}

/** A whole number from 0, padded to `width`; higher digits are cut. */
export function toBase62(value: number, width: number): string {
  let text = ''
  for (let rest = value; text.length < width; rest = Math.floor(rest / 62)) {
    text = DIGITS[rest % 62] + text
  }
  return text
}
