/** Files that come with the program: packed inside the executable, as they are beside the source. */
import { readFileSync } from 'node:fs'

const ZSTD_MAGIC = 0xfd2fb528

/** The content, read at once and unpacked beside the calling thread. Rejects with what reading throws. */
export async function readPacked(path: string): Promise<Buffer<ArrayBuffer>> {
  const bytes = readFileSync(path)
  return (isPacked(bytes) ? await Bun.zstdDecompress(bytes) : bytes) as Buffer<ArrayBuffer>
}

/** What stands in a small file of JSON, on the calling thread. Throws what reading throws. */
export function readPackedJson(path: string): unknown {
  const bytes = readFileSync(path)
  return JSON.parse((isPacked(bytes) ? Bun.zstdDecompressSync(bytes) : bytes).toString())
}

function isPacked(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32LE(0) === ZSTD_MAGIC
}
