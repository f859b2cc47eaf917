/** Files that come with the program: packed inside the executable, as they are beside the source. */
import { readFileSync } from 'node:fs'

const ZSTD_MAGIC = 0xfd2fb528

/** The content, read at once and unpacked beside the calling thread. Rejects with what reading throws. */
export async function readPacked(path: string): Promise<Buffer<ArrayBuffer>> {
  const bytes = readFileSync(path)
  const isPacked = bytes.length > 4 && bytes.readUInt32LE(0) === ZSTD_MAGIC
  return (isPacked ? await Bun.zstdDecompress(bytes) : bytes) as Buffer<ArrayBuffer>
}
