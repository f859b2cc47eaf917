/**
 * A segment's times cut down to slots. Events come nearly in order, so what is kept is where another
 * slot begins, and the few rows that have a slot of their own: a late conversion has its click's.
 */
import type { RaisedNumbers } from '../../ledger/columns/column.ts'
import type { Coded } from './encode.ts'
import { scratch } from './scratch.ts'

/** Rows and codes have to fit into half a word. */
const HALF = 1 << 16
/** With more rows of their own slot than this share, codes for all rows are no larger. */
const OTHERS_SHARE = 1 / 4

/** How many slots and runs there are; then come the slots, the runs, and the other rows. */
const HEAD = 2

/** `null` where that is no shorter than a code for each row. */
export function packSlots({ base, above }: RaisedNumbers, slotMs: number): Uint32Array | null {
  if (above.length > HALF) return null
  const first = Math.floor(base / slotMs)
  const start = first * slotMs - base
  const slotOf = (row: number) => Math.floor((above[row]! - start) / slotMs)
  const slots = slotNumbers()
  const runs = scratch('found', above.length)
  const others = scratch('pairs', above.length)
  let [runCount, otherCount, low, high] = [0, 0, 0, 0]
  for (let row = 0; row < above.length; row++) {
    if (above[row]! >= low && above[row]! < high) continue
    const slot = slotOf(row)
    const entry = row * HALF + slots.codeOf(slot)
    const isAlone = row > 0 && row + 1 < above.length && slotOf(row + 1) !== slot
    if (isAlone) {
      others[otherCount++] = entry
      continue
    }
    runs[runCount++] = entry
    low = start + slot * slotMs
    high = low + slotMs
  }
  if (otherCount + runCount > above.length * OTHERS_SHARE) return null
  const used = slots.list.map((slot) => first + slot)
  const packed = new Uint32Array(HEAD + used.length + runCount + otherCount)
  packed.set([used.length, runCount, ...used])
  packed.set(runs.subarray(0, runCount), HEAD + used.length)
  packed.set(others.subarray(0, otherCount), HEAD + used.length + runCount)
  return packed
}

/** Codes of slots in the order of appearance. */
function slotNumbers() {
  const codes = new Map<number, number>()
  const list: number[] = []
  return {
    list,
    codeOf(slot: number): number {
      const known = codes.get(slot)
      if (known !== undefined) return known
      codes.set(slot, list.length)
      return list.push(slot) - 1
    },
  }
}

/** One code per row, good until the next call; the cells are when slots begin. */
export function openSlots(packed: Uint32Array, rows: number, slotMs: number): Coded<number> {
  const [size, runCount] = [packed[0]!, packed[1]!]
  const slots = packed.subarray(HEAD, HEAD + size)
  const runs = packed.subarray(HEAD + size, HEAD + size + runCount)
  const others = packed.subarray(HEAD + size + runCount)
  const codes = scratch('slots', rows)
  for (let at = 0; at < runs.length; at++) {
    const end = at + 1 < runs.length ? runs[at + 1]! >>> 16 : rows
    codes.fill(runs[at]! & (HALF - 1), runs[at]! >>> 16, end)
  }
  for (let at = 0; at < others.length; at++) codes[others[at]! >>> 16] = others[at]! & (HALF - 1)
  return { codes, size, cell: (code) => slots[code]! * slotMs }
}
