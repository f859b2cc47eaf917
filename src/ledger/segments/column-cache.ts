/**
 * What reports keep in memory of sealed segments: unpacked columns, and what was worked out from
 * them. When it gets too much, what was cheap to make for its size goes first (the rule is
 * GreedyDual-Size: P. Cao, S. Irani 1997), because the longest unused is, in a scan that comes
 * round, just what is wanted next.
 */
import { putIn, type Ranked, takeFirst } from '../../lib/heap.ts'
import { claimedBytes, dropped } from '../../lib/thread-memory.ts'
import type { Column, NumberColumn } from '../columns/column.ts'

/** Estimated bytes of what is held; two threads hold as much each. */
const COLUMN_CACHE_BYTES = 48 * 1024 * 1024
/** What an entry or a text costs beside its characters. */
const ENTRY_BYTES = 100
const TEXT_BYTES = 24
/** Names whose cost is remembered: those of columns, and of what is made of them. */
const NAMES_MAX = 4096
/** How much the newest cost changes the mean. */
const NEWEST_SHARE = 1 / 16
/** What a question may hold before the cache has to give way, and what it keeps in any case. */
const BESIDE_BYTES = 24 * 1024 * 1024
const LEAST_SHARE = 1 / 3

export type Cached = Column | readonly string[] | Uint16Array | Uint32Array

export interface ColumnCache {
  /** `often`: as `Keep` has it. */
  get(segment: number, name: string, read: () => Cached, often?: number): Cached
  has(segment: number, name: string): boolean
  /** Drops what there is no room for any more, because others have claimed memory. */
  giveWay(): void
  forget(segment: number): void
}

interface Entry extends Ranked {
  readonly key: string
  readonly segment: number
  readonly value: Cached
  readonly bytes: number
  /** Milliseconds per megabyte, as `meanCosts` has it. */
  readonly cost: number
  /** Cost and last use in one: the lowest goes first. */
  worth: number
}

/** `clock` is in milliseconds. */
export function columnCache(
  capacity: number = COLUMN_CACHE_BYTES,
  clock: () => number = () => performance.now(),
): ColumnCache {
  const entries = new Map<string, Entry>()
  const queue: Entry[] = []
  let held = 0
  /** The worth of what was dropped last: what is used now is worth its cost more than that. */
  let floor = 0
  /** Milliseconds that making what was asked for took once: all of it, since the start. */
  let saved = 0
  const costOf = meanCosts()

  function drop(entry: Entry): void {
    entries.delete(entry.key)
    held -= entry.bytes
    dropped(entry.bytes)
  }

  function makeRoom(): void {
    const beside = Math.max(0, claimedBytes() - BESIDE_BYTES)
    const room = Math.max(capacity - beside, capacity * LEAST_SHARE)
    while (held > room && queue.length > 1) {
      const first = takeFirst(queue)
      if (entries.get(first.key) !== first) continue
      if (first.worth > first.rank) {
        first.rank = first.worth
        putIn(queue, first)
        continue
      }
      floor = first.worth
      drop(first)
    }
  }

  function make(segment: number, name: string, read: () => Cached, often: number): Cached {
    const started = clock() + saved
    const value = read()
    const bytes = sizeOf(value)
    // What it was made of may be gone the next time.
    const cost = costOf(name, clock() + saved - started, bytes)
    const worth = floor + often * cost
    const entry = { key: keyOf(segment, name), segment, value, bytes, cost, worth, rank: worth }
    entries.set(entry.key, entry)
    held += bytes
    makeRoom()
    // Not before: it has just been asked for.
    putIn(queue, entry)
    return value
  }

  return {
    has: (segment, name) => entries.has(keyOf(segment, name)),
    giveWay: makeRoom,
    get(segment, name, read, often = 1) {
      const entry = entries.get(keyOf(segment, name))
      if (entry === undefined) return make(segment, name, read, often)
      entry.worth = floor + often * entry.cost
      saved += (entry.cost * entry.bytes) / 1e6
      return entry.value
    },
    forget(segment) {
      for (const entry of entries.values()) if (entry.segment === segment) drop(entry)
      queue.splice(0, queue.length, ...queue.filter(({ key }) => entries.has(key)))
      queue.sort((a, b) => a.rank - b.rank)
    },
  }
}

const keyOf = (segment: number, name: string) => `${segment}/${name}`

/**
 * What making a megabyte of something costs, in milliseconds: the mean of what was seen for its name,
 * the last ones most. A single time says more about who else was busy then, so none counts for more
 * than twice the mean: one such entry would push out all others.
 */
function meanCosts() {
  const means = new Map<string, number>()
  return (name: string, ms: number, bytes: number) => {
    const cost = (ms * 1e6) / bytes
    const mean = means.get(name) ?? cost
    const next = mean + (Math.min(cost, 2 * mean) - mean) * NEWEST_SHARE
    if (means.size === NAMES_MAX) means.clear()
    means.set(name, next)
    return next
  }
}

/** Estimated bytes. */
export function sizeOf(value: Cached): number {
  if (value instanceof Uint16Array || value instanceof Uint32Array)
    return ENTRY_BYTES + value.byteLength
  if (!('kind' in value)) return ENTRY_BYTES + textBytes(value)
  switch (value.kind) {
    case 'constant':
      return ENTRY_BYTES
    case 'number':
      return ENTRY_BYTES + numberBytes(value)
    case 'text':
      return ENTRY_BYTES + value.codes.byteLength
  }
}

function numberBytes(column: NumberColumn): number {
  const { compact } = column
  if (compact === undefined) return column.values.byteLength
  if (compact.of === 'raised') return compact.above.byteLength
  if (compact.of === 'coded') return compact.codes.byteLength + compact.table.byteLength
  const low = compact.of === 'split' ? compact.low.byteLength : 0
  return low + compact.rows.byteLength + compact.values.byteLength
}

function textBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + TEXT_BYTES + text.length, 0)
}
