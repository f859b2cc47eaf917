/** Columns of a sealed segment, and single cells of them, from their bytes and back. */
import { release } from '../../lib/thread-memory.ts'
import { openCodes, unpackCodes } from './code-bytes.ts'
import { coldCells } from './cold-texts.ts'
import {
  assemble,
  assembleTexts,
  disassemble,
  Encoding,
  NOTHING,
  type Parts,
} from './column-bytes.ts'
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
import { openNumbers, packNumbers, unpackNumbers } from './integers.ts'
import { narrowColumn } from './narrow-columns.ts'
import { encodeTexts, type TextBlock } from './text-block.ts'

export function encodeColumn(column: Column, rows: number): Buffer {
  switch (column.kind) {
    case 'constant':
      return encodeConstant(column.value, rows)
    case 'number':
      return encodeNumbers(column.values, rows)
    case 'text':
      return assembleTexts(column, rows)
  }
}

/** A text column keeps its dictionary, as bytes. */
export function decodeColumn(bytes: Buffer): Column {
  return columnOf(disassemble(bytes))
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
  const column = columnOf(parts, again)
  if (column.kind === 'text') hold(opened(bytes, parts))
  else discard(bytes, parts)
  return column
}

/** Uses `bytes` up; they are those of a text column that is not constant. */
export function openDictionary(bytes: Buffer): OpenDictionary {
  return opened(bytes, disassemble(bytes))
}

function opened(bytes: Buffer, parts: Parts): OpenDictionary {
  return {
    get texts() {
      return parts.rest()
    },
    get bytes() {
      return bytes.length + parts.unpacked()
    },
    close: () => discard(bytes, parts),
  }
}

function discard(bytes: Buffer, { free }: Parts): void {
  free()
  release(bytes)
}

function columnOf(parts: Parts, again?: Omit<PackedDictionary, 'count'>): Column {
  const { encoding, rows, packed } = parts
  switch (encoding) {
    case Encoding.constantNumber:
      return { kind: 'constant', value: packed.base }
    case Encoding.constantText:
      return { kind: 'constant', value: parts.rest().at(0) }
    case Encoding.numbers:
      return parts.isPlain
        ? (narrowColumn(packed, rows) ?? plainColumn(unpackNumbers(packed, rows)))
        : numberColumn(unpackNumbers(packed, rows))
    case Encoding.sparse:
    case Encoding.coded:
    case Encoding.counting:
    case Encoding.split:
      return compactColumn(compactOf(parts), rows)
    case Encoding.dictionary:
    case Encoding.texts:
      return textColumn(
        unpackCodes(packed, rows),
        again ? { count: parts.texts, ...again } : inMemory(parts),
      )
    default:
      throw new Error(`a column of encoding ${encoding} can't be read as codes`)
  }
}

const inMemory = ({ texts, rest }: Parts): PackedDictionary => ({
  count: texts,
  use: (work) => work(rest()),
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

/** Reads values by row. Unpacked once; of a cold column the chunk that was asked for last. */
export function openCells(bytes: Buffer): (row: number) => string | number {
  if (bytes[0] === Encoding.cold) return coldCells(bytes)
  const parts = disassemble(bytes)
  const { encoding, packed } = parts
  switch (encoding) {
    case Encoding.constantNumber:
      return () => packed.base
    case Encoding.constantText: {
      const text = parts.rest().at(0)
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
      const codeAt = openCodes(packed, parts.rows)
      const texts = parts.rest()
      return (row) => texts.at(codeAt(row))
    }
  }
}

function encodeNumbers(values: NumberColumn['values'], rows: number): Buffer {
  const compact = compactForm(Float64Array.from(values))
  const packed = packNumbers(values)
  if (compact === null || packed.width === 0) {
    const isPlain = compact === null
    return assemble({ encoding: Encoding.numbers, rows, packed, isPlain }, packed.bytes)
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
