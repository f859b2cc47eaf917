/**
 * A sealed column as bytes. Everything needed to read it is in them, under one checksum.
 *
 * encoding u8 · width u8 · compressed u8 · plain u8 · rows u32 · base f64 · data length u32 · 0 u32 · body
 *
 * The body is the numbers, or the codes padded to 8 bytes and the dictionary (`text-block.ts`), or
 * the chunks of a cold column: count u32, ends u32 × count, each chunk a compressed text block of
 * 256 rows (2048 before format 3).
 * Compact numbers (`compact.ts`, since format 2) are the rows u16 or the codes u8 (u16 with width 2),
 * padded to 8 bytes, then the values or the table as f64; or, since format 4, the low halves u16 of all
 * rows, padded, then the values f64 and the rows u16.
 */
import { release } from '../../lib/thread-memory.ts'
import type { Column, NumberColumn, PackedDictionary, TextColumn } from './column.ts'
import {
  compactCells,
  openCoded,
  openCounting,
  openSparse,
  openSplit,
  partsOf,
} from './compact-bytes.ts'
import {
  compactColumn,
  compactForm,
  numberColumn,
  plainColumn,
  type StoredNumbers,
} from './compact.ts'
import {
  arrayOf,
  openNumbers,
  type PackedNumbers,
  packNumbers,
  unpackNumbers,
  type Width,
} from './integers.ts'
import { narrowColumn } from './narrow-columns.ts'
import { encodeTexts, openTexts, type TextBlock } from './text-block.ts'

/** Version of the bytes below; stored with each segment. All versions up to it are read. */
export const COLUMN_FORMAT = 4
/** Reading one cold text unpacks so many rows. In the place of the width stands their logarithm. */
const COLD_CHUNK_BITS = 8
/** Of the formats before 3, which had 0 there. */
const OLD_CHUNK_BITS = 11
const HEADER_BYTES = 24
/** 1 where a compact form was looked for in vain, which format 1 did not do. */
const PLAIN_AT = 3
/** What compression may leave of a body, or reading would pay for nothing. */
const WORTH_IT = 7 / 8
/** The same of a body that is mostly numbers: reports read those again and again, texts seldom. */
const NUMBERS_WORTH_IT = 2 / 3

/** Stored: never renumber. */
const Encoding = {
  constantNumber: 1,
  constantText: 2,
  numbers: 3,
  dictionary: 4,
  cold: 5,
  sparse: 6,
  coded: 7,
  counting: 8,
  split: 9,
} as const

interface Header {
  readonly encoding: number
  readonly rows: number
  readonly packed: PackedNumbers
}

const NOTHING: PackedNumbers = { width: 0, base: 0, bytes: new Uint8Array(0) }

export function encodeColumn(column: Column, rows: number): Buffer {
  switch (column.kind) {
    case 'constant':
      return encodeConstant(column.value, rows)
    case 'number':
      return encodeNumbers(column.values, rows)
    case 'text':
      return encodeText(column, rows)
  }
}

export function encodeCold(texts: readonly string[]): Buffer {
  const chunks: Uint8Array[] = []
  const chunkRows = 2 ** COLD_CHUNK_BITS
  for (let at = 0; at < texts.length; at += chunkRows) {
    chunks.push(Bun.zstdCompressSync(encodeTexts(texts.slice(at, at + chunkRows))))
  }
  const table = Buffer.alloc(4 + 4 * chunks.length)
  table.writeUInt32LE(chunks.length, 0)
  let end = 0
  chunks.forEach((chunk, index) => table.writeUInt32LE((end += chunk.length), 4 + 4 * index))
  const header = { encoding: Encoding.cold, rows: texts.length, packed: NOTHING }
  const bytes = withHeader(header, Buffer.concat([table, ...chunks]), 0)
  bytes[1] = COLD_CHUNK_BITS
  return bytes
}

/** A text column keeps its dictionary, as bytes. */
export function decodeColumn(bytes: Buffer): Column {
  return columnOf(bytes, disassemble(bytes))
}

/** Texts that are there until it is closed. */
export interface OpenDictionary {
  readonly texts: TextBlock
  /** What it holds. */
  readonly bytes: number
  close(): void
}

/** What else a column that is read needs of whoever reads it. */
export interface ColumnUse extends Omit<PackedDictionary, 'count'> {
  /** Gets the dictionary while it is there anyway, and closes it. */
  readonly hold: (dictionary: OpenDictionary) => void
}

/** Uses `bytes` up. */
export function consumeColumn(bytes: Buffer, { use, kept, hold }: ColumnUse): Column {
  const parts = disassemble(bytes)
  const again = kept ? { use, kept } : { use }
  const column = columnOf(bytes, parts, again)
  if (column.kind === 'text') hold(opened(bytes, parts))
  else discard(bytes, parts)
  return column
}

/** Uses `bytes` up; they are those of a text column that is not constant. */
export function openDictionary(bytes: Buffer): OpenDictionary {
  return opened(bytes, disassemble(bytes))
}

function opened(bytes: Buffer, parts: Parts): OpenDictionary {
  const isCompressed = parts.body.buffer !== bytes.buffer
  if (isCompressed) release(bytes)
  return { texts: parts.rest(), bytes: parts.body.length, close: () => discard(bytes, parts) }
}

function discard(bytes: Buffer, { body }: Parts): void {
  release(bytes)
  release(body)
}

function columnOf(bytes: Buffer, parts: Parts, again?: Omit<PackedDictionary, 'count'>): Column {
  const { encoding, rows, packed, rest } = parts
  switch (encoding) {
    case Encoding.constantNumber:
      return { kind: 'constant', value: packed.base }
    case Encoding.constantText:
      return { kind: 'constant', value: rest().at(0) }
    case Encoding.numbers:
      return bytes[PLAIN_AT] === 1
        ? (narrowColumn(packed, rows) ?? plainColumn(unpackNumbers(packed, rows)))
        : numberColumn(unpackNumbers(packed, rows))
    case Encoding.sparse:
    case Encoding.coded:
    case Encoding.counting:
    case Encoding.split:
      return compactColumn(compactOf(parts), rows)
    case Encoding.dictionary:
      return textColumn(codesOf(packed, rows), dictionaryOf(rest(), again))
    default:
      throw new Error(`a column of encoding ${encoding} can't be read as codes`)
  }
}

function dictionaryOf(
  texts: TextBlock,
  again: Omit<PackedDictionary, 'count'> | undefined,
): PackedDictionary {
  return again ? { count: texts.count, ...again } : inMemory(texts)
}

const inMemory = (texts: TextBlock): PackedDictionary => ({
  count: texts.count,
  use: (work) => work(texts),
})

/** Texts made from the bytes are kept only as long as memory is not wanted for something else. */
export function textColumn(codes: TextColumn['codes'], packed: PackedDictionary): TextColumn {
  let made: WeakRef<readonly string[]> | null = null
  return {
    kind: 'text',
    codes,
    packed,
    get dictionary() {
      const known = made?.deref()
      if (known) return known
      const texts = packed.use((block) => block.all())
      made = new WeakRef(texts)
      return texts
    },
  }
}

export function decodeCold(bytes: Buffer): string[] {
  const { count, open } = coldChunks(bytes)
  return Array.from({ length: count }, (_, index) => open(index).all()).flat()
}

/** Reads values by row. Unpacked once; of a cold column the chunk that was asked for last. */
export function openCells(bytes: Buffer): (row: number) => string | number {
  if (bytes[0] === Encoding.cold) return coldCells(bytes)
  const parts = disassemble(bytes)
  const { encoding, packed, rest } = parts
  switch (encoding) {
    case Encoding.constantNumber:
      return () => packed.base
    case Encoding.constantText: {
      const text = rest().at(0)
      return () => text
    }
    case Encoding.numbers:
      return openNumbers(packed)
    case Encoding.sparse:
    case Encoding.coded:
    case Encoding.counting:
    case Encoding.split:
      return compactCells(compactOf(parts))
    default: {
      const codeAt = openNumbers(packed)
      const texts = rest()
      return (row) => texts.at(codeAt(row))
    }
  }
}

/** Neighbours are asked for together. */
function coldCells(bytes: Buffer): (row: number) => string {
  const { chunkRows, open } = coldChunks(bytes)
  let chunk = -1
  let texts: TextBlock | null = null
  return (row) => {
    const wanted = Math.floor(row / chunkRows)
    if (texts === null || wanted !== chunk) texts = open(wanted)
    chunk = wanted
    return texts.at(row % chunkRows)
  }
}

function encodeNumbers(values: NumberColumn['values'], rows: number): Buffer {
  const compact = compactForm(Float64Array.from(values))
  const packed = packNumbers(values)
  if (compact === null || packed.width === 0) {
    const bytes = assemble({ encoding: Encoding.numbers, rows, packed }, packed.bytes)
    bytes[PLAIN_AT] = compact === null ? 1 : 0
    return bytes
  }
  const { width, base, bytes, rest } = partsOf(compact)
  const padding = new Uint8Array(-bytes.length & 7)
  const header = { encoding: Encoding[compact.of], rows, packed: { width, base, bytes } }
  return assemble(header, Buffer.concat([bytes, padding, ...rest]))
}

function compactOf({ encoding, packed, tail }: Parts): StoredNumbers {
  const rest = tail().buffer
  switch (encoding) {
    case Encoding.sparse:
      return openSparse(packed, rest)
    case Encoding.coded:
      return openCoded(packed, rest)
    case Encoding.counting:
      return openCounting(packed, rest)
    default:
      return openSplit(packed, rest)
  }
}

function encodeConstant(value: string | number, rows: number): Buffer {
  if (typeof value === 'number') {
    const packed = { ...NOTHING, base: value }
    return assemble({ encoding: Encoding.constantNumber, rows, packed }, NOTHING.bytes)
  }
  const header = { encoding: Encoding.constantText, rows, packed: NOTHING }
  return assemble(header, encodeTexts([value]))
}

function encodeText({ dictionary, codes }: TextColumn, rows: number): Buffer {
  const packed = packNumbers(codes)
  const padding = new Uint8Array(-packed.bytes.length & 7)
  const body = Buffer.concat([packed.bytes, padding, encodeTexts(dictionary)])
  return assemble({ encoding: Encoding.dictionary, rows, packed }, body)
}

/** A copy: a view would keep the whole body, dictionary included, in memory. */
function codesOf(packed: PackedNumbers, rows: number): TextColumn['codes'] {
  if (packed.width === 0) return countingUp(packed.base, rows)
  if (packed.width === 1 && packed.base === 0) return new Uint8Array(packed.bytes)
  if (packed.width === 2 && packed.base === 0)
    return new Uint16Array(arrayOf(packed.bytes, 2, rows))
  return new Uint16Array(unpackNumbers(packed, rows))
}

/** A dictionary without repetition: every row has the next text. */
function countingUp(from: number, rows: number): Uint16Array {
  const codes = new Uint16Array(rows)
  for (let row = 0; row < rows; row++) codes[row] = from + row
  return codes
}

function assemble(header: Header, body: Uint8Array): Buffer {
  const compressed = Bun.zstdCompressSync(body)
  const isMostlyNumbers = header.packed.bytes.length > body.length / 2
  return compressed.length < body.length * (isMostlyNumbers ? NUMBERS_WORTH_IT : WORTH_IT)
    ? withHeader(header, compressed, 1)
    : withHeader(header, body, 0)
}

function withHeader(header: Header, body: Uint8Array, compressed: 0 | 1): Buffer {
  const { encoding, rows, packed } = header
  const bytes = Buffer.alloc(HEADER_BYTES + body.length)
  bytes[0] = encoding
  bytes[1] = packed.width
  bytes[2] = compressed
  bytes.writeUInt32LE(rows, 4)
  bytes.writeDoubleLE(packed.base, 8)
  bytes.writeUInt32LE(packed.bytes.length, 16)
  bytes.set(body, HEADER_BYTES)
  return bytes
}

interface Parts extends Header {
  readonly body: Uint8Array
  /** What follows the numbers: as bytes, and as texts. */
  readonly tail: () => Uint8Array<ArrayBuffer>
  readonly rest: () => TextBlock
}

function disassemble(bytes: Buffer): Parts {
  const stored = bytes.subarray(HEADER_BYTES)
  const body = bytes[2] === 1 ? Bun.zstdDecompressSync(stored) : stored
  const length = bytes.readUInt32LE(16)
  return {
    encoding: bytes[0]!,
    rows: bytes.readUInt32LE(4),
    body,
    packed: {
      width: bytes[1]! as Width,
      base: bytes.readDoubleLE(8),
      bytes: body.subarray(0, length),
    },
    tail: () => new Uint8Array(body.subarray(length + (-length & 7))),
    rest: () => openTexts(body.subarray(length + (-length & 7))),
  }
}

function coldChunks(bytes: Buffer) {
  const chunkRows = 2 ** (bytes[1] || OLD_CHUNK_BITS)
  const body = bytes.subarray(HEADER_BYTES)
  const count = body.readUInt32LE(0)
  const endOf = (index: number) => (index < 0 ? 0 : body.readUInt32LE(4 + 4 * index))
  const data = body.subarray(4 + 4 * count)
  const open = (index: number) =>
    openTexts(Bun.zstdDecompressSync(data.subarray(endOf(index - 1), endOf(index))))
  return { count, chunkRows, open }
}
