/**
 * Cold columns: texts that no report groups by, like queries and destinations. So that one is read
 * without the others, they lie in chunks: count u32, ends u32 × count, each chunk a compressed text
 * block (`text-block.ts`) of 256 rows (2048 before format 3).
 */
import { Encoding, HEADER_BYTES, NOTHING, withHeader } from './column-bytes.ts'
import { encodeTexts, openTexts, type TextBlock } from './text-block.ts'

/** Reading one cold text unpacks so many rows. In the place of the width stands their logarithm. */
const COLD_CHUNK_BITS = 8
/** Of the formats before 3, which had 0 there. */
const OLD_CHUNK_BITS = 11

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
  const bytes = withHeader(header, Buffer.concat([table, ...chunks]))
  bytes[1] = COLD_CHUNK_BITS
  return bytes
}

export function decodeCold(bytes: Buffer): string[] {
  const { count, open } = coldChunks(bytes)
  return Array.from({ length: count }, (_, index) => open(index).all()).flat()
}

/** Reads texts by row; the chunk that was asked for last stays: neighbours are asked for together. */
export function coldCells(bytes: Buffer): (row: number) => string {
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
