/**
 * A sealed column as bytes. Everything needed to read it is in them, under one checksum.
 *
 * encoding u8 · width u8 · compressed u8 · plain u8 · rows u32 · base f64 · data length u32 · texts u32 · body
 *
 * The body is the numbers, or the codes (`code-bytes.ts`) and the dictionary (`text-block.ts`), or the
 * chunks of a cold column (`cold-texts.ts`).
 * Codes and dictionary are compressed apart since format 5: then `compressed` is 1 for the codes and 2
 * for the texts, `plain` is 1 for codes as they are expected, `data length` is that of the codes as they
 * are stored, and `texts` counts the dictionary. Before, the codes were padded to 8 bytes.
 * Compact numbers (`compact.ts`, since format 2) are the rows u16 or the codes u8 (u16 with width 2),
 * padded to 8 bytes, then the values or the table as f64; or, since format 4, the low halves u16 of all
 * rows, padded, then the values f64 and the rows u16.
 */
import { release } from '../../lib/thread-memory.ts'
import { packCodes, type PackedCodes } from './code-bytes.ts'
import type { TextColumn } from './column.ts'
import type { PackedNumbers, Width } from './integers.ts'
import { encodeTexts, openTexts, type TextBlock } from './text-block.ts'

/** Version of the bytes below; stored with each segment. All versions up to it are read. */
export const COLUMN_FORMAT = 5
export const HEADER_BYTES = 24
const COMPRESSED_AT = 2
const PLAIN_AT = 3
const DATA_LENGTH_AT = 16
const TEXTS_AT = 20
/** Of `compressed`, where codes and texts are. */
const CODES_COMPRESSED = 1
const TEXTS_COMPRESSED = 2
/** What compression may leave of a body, or reading would pay for nothing. */
const WORTH_IT = 7 / 8
/** The same of a body that is mostly numbers: reports read those again and again, texts seldom. */
const NUMBERS_WORTH_IT = 2 / 3
/** The same of a dictionary: ids compress badly, and there are so many that reading them takes long. */
const TEXTS_WORTH_IT = 3 / 5

/** Stored: never renumber. */
export const Encoding = {
  constantNumber: 1,
  constantText: 2,
  numbers: 3,
  /** Before format 5. */
  dictionary: 4,
  cold: 5,
  sparse: 6,
  coded: 7,
  counting: 8,
  split: 9,
  texts: 10,
} as const

export interface Header {
  readonly encoding: number
  readonly rows: number
  readonly packed: PackedNumbers
  /** A compact form was looked for in vain, which format 1 did not do; or codes are as expected. */
  readonly isPlain?: boolean
}

export const NOTHING: PackedNumbers = { width: 0, base: 0, bytes: new Uint8Array(0) }

/** Compressed where that saves enough. */
export function assemble(header: Header, body: Uint8Array): Buffer {
  const isMostlyNumbers = header.packed.bytes.length > body.length / 2
  const frame = frameOf(body, isMostlyNumbers ? NUMBERS_WORTH_IT : WORTH_IT)
  const bytes = withHeader(header, frame.bytes)
  bytes[COMPRESSED_AT] = frame.compressed
  return bytes
}

export function assembleTexts({ dictionary, codes }: TextColumn, rows: number): Buffer {
  const { isExpected, ...packed } = packCodes(codes)
  const first = frameOf(packed.bytes, NUMBERS_WORTH_IT)
  const second = frameOf(encodeTexts(dictionary), TEXTS_WORTH_IT)
  const bytes = withHeader(
    {
      encoding: Encoding.texts,
      rows,
      packed: { ...packed, bytes: first.bytes },
      isPlain: isExpected,
    },
    Buffer.concat([first.bytes, second.bytes]),
  )
  bytes[COMPRESSED_AT] = first.compressed * CODES_COMPRESSED + second.compressed * TEXTS_COMPRESSED
  bytes.writeUInt32LE(dictionary.length, TEXTS_AT)
  return bytes
}

interface Frame {
  readonly bytes: Uint8Array
  readonly compressed: 0 | 1
}

/** Compressed where that leaves less than the share `worthIt`. */
function frameOf(body: Uint8Array, worthIt: number): Frame {
  const compressed = Bun.zstdCompressSync(body as Uint8Array<ArrayBuffer>)
  return compressed.length < body.length * worthIt
    ? { bytes: compressed, compressed: 1 }
    : { bytes: body, compressed: 0 }
}

/** The body as it is. */
export function withHeader(
  { encoding, rows, packed, isPlain = false }: Header,
  body: Uint8Array,
): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + body.length)
  bytes[0] = encoding
  bytes[1] = packed.width
  bytes[PLAIN_AT] = Number(isPlain)
  bytes.writeUInt32LE(rows, 4)
  bytes.writeDoubleLE(packed.base, 8)
  bytes.writeUInt32LE(packed.bytes.length, DATA_LENGTH_AT)
  bytes.set(body, HEADER_BYTES)
  return bytes
}

/** A column taken apart: texts are unpacked when they are asked for, and once. */
export interface Parts extends Header {
  readonly packed: PackedCodes
  readonly isPlain: boolean
  /** How many texts a dictionary has. */
  readonly texts: number
  /** What follows the numbers: as bytes, and as texts. */
  readonly tail: () => Uint8Array<ArrayBuffer>
  readonly rest: () => TextBlock
  /** Bytes that were unpacked so far. */
  readonly unpacked: () => number
  /** Gives them back: nothing of the column can be read any more. */
  readonly free: () => void
}

export function disassemble(bytes: Buffer): Parts {
  const isPlain = bytes[PLAIN_AT] === 1
  const header = { encoding: bytes[0]!, rows: bytes.readUInt32LE(4), isPlain }
  const isInFrames = header.encoding === Encoding.texts
  const numbers = {
    width: bytes[1]! as Width,
    base: bytes.readDoubleLE(8),
    isExpected: isInFrames && isPlain,
  }
  return { ...header, ...(isInFrames ? framesOf(bytes, numbers) : bodyOf(bytes, numbers)) }
}

type NumberForm = Omit<PackedCodes, 'bytes'>
type Stored = Omit<Parts, keyof Header> & Pick<Parts, 'packed'>

function bodyOf(bytes: Buffer, numbers: NumberForm): Stored {
  const length = bytes.readUInt32LE(DATA_LENGTH_AT)
  const body = unpacked(bytes.subarray(HEADER_BYTES), bytes[COMPRESSED_AT] === 1)
  const tail = body.subarray(length + (-length & 7))
  let texts: TextBlock | null = null
  const rest = () => (texts ??= openTexts(tail))
  const isText = bytes[0] === Encoding.dictionary
  return {
    packed: { ...numbers, bytes: body.subarray(0, length) },
    texts: isText ? rest().count : 0,
    tail: () => new Uint8Array(tail),
    rest,
    unpacked: () => body.length,
    free: () => release(body),
  }
}

function framesOf(bytes: Buffer, numbers: NumberForm): Stored {
  const compressed = bytes[COMPRESSED_AT]!
  const end = HEADER_BYTES + bytes.readUInt32LE(DATA_LENGTH_AT)
  const codes = unpacked(bytes.subarray(HEADER_BYTES, end), (compressed & CODES_COMPRESSED) !== 0)
  let opened: { readonly frame: Uint8Array; readonly texts: TextBlock } | null = null
  function open() {
    const frame = unpacked(bytes.subarray(end), (compressed & TEXTS_COMPRESSED) !== 0)
    return { frame, texts: openTexts(frame) }
  }
  return {
    packed: { ...numbers, bytes: codes },
    texts: bytes.readUInt32LE(TEXTS_AT),
    tail: noTail,
    rest: () => (opened ??= open()).texts,
    unpacked: () =>
      codes.length + (opened?.frame.length ?? 0) + (opened?.texts.ends.byteLength ?? 0),
    free() {
      release(codes)
      if (opened === null) return
      release(opened.texts.ends)
      release(opened.frame)
    },
  }
}

function noTail(): never {
  throw new Error('a text column has codes and texts')
}

function unpacked(stored: Uint8Array, isCompressed: boolean): Uint8Array {
  return isCompressed ? Bun.zstdDecompressSync(stored as Uint8Array<ArrayBuffer>) : stored
}
