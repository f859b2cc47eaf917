/**
 * Sealed segments in `ledger.db`: one transaction puts a segment in, whole; its columns are read
 * one by one, each under a checksum, and kept unpacked in a bounded cache.
 */
import type { Database } from 'bun:sqlite'

import { remembered } from '../../lib/remembered.ts'
import { release, spent } from '../../lib/thread-memory.ts'
import { decodeCold } from '../columns/cold-texts.ts'
import { consumeColumn, decodeColumn, openCells, openDictionary } from '../columns/column-format.ts'
import { emptyOf } from '../columns/column-names.ts'
import type { Column, Keep, SegmentView } from '../columns/column.ts'
import { lastDictionary } from '../columns/last-dictionary.ts'
import type { JournalHeader } from '../journal/journal-file.ts'
import { cellReader } from './cell-reader.ts'
import { type ColumnCache, columnCache, sizeOf } from './column-cache.ts'
import type { Sealable } from './segment-builder.ts'
import { segmentDirectory } from './segment-directory.ts'
import { type Correct, type Rewrite, type SealedInfo, segmentWriter } from './segment-writer.ts'
import { storedColumns } from './stored-columns.ts'

export interface SealedSegments {
  has(number: number): boolean
  info(number: number): SealedInfo | null
  /** In order of their numbers. */
  list(): readonly SealedInfo[]
  /** The highest number that a server gave; 0 when there is none. */
  last(): number
  /** Takes in what another process has loaded since. */
  refresh(): void
  /** `null` when there is no such segment. */
  view(number: number): SegmentView | null
  /**
   * Reads values of some rows of a segment: each column is fetched once, and only if it is asked
   * for. The reader throws `DamagedSegment`; it holds what it has unpacked.
   */
  cells(number: number): (name: string, index: number) => string | number
  /** The columns that a segment has. */
  names(number: number): string[]
  /** Reads all columns of a segment against their checksums. Throws `DamagedSegment`. */
  check(number: number): void
  /** Puts the segment in unless it is there. Throws what the disk says; then nothing is in. */
  seal(header: JournalHeader, segment: Sealable, correct?: Correct): void
  /** As `view`, with rewritten columns as they were recorded. */
  baseView(number: number): SegmentView | null
  /** Other rows in the place of a segment's own; as `rewrite`. Without rows only its number stays. */
  replace(number: number, segment: Sealable, correct: Correct): void
  /** Writes inside the caller's transaction; `reread` follows when it is through. */
  rewrite(rewrites: readonly Rewrite[]): void
  /** Forgets what was read of these segments. */
  reread(numbers: Iterable<number>): void
  /** Segments of which a column could not be read, since the start. */
  readonly damaged: ReadonlySet<number>
}

/** How much memory holding a stored byte takes, it and what it unpacks to. */
const UNPACKED = 4
/** What it takes to make a column of it that does not hold it. */
const MADE = 1

export function sealedSegments(db: Database, cache: ColumnCache = columnCache()): SealedSegments {
  const directory = segmentDirectory(db, cache.forget)
  const { read, readBase, names, damaged } = storedColumns(db, (n) => directory.find(n)?.format)
  const writer = segmentWriter(db)
  const last = lastDictionary()

  /** As `read`, of bytes that are held or become garbage. */
  function fetched(segment: number, name: string): Buffer | null {
    const bytes = read(segment, name)
    spent(UNPACKED * (bytes?.length ?? 0))
    return bytes
  }

  function column(segment: number, name: string): Column {
    return cache.get(segment, name, () => decode(segment, name)) as Column
  }

  function decode(segment: number, name: string): Column {
    const bytes = read(segment, name)
    if (!bytes) return { kind: 'constant', value: emptyOf(name) }
    spent(MADE * bytes.length)
    const key = `${segment}/${directory.find(segment)?.revision}/${name}`
    return consumeColumn(bytes, {
      use: (work) => last.use(key, () => openDictionary(read(segment, name)!), work),
      kept: keptOf(segment),
      hold: (dictionary) => last.hold(key, dictionary),
    })
  }

  /** As `column`; what is not kept is garbage soon. */
  function once(segment: number, name: string): Column {
    if (cache.has(segment, name)) return column(segment, name)
    cache.giveWay()
    const made = decode(segment, name)
    spent(sizeOf(made))
    return made
  }

  const keptOf =
    (segment: number): Keep =>
    <T extends Column | Uint16Array | Uint32Array>(name: string, make: () => T, often?: number) =>
      cache.get(segment, name, make, often) as T

  function baseColumn(segment: number, name: string): Column {
    const bytes = readBase(segment, name)
    return bytes ? decodeColumn(bytes) : { kind: 'constant', value: emptyOf(name) }
  }

  function view(number: number): SegmentView | null {
    const info = directory.find(number)
    if (!info) return null
    return {
      ...info,
      column: (name) => column(number, name),
      once: (name) => once(number, name),
      kept: keptOf(number),
      cold: (name) => cold(number, name, info.rows),
      coldAt: (name) => coldAt(number, name),
    }
  }

  function cold(segment: number, name: string, rows: number): readonly string[] {
    return cache.get(segment, name, () => {
      const bytes = fetched(segment, name)
      return bytes ? decodeCold(bytes) : Array.from({ length: rows }, () => '')
    }) as readonly string[]
  }

  function coldAt(segment: number, name: string): (row: number) => string {
    const bytes = fetched(segment, name)
    const cells = bytes === null ? () => '' : openCells(bytes)
    return (row) => String(cells(row))
  }

  return {
    has: (number) => directory.find(number) !== undefined,
    info: (number) => directory.find(number) ?? null,
    list: directory.list,
    last: directory.last,
    refresh: directory.refresh,
    view,
    cells: (number) => cellReader((name) => fetched(number, name)),
    names,
    check(number) {
      for (const name of names(number)) {
        for (const stored of [read(number, name), readBase(number, name)])
          if (stored) release(stored)
      }
    },
    seal(header, segment, correct = () => null) {
      if (directory.find(header.segment) !== undefined) return
      writer.seal(header, segment, correct)
      directory.reread()
    },
    baseView(number) {
      const now = view(number)
      const column = remembered((name: string) => baseColumn(number, name))
      return now && { ...now, column, once: column }
    },
    replace: (number, segment, correct) =>
      writer.replace(directory.find(number)!, segment, correct),
    rewrite: writer.rewrite,
    reread(numbers) {
      for (const number of numbers) cache.forget(number)
      directory.reread()
    },
    damaged,
  }
}
