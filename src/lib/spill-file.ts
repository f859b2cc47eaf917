/**
 * A file for what has no room in memory: it has no name any more as soon as it is there, so nothing
 * of it stays, however the process ends.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { freeBytesNow, RESERVED_BYTES } from './free-space.ts'

class DiskFull extends Error {}

export interface SpillFile {
  /** Throws `DiskFull` before the disk is. */
  append(bytes: Uint8Array): void
  /** How much was appended. */
  size(): number
  /** Fills all of `into` from this place on; there must be as much. */
  read(into: Uint8Array, from: number): void
  close(): void
}

export function openSpillFile(folder: string): SpillFile {
  const path = join(folder, `spill-${crypto.randomUUID()}.tmp`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  let size = 0
  return {
    append(bytes) {
      if (freeBytesNow(folder) < RESERVED_BYTES + bytes.length)
        throw new DiskFull('the disk is nearly full')
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file, bytes, done, bytes.length - done, size + done)
      }
      size += bytes.length
    },
    size: () => size,
    read(into, from) {
      for (let done = 0; done < into.length;) {
        const count = readSync(file, into, done, into.length - done, from + done)
        if (count === 0) throw new Error('a spill file ends too early')
        done += count
      }
    },
    close: () => closeSync(file),
  }
}
