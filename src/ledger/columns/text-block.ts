/**
 * A list of texts as bytes, exact for any JavaScript string: one joined text, and where each ends.
 * Latin-1 if it fits, else UTF-16, because UTF-8 can't hold half a surrogate pair.
 *
 * count u32 · bytes per unit u32 (1 or 2) · ends u32 × count (in units) · the joined text
 */
import { bytesOf } from '../../lib/bytes.ts'
import { bytesOfText, isWideText } from '../../lib/text-hash.ts'

const HEADER_BYTES = 8

export interface TextBlock {
  readonly count: number
  /** Bytes per unit are 2 where some text goes beyond Latin-1. */
  readonly isWide: boolean
  /** Where each text ends, in units. */
  readonly ends: Uint32Array
  /** The joined text. */
  readonly bytes: Uint8Array
  at(index: number): string
  all(): string[]
}

export function encodeTexts(texts: readonly string[]): Buffer {
  const joined = texts.join('')
  const isWide = isWideText(joined)
  const body = bytesOfText(joined, isWide)
  const ends = new Uint32Array(texts.length)
  let end = 0
  texts.forEach((text, index) => {
    ends[index] = end += text.length
  })
  const header = new Uint32Array([texts.length, isWide ? 2 : 1])
  return Buffer.concat([bytesOf(header), bytesOf(ends), body])
}

/** `block` must be what `encodeTexts` gave. A view: texts are made when they are asked for. */
export function openTexts(block: Buffer): TextBlock {
  const count = block.readUInt32LE(0)
  const isWide = block.readUInt32LE(4) === 2
  const body = block.subarray(HEADER_BYTES + 4 * count)
  const ends = endsOf(block.subarray(HEADER_BYTES, HEADER_BYTES + 4 * count), count)
  const [unit, encoding] = isWide ? ([2, 'utf16le'] as const) : ([1, 'latin1'] as const)
  const at = (index: number) =>
    body.toString(encoding, index === 0 ? 0 : unit * ends[index - 1]!, unit * ends[index]!)
  const all = () => {
    const joined = body.toString(encoding)
    return Array.from(ends, (end, index) => joined.slice(index === 0 ? 0 : ends[index - 1], end))
  }
  return { count, isWide, ends, bytes: body, at, all }
}

/** Copied only when they do not lie on a multiple of four. */
function endsOf(bytes: Uint8Array, count: number): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  return new Uint32Array(aligned.buffer as ArrayBuffer, aligned.byteOffset, count)
}
