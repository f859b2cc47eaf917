/** Reads values of single rows of a segment: each column, and each chunk of long texts, once. */
import { cellAt, COLD_CHUNK_ROWS, openColdChunk } from './column-format.ts'
import { emptyOf, kindOf } from './column-names.ts'

export type CellReader = (name: string, index: number) => string | number

interface Chunk {
  readonly number: number
  readonly at: (row: number) => string
}

/** `read` gives a column's bytes, `null` for one that is empty throughout. */
export function cellReader(read: (name: string) => Buffer | null): CellReader {
  const columns = new Map<string, Buffer | null>()
  const chunks = new Map<string, Chunk>()

  function bytesOf(name: string): Buffer | null {
    const known = columns.get(name)
    if (known !== undefined) return known
    const bytes = read(name)
    columns.set(name, bytes)
    return bytes
  }

  /** The newest chunk of a column is kept unpacked: neighbours are asked for together. */
  function coldAt(name: string, bytes: Buffer, index: number): string {
    const number = Math.floor(index / COLD_CHUNK_ROWS)
    const known = chunks.get(name)
    const chunk = known?.number === number ? known : { number, at: openColdChunk(bytes, number) }
    chunks.set(name, chunk)
    return chunk.at(index % COLD_CHUNK_ROWS)
  }

  return (name, index) => {
    const bytes = bytesOf(name)
    if (bytes === null) return emptyOf(name)
    return kindOf(name) === 'cold' ? coldAt(name, bytes, index) : cellAt(bytes, index)
  }
}
