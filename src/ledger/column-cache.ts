/** Unpacked columns of sealed segments, the longest unused ones dropped when it gets too much. */
import type { Column } from './column.ts'

/** Estimated bytes of the columns held. */
export const COLUMN_CACHE_BYTES = 160 * 1024 * 1024
/** What an entry or a text costs beside its characters. */
const ENTRY_BYTES = 100
const TEXT_BYTES = 24

export type Cached = Column | readonly string[]

export interface ColumnCache {
  get(segment: number, name: string, read: () => Cached): Cached
  forget(segment: number): void
}

export function columnCache(capacity: number = COLUMN_CACHE_BYTES): ColumnCache {
  const entries = new Map<string, { value: Cached; bytes: number }>()
  let held = 0

  function drop(key: string): void {
    held -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  function keep(key: string, value: Cached): void {
    const bytes = sizeOf(value)
    entries.set(key, { value, bytes })
    held += bytes
    for (const oldest of entries.keys()) {
      if (held <= capacity || oldest === key) return
      drop(oldest)
    }
  }

  return {
    get(segment, name, read) {
      const key = `${segment}/${name}`
      const entry = entries.get(key)
      if (!entry) {
        const value = read()
        keep(key, value)
        return value
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    forget(segment) {
      for (const key of entries.keys()) if (key.startsWith(`${segment}/`)) drop(key)
    },
  }
}

function sizeOf(value: Cached): number {
  if (!('kind' in value)) return ENTRY_BYTES + textBytes(value)
  switch (value.kind) {
    case 'constant':
      return ENTRY_BYTES
    case 'number':
      return ENTRY_BYTES + value.values.byteLength
    case 'text':
      return ENTRY_BYTES + value.codes.byteLength + textBytes(value.dictionary)
  }
}

function textBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + TEXT_BYTES + text.length, 0)
}
