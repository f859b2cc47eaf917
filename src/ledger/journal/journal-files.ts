/** The few file operations the journal's writer needs, as a seam for faults in tests. */
import {
  closeSync,
  constants,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { promisify } from 'node:util'

/** Each throws the system's error. */
export interface JournalFiles {
  /** For reading and writing; made, readable by the owner only, if missing. */
  open(path: string): number
  /** All of a file just opened. */
  readAll(file: number): Buffer
  /** How many bytes were taken; may be fewer than given. */
  write(file: number, bytes: Uint8Array, position: number): number
  truncate(file: number, size: number): void
  /** Data and size are on the disk afterwards. Does not block the caller. */
  sync(file: number): Promise<void>
  /** Makes new names in a directory durable. */
  syncDirectory(path: string): void
  close(file: number): void
}

const fdatasyncLater = promisify(fdatasync)

export const systemFiles: JournalFiles = {
  open: (path) => openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600),
  readAll: (file) => readFileSync(file),
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
  sync: (file) => fdatasyncLater(file),
  syncDirectory(path) {
    const directory = openSync(path, 'r')
    try {
      fsyncSync(directory)
    } finally {
      closeSync(directory)
    }
  },
  close: closeSync,
}
