/**
 * A fixed set of texts as sorted hashes of 64 bits: 8 bytes each, however long they are, in memory that
 * threads share. Of ten million texts a stranger is taken for one of them once in 10¹² questions, and
 * who does not know the seeds can't choose him.
 */
import { hashOf } from './text-hash.ts'

/** Plain data; threads that are given it look into the same memory. */
export interface TextSetData {
  readonly seeds: readonly [number, number]
  /** Pairs of the low and the high half, ascending as numbers of 64 bits. */
  readonly keys: SharedArrayBuffer
}

export interface TextSet {
  has(text: string): boolean
  readonly size: number
}

export interface TextSetMaker {
  add(text: string): void
  /** Each text once. Nothing can be added afterwards. */
  finish(): TextSetData
}

/** Longer texts are told apart by their beginnings. */
const HASHED_BYTES = 4096
const FIRST_ROOM = 1024

const scratch = Buffer.alloc(HASHED_BYTES)

export function textSetMaker(): TextSetMaker {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2))
  let halves = new Uint32Array(FIRST_ROOM)
  let length = 0
  return {
    add(text) {
      if (length === halves.length) halves = doubled(halves)
      const bytes = scratch.write(text)
      halves[length++] = hashOf(scratch, 0, bytes, first)
      halves[length++] = hashOf(scratch, 0, bytes, second)
    },
    finish() {
      new BigUint64Array(halves.buffer, 0, length / 2).sort()
      const kept = keepDifferent(halves, length)
      const keys = new SharedArrayBuffer(kept * 4)
      new Uint32Array(keys).set(halves.subarray(0, kept))
      return { seeds: [first, second], keys }
    },
  }
}

export function textSet({ seeds: [first, second], keys }: TextSetData): TextSet {
  const halves = new Uint32Array(keys)
  const size = halves.length / 2
  return {
    size,
    has(text) {
      const bytes = scratch.write(text)
      return isAmong(halves, hashOf(scratch, 0, bytes, first), hashOf(scratch, 0, bytes, second))
    },
  }
}

function doubled(halves: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(halves.length * 2)
  larger.set(halves)
  return larger
}

/** Moves each pair that differs from the one before it to the front; how long that is. */
function keepDifferent(halves: Uint32Array, length: number): number {
  let kept = 0
  for (let at = 0; at < length; at += 2) {
    const low = halves[at]!
    const high = halves[at + 1]!
    if (kept > 0 && halves[kept - 2] === low && halves[kept - 1] === high) continue
    halves[kept++] = low
    halves[kept++] = high
  }
  return kept
}

function isAmong(halves: Uint32Array, low: number, high: number): boolean {
  let from = 0
  let to = halves.length / 2
  while (from < to) {
    const middle = (from + to) >>> 1
    const there = halves[2 * middle + 1]!
    if (there < high || (there === high && halves[2 * middle]! < low)) from = middle + 1
    else to = middle
  }
  return halves[2 * from] === low && halves[2 * from + 1] === high
}
