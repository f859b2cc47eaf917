/**
 * Reads a journal file while it is being written, frame by frame, and past damage when nobody
 * writes it any more. Never changes the file.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

import {
  decodeHeader,
  findFrame,
  type Frame,
  FRAME_HEADER_BYTES,
  frameAt,
  HEADER_BYTES,
  type JournalHeader,
  MAX_FRAME_BYTES,
} from './journal-file.ts'

/** Read at once; more only when one frame is larger. */
const READ_BYTES = 256 * 1024

/** Gets the JSON of rows, which is overwritten once it returns. */
export type TakeRows = (json: Buffer) => void

/** What was lost in a file that nobody writes any more. */
export interface Loss {
  /** Bytes after the last whole frame: an append that never finished, and was never confirmed. */
  readonly tornBytes: number
  /** Bytes between whole frames that can't be read. */
  readonly damagedBytes: number
  /** Batches missing between the first and the last that were read. */
  readonly lostBatches: number
}

export interface JournalTail {
  /** `null` until it can be read. */
  header(): JournalHeader | null
  /** Whether the end frame was read. */
  isEnded(): boolean
  /** Gives the rows that came since the last call; those that `take` threw at are given. */
  read(take: TakeRows): void
  /** As `read`, then whatever lies behind damage. Only for files that nobody writes. */
  readAll(take: TakeRows): Loss
  close(): void
}

/** Throws when the file can't be opened. */
export function journalTail(path: string): JournalTail {
  const file = openSync(path, 'r')
  let header: JournalHeader | null = null
  let position = 0
  let nextBatch = 0
  let lostBatches = 0
  let isEnded = false

  function read(take: TakeRows): void {
    if (header === null && !readHeader()) return
    let limit = READ_BYTES
    for (;;) {
      const bytes = bytesAt(file, position, limit)
      const taken = takeFrames(bytes, take)
      if (taken > 0) limit = READ_BYTES
      else if (bytes.length < limit || limit > MAX_FRAME_BYTES + FRAME_HEADER_BYTES) return
      else limit *= 2
    }
  }

  function readHeader(): boolean {
    header = decodeHeader(bytesAt(file, 0, HEADER_BYTES))
    if (header !== null) position = HEADER_BYTES
    return header !== null
  }

  /** How many bytes of whole frames there were. */
  function takeFrames(bytes: Buffer, take: TakeRows): number {
    const start = position
    let at = 0
    for (let found = frameAt(bytes, at); found !== null; found = frameAt(bytes, at)) {
      at = found.end
      // Before the rows are taken: what takes some and then throws is not given them again.
      position = start + at
      takeFrame(found.frame, take)
    }
    return at
  }

  function takeFrame({ batch, rows }: Frame, take: TakeRows): void {
    lostBatches += Math.max(0, batch - nextBatch)
    nextBatch = batch + 1
    if (rows === null) isEnded = true
    else take(rows)
  }

  function readAll(take: TakeRows): Loss {
    let damagedBytes = 0
    read(take)
    for (;;) {
      const rest = bytesAt(file, position, sizeOf(file) - position)
      const next = header === null ? null : findFrame(rest, 0)
      if (next === null) return { tornBytes: rest.length, damagedBytes, lostBatches }
      damagedBytes += next
      position += next
      read(take)
    }
  }

  return {
    header: () => header,
    isEnded: () => isEnded,
    read,
    readAll,
    close: () => closeSync(file),
  }
}

function sizeOf(file: number): number {
  return fstatSync(file).size
}

/** What is read little by little comes into the same bytes; rows are taken in before the next read. */
const reused = Buffer.alloc(READ_BYTES)

/** At most `limit` bytes; fewer at the end of the file. Valid until the next call. */
function bytesAt(file: number, position: number, limit: number): Buffer {
  const length = Math.max(0, Math.min(limit, sizeOf(file) - position))
  const bytes = length <= reused.length ? reused : Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, position + done)
    if (count === 0) break
    done += count
  }
  return bytes.subarray(0, done)
}
