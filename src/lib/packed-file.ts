/** Files that come with the program: packed inside the executable, as they are beside the source. */
import { readFileSync } from 'node:fs'

const ZSTD_MAGIC = 0xfd2fb528

/** The unpacked content. Throws what reading throws. */
export function readPacked(path: string): Buffer<ArrayBuffer> {
  const bytes = readFileSync(path)
  const isPacked = bytes.length > 4 && bytes.readUInt32LE(0) === ZSTD_MAGIC
  return (isPacked ? Bun.zstdDecompressSync(bytes) : bytes) as Buffer<ArrayBuffer>
}
