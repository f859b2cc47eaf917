/**
 * The check parts of click ids: six bytes per row out of the AES-128-CTR key stream of the
 * segment's salt. Without the salt no id can be guessed, and any single row can be checked alone.
 */
import { createCipheriv } from 'node:crypto'

import { SEGMENT_ROWS } from '../../core/click-id.ts'

export const SALT_BYTES = 16
const CHECK_BYTES = 6
const BLOCK_BYTES = 16
const SEGMENT_ZEROS = new Uint8Array(SEGMENT_ROWS * CHECK_BYTES)
const TWO_BLOCKS = new Uint8Array(2 * BLOCK_BYTES)

/** The check parts of a whole segment, for `checkIn`; 384 KB. */
export function checkStream(salt: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', salt, new Uint8Array(BLOCK_BYTES)).update(SEGMENT_ZEROS)
}

/** 48 bits. */
export function checkIn(stream: Buffer, row: number): number {
  return stream.readUIntBE(row * CHECK_BYTES, CHECK_BYTES)
}

/** The same number as `checkIn`, computed for one row only. */
export function checkAt(salt: Uint8Array, row: number): number {
  const at = row * CHECK_BYTES
  const counter = Buffer.alloc(BLOCK_BYTES)
  counter.writeUInt32BE(Math.floor(at / BLOCK_BYTES), BLOCK_BYTES - 4)
  const stream = createCipheriv('aes-128-ctr', salt, counter).update(TWO_BLOCKS)
  return stream.readUIntBE(at % BLOCK_BYTES, CHECK_BYTES)
}
