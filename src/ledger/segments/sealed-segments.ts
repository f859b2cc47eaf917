/**
 * Sealed segments in `ledger.db`: one transaction puts a segment in, whole; its columns are read
 * one by one, each under a checksum, and kept unpacked in a bounded cache.
 */
import type { Database } from 'bun:sqlite'

import { pragma } from '../../lib/pragma.ts'
import { release, spent } from '../../lib/thread-memory.ts'
import { decodeCold, encodeCold } from '../columns/cold-texts.ts'
import { COLUMN_FORMAT } from '../columns/column-bytes.ts'
import {
  consumeColumn,
  decodeColumn,
  encodeColumn,
  openCells,
  openDictionary,
} from '../columns/column-format.ts'
import { emptyOf, kindOf } from '../columns/column-names.ts'
import { type Column, DamagedSegment, type Keep, type SegmentView } from '../columns/column.ts'
import { lastDictionary } from '../columns/last-dictionary.ts'
import type { JournalHeader } from '../journal/journal-file.ts'
import { cellReader } from './cell-reader.ts'
import { type ColumnCache, columnCache, sizeOf } from './column-cache.ts'
import { FIRST_LOADED_SEGMENT, isDamage } from './ledger-db.ts'
import { type Sealable, timesOf } from './segment-builder.ts'

/** What the directory knows of a segment without reading its columns. Times in epoch milliseconds. */
export interface SealedInfo {
  readonly number: number
  readonly node: number
  readonly salt: Uint8Array
  readonly createdAt: number
  readonly rows: number
  readonly minTime: number
  readonly maxTime: number
  readonly minClickTime: number
  readonly maxClickTime: number
  readonly format: number
  readonly bytes: number
  /** How often its columns were rewritten. */
  readonly revision: number
}

/** A column of a sealed segment with new content, encoded. */
export interface Rewrite {
  readonly segment: number
  readonly name: string
  readonly bytes: Uint8Array
  /** As it was recorded; `null` when `bytes` are that again. */
  readonly base: Uint8Array | null
}

/** What changes of the past make of a segment before it is sealed; `null`: nothing. */
export type Correct = (view: SegmentView) => ReadonlyMap<string, Column> | null

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
  seal(header: JournalHeader, builder: Sealable, correct?: Correct): void
  /** As `view`, with rewritten columns as they were recorded. */
  baseView(number: number): SegmentView | null
  /** Other rows in the place of a segment's own; as `rewrite`. Without rows only its number stays. */
  replace(number: number, builder: Sealable, correct: Correct): void
  /** Writes inside the caller's transaction; `reread` follows when it is through. */
  rewrite(rewrites: readonly Rewrite[]): void
  /** Forgets what was read of these segments. */
  reread(numbers: Iterable<number>): void
  /** Segments of which a column could not be read, since the start. */
  readonly damaged: ReadonlySet<number>
}

interface StoredColumn {
  readonly checksum: number
  readonly bytes: Uint8Array
}

/** How much memory holding a stored byte takes, it and what it unpacks to. */
const UNPACKED = 4
/** What it takes to make a column of it that does not hold it. */
const MADE = 1

export function sealedSegments(db: Database, cache: ColumnCache = columnCache()): SealedSegments {
  const find = db.query<StoredColumn, [number, string]>(
    'SELECT checksum, bytes FROM columns WHERE segment = ? AND name = ?',
  )
  const findBase = db.query<StoredColumn, [number, string]>(
    'SELECT checksum, bytes FROM base_columns WHERE segment = ? AND name = ?',
  )
  const namesOf = db.query<{ name: string }, [number]>('SELECT name FROM columns WHERE segment = ?')
  const directory = new Map(listOf(db).map((info) => [info.number, info]))
  let version = pragma(db, 'data_version')
  const damaged = new Set<number>()
  const last = lastDictionary()

  /** `null` for a column that is empty throughout. */
  function read(segment: number, name: string): Buffer | null {
    const stored = guarded(segment, () => find.get(segment, name))
    if (!stored) return null
    return verified(segment, name, stored)
  }

  /** As `read`, of bytes that are held or become garbage. */
  function fetched(segment: number, name: string): Buffer | null {
    const bytes = read(segment, name)
    spent(UNPACKED * (bytes?.length ?? 0))
    return bytes
  }

  function verified(segment: number, name: string, { checksum, bytes }: StoredColumn): Buffer {
    const format = directory.get(segment)?.format
    if (format === undefined || format > COLUMN_FORMAT)
      throw spoiled(segment, `unknown format ${format}`)
    if (Bun.hash.crc32(bytes) !== checksum) throw spoiled(segment, `checksum of ${name}`)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** As `read`, of a column as it was recorded, where it was rewritten since. */
  function readBase(segment: number, name: string): Buffer | null {
    const stored = guarded(segment, () => findBase.get(segment, name))
    return stored ? verified(segment, name, stored) : read(segment, name)
  }

  function guarded<T>(segment: number, action: () => T): T {
    try {
      return action()
    } catch (error) {
      if (isDamage(error)) throw spoiled(segment, String(error))
      throw error
    }
  }

  function spoiled(segment: number, why: string): DamagedSegment {
    damaged.add(segment)
    return new DamagedSegment(`segment ${segment}: ${why}`)
  }

  function column(segment: number, name: string): Column {
    return cache.get(segment, name, () => decode(segment, name)) as Column
  }

  function decode(segment: number, name: string): Column {
    const bytes = read(segment, name)
    if (!bytes) return { kind: 'constant', value: emptyOf(name) }
    spent(MADE * bytes.length)
    const key = `${segment}/${directory.get(segment)?.revision}/${name}`
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
    const info = directory.get(number)
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

  const insertSegment = db.query(
    `INSERT INTO segments VALUES ($number, $node, $salt, $createdAt, $rows, $minTime, $maxTime,
      $minClickTime, $maxClickTime, $format, $bytes, $revision)`,
  )
  const insertColumn = db.query(
    'INSERT INTO columns (segment, name, checksum, bytes) VALUES (?, ?, ?, ?)',
  )
  const insert = db.transaction(
    (info: SealedInfo, columns: readonly NamedBytes[], rewrites: readonly Rewrite[]) => {
      insertSegment.run({ ...info })
      for (const { name, bytes } of columns)
        insertColumn.run(info.number, name, Bun.hash.crc32(bytes), bytes)
      rewrites.forEach(writeOver)
    },
  )
  const putColumn = db.query('REPLACE INTO columns VALUES (?, ?, ?, ?)')
  const putBase = db.query('REPLACE INTO base_columns VALUES (?, ?, ?, ?)')
  const dropBase = db.query('DELETE FROM base_columns WHERE segment = ? AND name = ?')
  const noteRewrite = db.query(
    `UPDATE segments SET revision = revision + 1, format = ${COLUMN_FORMAT},
      bytes = (SELECT sum(length(bytes)) FROM columns WHERE segment = number) WHERE number = ?`,
  )

  const clear = ['columns', 'base_columns'].map((table) =>
    db.query(`DELETE FROM ${table} WHERE segment = ?`),
  )
  const setRows = db.query(
    `UPDATE segments SET rows = $rows, min_time = $minTime, max_time = $maxTime,
      min_click_time = $minClickTime, max_click_time = $maxClickTime, format = $format,
      revision = revision + 1,
      bytes = (SELECT coalesce(sum(length(bytes)), 0) FROM columns WHERE segment = number)
     WHERE number = $number`,
  )

  function writeOver({ segment, name, bytes, base }: Rewrite): void {
    putColumn.run(segment, name, Bun.hash.crc32(bytes), bytes)
    if (base === null) dropBase.run(segment, name)
    else putBase.run(segment, name, Bun.hash.crc32(base), base)
    noteRewrite.run(segment)
  }

  function adopt(infos: readonly SealedInfo[]): void {
    for (const info of infos) {
      if (directory.get(info.number)?.revision !== info.revision) cache.forget(info.number)
      directory.set(info.number, info)
    }
  }

  return {
    has: (number) => directory.has(number),
    info: (number) => directory.get(number) ?? null,
    list: () => [...directory.values()].sort((a, b) => a.number - b.number),
    last: () =>
      [...directory.keys()]
        .filter((number) => number < FIRST_LOADED_SEGMENT)
        .reduce((last, number) => Math.max(last, number), 0),
    refresh() {
      const now = pragma(db, 'data_version')
      if (now === version) return
      version = now
      adopt(listOf(db))
    },
    view,
    cells: (number) => cellReader((name) => fetched(number, name)),
    names: (number) => guarded(number, () => namesOf.all(number)).map(({ name }) => name),
    check(number) {
      const names = guarded(number, () => namesOf.all(number))
      for (const { name } of names) {
        for (const stored of [read(number, name), readBase(number, name)])
          if (stored) release(stored)
      }
    },
    seal(header, builder, correct = () => null) {
      if (directory.has(header.segment)) return
      const recorded = builder.view()
      const columns = encodeAll(builder)
      const rewrites = builder.rows === 0 ? [] : rewritesOf(recorded, correct(recorded))
      const info = infoOf(header, recorded, columns)
      insert.immediate(info, columns, rewrites)
      adopt(listOf(db))
    },
    baseView(number) {
      const now = view(number)
      const columns = new Map<string, Column>()
      const column = (name: string) => {
        const known = columns.get(name) ?? baseColumn(number, name)
        columns.set(name, known)
        return known
      }
      return now && { ...now, column, once: column }
    },
    replace(number, builder, correct) {
      const recorded = builder.view()
      const columns = encodeAll(builder)
      const rewrites = builder.rows === 0 ? [] : rewritesOf(recorded, correct(recorded))
      clear.forEach((statement) => statement.run(number))
      for (const { name, bytes } of columns)
        insertColumn.run(number, name, Bun.hash.crc32(bytes), bytes)
      const times = builder.rows === 0 ? {} : timesOf(recorded, 0)
      setRows.run({
        ...directory.get(number)!,
        ...times,
        rows: builder.rows,
        format: COLUMN_FORMAT,
      })
      rewrites.forEach(writeOver)
    },
    rewrite: (rewrites) => rewrites.forEach(writeOver),
    reread(numbers) {
      for (const number of numbers) cache.forget(number)
      adopt(listOf(db))
    },
    damaged,
  }
}

/** The new content of columns with the old beside it. `null`: nothing is new. */
function rewritesOf(base: SegmentView, corrected: ReadonlyMap<string, Column> | null): Rewrite[] {
  const { number: segment, rows } = base
  return [...(corrected ?? [])].map(([name, column]) => ({
    segment,
    name,
    bytes: encodeColumn(column, rows),
    base: encodeColumn(base.column(name), rows),
  }))
}

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The columns that hold anything but their empty value; none of a segment without rows. */
function encodeAll(builder: Sealable): NamedBytes[] {
  if (builder.rows === 0) return []
  const view = builder.view()
  return builder.names().flatMap((name) => {
    const bytes = kindOf(name) === 'cold' ? coldBytes(view, name) : columnBytes(view, name)
    return bytes ? [{ name, bytes }] : []
  })
}

function columnBytes(view: SegmentView, name: string): Uint8Array | null {
  const column = view.column(name)
  const isEmpty = column.kind === 'constant' && column.value === emptyOf(name)
  return isEmpty ? null : encodeColumn(column, view.rows)
}

function coldBytes(view: SegmentView, name: string): Uint8Array | null {
  const texts = view.cold(name)
  return texts.every((text) => text === '') ? null : encodeCold(texts)
}

function infoOf(
  { segment, node, salt, createdAt }: JournalHeader,
  view: SegmentView,
  columns: readonly NamedBytes[],
): SealedInfo {
  const { rows } = view
  const times = timesOf(view, createdAt)
  const bytes = columns.reduce((sum, column) => sum + column.bytes.length, 0)
  return {
    number: segment,
    node,
    salt,
    createdAt,
    rows,
    ...times,
    format: COLUMN_FORMAT,
    bytes,
    revision: 0,
  }
}

function listOf(db: Database): SealedInfo[] {
  return db
    .query<SealedInfo, []>(
      `SELECT number, node, salt, created_at AS createdAt, rows, min_time AS minTime,
        max_time AS maxTime, min_click_time AS minClickTime, max_click_time AS maxClickTime,
        format, bytes, revision FROM segments ORDER BY number`,
    )
    .all()
}
