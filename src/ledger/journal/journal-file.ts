/**
 * The journal's files by their names, and their format: a header, then frames, each a batch of events
 * as JSON rows.
 *
 * header: magic 8 · format u32 · node u32 · segment f64 · created f64 · salt 16 · crc32 u32
 * frame:  length u32 · crc32 u32 (of all that follows) · batch u32 · payload of `length` bytes
 *
 * All numbers are little-endian. Batches count from 0 without gaps. A frame without payload ends
 * the file: nothing will be added.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { codeOf } from '../../lib/errors.ts'
import { SALT_BYTES } from '../columns/check-stream.ts'

const JOURNAL_FORMAT = 1
export const HEADER_BYTES = 52
export const FRAME_HEADER_BYTES = 12
/** A length above this is damage: a batch is far smaller. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024
const MAGIC = Buffer.from('SLUICEJ\n', 'latin1')
const CRC_FROM = 8
const SALT_FROM = 32

export interface JournalHeader {
  readonly segment: number
  readonly node: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly salt: Uint8Array
}

export interface Frame {
  readonly batch: number
  /** JSON of the rows, a part of the bytes that were looked at; `null` in the frame that ends the file. */
  readonly rows: Buffer | null
}

/** What lies at a place of a file: a frame and where it ends; `null` if none that is whole. */
export interface FoundFrame {
  readonly frame: Frame
  readonly end: number
}

export const journalName = (segment: number) => `${segment}.journal`

/** The segment of a journal's file name; `null` for other files. */
function segmentOfName(name: string): number | null {
  const match = /^(\d{1,10})\.journal$/.exec(name)
  return match ? Number(match[1]) : null
}

/** Segment numbers of the journals in a folder, in order; none in one that is missing. */
export function journalNumbers(directory: string): number[] {
  return namesIn(directory)
    .map(segmentOfName)
    .filter((number) => number !== null)
    .toSorted((a, b) => a - b)
}

/** Of those that are more than the beginning of a header. */
export function filledJournals(directory: string): number[] {
  return journalNumbers(directory).filter(
    (number) => !isBlank(join(directory, journalName(number))),
  )
}

/** Not even a whole header: the run ended while the file was made, or somebody has emptied it. */
export function isBlank(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < HEADER_BYTES
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

export function encodeHeader({ segment, node, createdAt, salt }: JournalHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(bytes)
  bytes.writeUInt32LE(JOURNAL_FORMAT, 8)
  bytes.writeUInt32LE(node, 12)
  bytes.writeDoubleLE(segment, 16)
  bytes.writeDoubleLE(createdAt, 24)
  bytes.set(salt, SALT_FROM)
  bytes.writeUInt32LE(Bun.hash.crc32(bytes.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4)
  return bytes
}

/** `null` when the header is cut, damaged or of another format. */
export function decodeHeader(bytes: Buffer): JournalHeader | null {
  if (bytes.length < HEADER_BYTES || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return null
  const crc = bytes.readUInt32LE(HEADER_BYTES - 4)
  if (crc !== Bun.hash.crc32(bytes.subarray(0, HEADER_BYTES - 4))) return null
  if (bytes.readUInt32LE(8) !== JOURNAL_FORMAT) return null
  return {
    segment: bytes.readDoubleLE(16),
    node: bytes.readUInt32LE(12),
    createdAt: bytes.readDoubleLE(24),
    salt: Uint8Array.from(bytes.subarray(SALT_FROM, SALT_FROM + SALT_BYTES)),
  }
}

/** `text` is the JSON of the batch's rows; `''` makes the frame that ends the file. */
export function encodeFrame(batch: number, text: string): Buffer {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length)
  bytes.writeUInt32LE(length, 0)
  bytes.writeUInt32LE(batch, CRC_FROM)
  bytes.write(text, FRAME_HEADER_BYTES)
  bytes.writeUInt32LE(Bun.hash.crc32(bytes.subarray(CRC_FROM)), 4)
  return bytes
}

export function frameAt(bytes: Buffer, at: number): FoundFrame | null {
  const end = endOfFrame(bytes, at)
  if (end === null) return null
  const payload = bytes.subarray(at + FRAME_HEADER_BYTES, end)
  const rows = payload.length === 0 ? null : payload
  return { frame: { batch: bytes.readUInt32LE(at + CRC_FROM), rows }, end }
}

export interface SkippedFrame {
  readonly batch: number
  readonly isEnd: boolean
  readonly end: number
}

/** As `frameAt`, without reading the rows. */
export function skipFrame(bytes: Buffer, at: number): SkippedFrame | null {
  const end = endOfFrame(bytes, at)
  if (end === null) return null
  const batch = bytes.readUInt32LE(at + CRC_FROM)
  return { batch, isEnd: end === at + FRAME_HEADER_BYTES, end }
}

/**
 * Where the next whole frame starts at or after `from`; `null` if there is none. Tries every byte:
 * inside JSON text four bytes read as a length far beyond any file, so few sums are computed.
 */
export function findFrame(bytes: Buffer, from: number): number | null {
  for (let at = from; at + FRAME_HEADER_BYTES <= bytes.length; at++) {
    if (endOfFrame(bytes, at) !== null) return at
  }
  return null
}

function endOfFrame(bytes: Buffer, at: number): number | null {
  if (at + FRAME_HEADER_BYTES > bytes.length) return null
  const length = bytes.readUInt32LE(at)
  const end = at + FRAME_HEADER_BYTES + length
  if (length > MAX_FRAME_BYTES || end > bytes.length) return null
  return bytes.readUInt32LE(at + 4) === Bun.hash.crc32(bytes.subarray(at + CRC_FROM, end))
    ? end
    : null
}
