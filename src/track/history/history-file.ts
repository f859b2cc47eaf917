/**
 * The visitors' history on disk: a snapshot each minute and at the stop, written part by part, so
 * that no visit waits for it. After a crash the events since the snapshot are replayed, so a visitor
 * stays known. A damaged file is no reason not to start: it is reported and everybody is new.
 *
 * Format 3: `SLUIHIST`, then parts, each a word for its kind, one for its length in bytes, and its
 * bytes: first the head as JSON, then marks of visitors and of clicks, and bindings, last the checksum
 * of all before it. Format 2 had both kinds of marks as one.
 */
import { readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

import { bytesOf } from '../../lib/bytes.ts'
import { swapFile } from '../../lib/swapped-file.ts'
import { type Binding, dumpBindings } from './binding-words.ts'
import type { HistorySnapshot } from './history.ts'

const MAGIC = Buffer.from('SLUIHIST')
const PART = { head: 1, marks: 2, bindings: 3, end: 4, clicks: 5 } as const
const FORMAT = 3
const JOINT_FORMAT = 2
const OLD_FORMAT = 1

export interface SavedHistory {
  readonly snapshot: HistorySnapshot
  /** The events up to this sequence number are in the snapshot. */
  readonly seq: number
}

/**
 * In place of the file before. What changes while it is written belongs to events after `seq`; the head is
 * made before anything is waited for.
 */
export function saveHistory(path: string, saved: SavedHistory): Promise<void> {
  return swapFile(path, (draft) => writeDraft(draft, saved))
}

async function writeDraft(draft: string, { snapshot, seq }: SavedHistory): Promise<void> {
  const { counters, seeds } = snapshot
  const head = Buffer.from(aligned(JSON.stringify({ format: FORMAT, seq, counters, seeds })))
  const file = await open(draft, 'w', 0o600)
  try {
    const out = output(file)
    await out.write(MAGIC)
    await out.part(PART.head, head)
    for (const words of snapshot.marks) await out.part(PART.marks, bytesOf(words))
    for (const words of snapshot.clicks) await out.part(PART.clicks, bytesOf(words))
    for (const words of snapshot.bindings) await out.part(PART.bindings, bytesOf(words))
    await out.part(PART.end, wordBytes(out.sum()))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** ASCII to whole words, so that those of the parts behind it can be read where they stand. */
function aligned(json: string): string {
  return json.padEnd(Math.ceil(json.length / WORD_BYTES) * WORD_BYTES)
}

/** What is written, and the checksum of all of it so far. */
function output(file: FileHandle) {
  let sum = 0
  const write = async (bytes: Uint8Array) => {
    sum = Bun.hash.crc32(bytes, sum)
    await file.writeFile(bytes)
  }
  return {
    write,
    sum: () => sum,
    async part(kind: number, bytes: Uint8Array) {
      await write(wordBytes(kind, bytes.byteLength))
      await write(bytes)
    },
  }
}

const WORD_BYTES = 4
const PART_HEAD_BYTES = 2 * WORD_BYTES

function wordBytes(...words: readonly number[]): Uint8Array {
  return bytesOf(Uint32Array.from(words))
}

/** `null` when there is no file yet, `'damaged'` when it can't be read. */
export function loadHistory(path: string): SavedHistory | 'damaged' | null {
  const bytes = contentOf(path)
  if (bytes === null) return null
  try {
    return bytes.subarray(0, MAGIC.length).equals(MAGIC) ? decode(bytes) : decodeOld(bytes)
  } catch {
    return 'damaged'
  }
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

function decode(bytes: Buffer): SavedHistory | 'damaged' {
  const parts: Record<number, Buffer[]> = { 1: [], 2: [], 3: [], 4: [], 5: [] }
  let at = MAGIC.length
  let last = at
  while (at < bytes.length) {
    last = at
    const end = at + PART_HEAD_BYTES + bytes.readUInt32LE(at + 4)
    if (end > bytes.length) return 'damaged'
    parts[bytes.readUInt32LE(at)]!.push(bytes.subarray(at + PART_HEAD_BYTES, end))
    at = end
  }
  const sum = parts[PART.end]![0]
  if (sum?.readUInt32LE(0) !== Bun.hash.crc32(bytes.subarray(0, last))) return 'damaged'
  const head = JSON.parse(String(parts[PART.head]![0]))
  if (head.format !== FORMAT && head.format !== JOINT_FORMAT) return 'damaged'
  const marks = parts[PART.marks]!.map(wordsOf)
  const clicks = head.format === JOINT_FORMAT ? marks : parts[PART.clicks]!.map(wordsOf)
  const bindings = parts[PART.bindings]!.map(wordsOf)
  const { counters, seeds = null } = head
  return { snapshot: { marks, clicks, bindings, counters, seeds }, seq: head.seq }
}

/** A copy where they do not begin at a multiple of four, as in older files. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes
  if (byteOffset % WORD_BYTES === 0) return new Uint32Array(buffer, byteOffset, byteLength >> 2)
  const words = new Uint32Array(bytes.byteLength >> 2)
  bytesOf(words).set(bytes.subarray(0, words.byteLength))
  return words
}

/** Sum, two lengths, a head with the bindings as JSON, and all marks: as it was written before. */
function decodeOld(bytes: Buffer): SavedHistory | 'damaged' {
  if (bytes.length < 12 || Bun.hash.crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0))
    return 'damaged'
  const headEnd = 12 + bytes.readUInt32LE(4)
  const head = JSON.parse(bytes.subarray(12, headEnd).toString())
  if (head.format !== OLD_FORMAT) return 'damaged'
  const marks = [wordsOf(bytes.subarray(headEnd, headEnd + bytes.readUInt32LE(8) * 4))]
  const bindings = [...dumpBindings(new Map<string, Binding>(head.bindings))]
  const { counters } = head
  return { snapshot: { marks, clicks: marks, bindings, counters, seeds: null }, seq: head.seq }
}
