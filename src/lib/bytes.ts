/** Memory seen as bytes. */

/** The same memory: what is written to one is read in the other. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
