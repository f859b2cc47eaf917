/** Values as compressed JSON, for columns of databases that hold much and are seldom read. */

export function compressedJson(value: unknown): Uint8Array {
  return Bun.zstdCompressSync(JSON.stringify(value))
}

/** `bytes` must be what `compressedJson` gave. */
export function fromCompressedJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  return JSON.parse(TEXT.decode(Bun.zstdDecompressSync(bytes)))
}

const TEXT = new TextDecoder()
