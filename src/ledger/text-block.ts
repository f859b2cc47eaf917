/**
 * A list of texts as bytes, exact for any JavaScript string: one joined text, and where each ends.
 * Latin-1 if it fits, else UTF-16, because UTF-8 can't hold half a surrogate pair.
 *
 * count u32 · bytes per unit u32 (1 or 2) · ends u32 × count (in units) · the joined text
 */

const HEADER_BYTES = 8
// oxlint-disable-next-line no-control-regex
const BEYOND_LATIN1 = /[^\u0000-\u00ff]/

export interface TextBlock {
  readonly count: number
  at(index: number): string
  all(): string[]
}

export function encodeTexts(texts: readonly string[]): Buffer {
  const joined = texts.join('')
  const isWide = BEYOND_LATIN1.test(joined)
  const body = Buffer.from(joined, isWide ? 'utf16le' : 'latin1')
  const ends = new Uint32Array(texts.length)
  let end = 0
  texts.forEach((text, index) => {
    ends[index] = end += text.length
  })
  const header = new Uint32Array([texts.length, isWide ? 2 : 1])
  return Buffer.concat([bytesOf(header), bytesOf(ends), body])
}

/** `bytes` must be what `encodeTexts` gave; nothing is copied but the text. */
export function openTexts(bytes: Buffer): TextBlock {
  const count = bytes.readUInt32LE(0)
  const encoding = bytes.readUInt32LE(4) === 2 ? 'utf16le' : 'latin1'
  const text = bytes.toString(encoding, HEADER_BYTES + 4 * count)
  const endOf = (index: number) => (index < 0 ? 0 : bytes.readUInt32LE(HEADER_BYTES + 4 * index))
  const at = (index: number) => text.slice(endOf(index - 1), endOf(index))
  return { count, at, all: () => Array.from({ length: count }, (_, index) => at(index)) }
}

function bytesOf(array: Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
