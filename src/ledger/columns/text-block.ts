/**
 * A list of texts as bytes, exact for any JavaScript string: how long each is, and one joined text.
 * Latin-1 if it fits, else UTF-16, because UTF-8 can't hold half a surrogate pair.
 *
 * count u32 · bytes per unit u8 (1 or 2) · bytes per length u8 · 0 u16 · lengths (in units) · joined text
 *
 * With 8 bytes per length one u32 is the length of all; with 0 there stand ends, u32 each (before
 * format 5).
 */
import { bytesOf } from '../../lib/bytes.ts'
import { bytesOfText, isWideText } from '../../lib/text-hash.ts'
import { arrayOf } from './integers.ts'

const HEADER_BYTES = 8
const UNIT_AT = 4
const LENGTHS_AT = 5

/** In the place of bytes per length. */
const ALL_ALIKE = 8
const ENDS = 0

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
  const lengths = packLengths(Uint32Array.from(texts, ({ length }) => length))
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(texts.length, 0)
  header[UNIT_AT] = isWide ? 2 : 1
  header[LENGTHS_AT] = lengths.form
  return Buffer.concat([header, lengths.bytes, bytesOfText(joined, isWide)])
}

function packLengths(lengths: Uint32Array) {
  const most = lengths.reduce((longest, length) => Math.max(longest, length), 0)
  if (lengths.every((length) => length === most))
    return { form: ALL_ALIKE, bytes: bytesOf(Uint32Array.of(most)) }
  if (most < 2 ** 8) return { form: 1, bytes: Uint8Array.from(lengths) }
  if (most < 2 ** 16) return { form: 2, bytes: bytesOf(Uint16Array.from(lengths)) }
  return { form: 4, bytes: bytesOf(lengths) }
}

/** `block` must be what `encodeTexts` gave. A view: texts are made when they are asked for. */
export function openTexts(block: Uint8Array): TextBlock {
  const { buffer, byteOffset, byteLength } = block
  const bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
  const count = bytes.readUInt32LE(0)
  const isWide = bytes[UNIT_AT] === 2
  const form = bytes[LENGTHS_AT]!
  const start = HEADER_BYTES + (form === ALL_ALIKE ? 4 : (form || 4) * count)
  const ends = endsIn(bytes.subarray(HEADER_BYTES, start), form, count)
  const body = bytes.subarray(start)
  const [unit, encoding] = isWide ? ([2, 'utf16le'] as const) : ([1, 'latin1'] as const)
  const at = (index: number) =>
    body.toString(encoding, index === 0 ? 0 : unit * ends[index - 1]!, unit * ends[index]!)
  const all = () => {
    const joined = body.toString(encoding)
    return Array.from(ends, (end, index) => joined.slice(index === 0 ? 0 : ends[index - 1], end))
  }
  return { count, isWide, ends, bytes: body, at, all }
}

function endsIn(bytes: Buffer, form: number, count: number): Uint32Array {
  if (form === ENDS) return arrayOf(bytes, 4, count) as Uint32Array
  const ends = new Uint32Array(count)
  if (form === ALL_ALIKE) addLength(ends, bytes.readUInt32LE(0))
  else addLengths(ends, arrayOf(bytes, form as 1 | 2 | 4, count))
  return ends
}

function addLength(ends: Uint32Array, length: number): void {
  for (let index = 0, end = 0; index < ends.length; index++) ends[index] = end += length
}

/** A loop of its own for the width that nearly all have: one that meets several is compiled slower. */
function addLengths(ends: Uint32Array, lengths: ReturnType<typeof arrayOf>): void {
  let end = 0
  if (lengths instanceof Uint8Array)
    for (let index = 0; index < ends.length; index++) ends[index] = end += lengths[index]!
  else for (let index = 0; index < ends.length; index++) ends[index] = end += lengths[index]!
}
