/**
 * The visitors' history on disk: a snapshot each minute and at the stop. After a crash the events
 * since the snapshot are replayed, so a visitor stays known. A damaged file is no reason not to
 * start: it is reported and everybody is new.
 */
import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'

import type { HistorySnapshot } from './history.ts'

const FORMAT = 1

export interface SavedHistory {
  readonly snapshot: HistorySnapshot
  /** The events up to this sequence number are in the snapshot. */
  readonly seq: number
}

/** Writes beside the old file and swaps, so a crash leaves the one or the other. */
export async function saveHistory(path: string, { snapshot, seq }: SavedHistory): Promise<void> {
  const { marks, bindings, counters } = snapshot
  const head = Buffer.from(JSON.stringify({ format: FORMAT, seq, bindings, counters }))
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(head.length, 0)
  sizes.writeUInt32LE(marks.length, 4)
  const body = [sizes, head, Buffer.from(marks.buffer, marks.byteOffset, marks.byteLength)]
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(body.reduce((crc, part) => Bun.hash.crc32(part, crc), 0))
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    // Part by part: in one piece a million visitors would be in memory three times.
    for (const part of [sum, ...body]) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** `null` when there is no file yet, `'damaged'` when it can't be read. */
export function loadHistory(path: string): SavedHistory | 'damaged' | null {
  const bytes = bytesOf(path)
  if (bytes === null) return null
  try {
    return decode(bytes)
  } catch {
    return 'damaged'
  }
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

function decode(bytes: Buffer): SavedHistory | 'damaged' {
  if (bytes.length < 12 || Bun.hash.crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0))
    return 'damaged'
  const headEnd = 12 + bytes.readUInt32LE(4)
  const head = JSON.parse(bytes.subarray(12, headEnd).toString())
  if (head.format !== FORMAT) return 'damaged'
  const marks = new Uint32Array(bytes.readUInt32LE(8))
  Buffer.from(marks.buffer).set(bytes.subarray(headEnd))
  return { snapshot: { marks, bindings: head.bindings, counters: head.counters }, seq: head.seq }
}
