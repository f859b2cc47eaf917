/**
 * What reports keep in memory of sealed segments: unpacked columns, and what was worked out from
 * them. When it gets too much, what was cheap to make for its size goes first (the rule is
 * GreedyDual-Size: P. Cao, S. Irani 1997), because the longest unused is, in a scan that comes
 * round, just what is wanted next.
 */
import type { Column, NumberColumn } from './column.ts'

/** Estimated bytes of what is held; two threads hold as much each. */
export const COLUMN_CACHE_BYTES = 64 * 1024 * 1024
/** What an entry or a text costs beside its characters. */
const ENTRY_BYTES = 100
const TEXT_BYTES = 24
/** So many entries are compared to find one to drop. */
const COMPARED = 12
/** Then it is time to collect what reading has left. */
const GARBAGE_BYTES = 40 * 1024 * 1024

export type Cached = Column | readonly string[] | Uint32Array

export interface ColumnCache {
  get(segment: number, name: string, read: () => Cached): Cached
  forget(segment: number): void
  /** So many bytes were read and unpacked: garbage by now. */
  spent(bytes: number): void
}

interface Entry {
  readonly key: string
  readonly segment: number
  readonly value: Cached
  readonly bytes: number
  /** Milliseconds per megabyte. */
  readonly cost: number
  /** Cost and last use in one: the lowest goes first. */
  worth: number
}

export function columnCache(capacity: number = COLUMN_CACHE_BYTES): ColumnCache {
  const places = new Map<string, number>()
  const entries: Entry[] = []
  let held = 0
  /** The worth of what was dropped last: what is used now is worth its cost more than that. */
  let floor = 0
  let turn = 0
  const spent = garbageCount()

  function drop(at: number): void {
    const { key, bytes } = entries[at]!
    const last = entries.pop()!
    if (at < entries.length) {
      entries[at] = last
      places.set(last.key, at)
    }
    places.delete(key)
    held -= bytes
  }

  function makeRoom(): void {
    while (held > capacity && entries.length > 1) {
      let worst = -1
      for (let count = 0; count < COMPARED; count++) {
        // Not the newest one: it has just been asked for.
        turn = (turn + 7919) % (entries.length - 1)
        if (worst < 0 || entries[turn]!.worth < entries[worst]!.worth) worst = turn
      }
      floor = Math.max(floor, entries[worst]!.worth)
      drop(worst)
    }
  }

  function make(segment: number, key: string, read: () => Cached): Cached {
    const started = performance.now()
    const value = read()
    const bytes = sizeOf(value)
    const cost = ((performance.now() - started) * 1e6) / bytes
    places.set(key, entries.push({ key, segment, value, bytes, cost, worth: floor + cost }) - 1)
    held += bytes
    spent(bytes)
    makeRoom()
    return value
  }

  return {
    spent,
    get(segment, name, read) {
      const key = `${segment}/${name}`
      const at = places.get(key)
      if (at === undefined) return make(segment, key, read)
      const entry = entries[at]!
      entry.worth = floor + entry.cost
      return entry.value
    },
    forget(segment) {
      for (let at = entries.length - 1; at >= 0; at--)
        if (entries[at]!.segment === segment) drop(at)
    },
  }
}

/** The engine does not see in time how much memory the arrays take. */
function garbageCount(): ColumnCache['spent'] {
  let garbage = 0
  return (bytes) => {
    garbage += bytes
    if (garbage < GARBAGE_BYTES) return
    garbage = 0
    Bun.gc(true)
  }
}

function sizeOf(value: Cached): number {
  if (value instanceof Uint32Array) return ENTRY_BYTES + value.byteLength
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
  return compact.of === 'coded'
    ? compact.codes.byteLength + compact.table.byteLength
    : compact.rows.byteLength + compact.values.byteLength
}

function textBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + TEXT_BYTES + text.length, 0)
}
