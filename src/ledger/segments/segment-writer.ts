/**
 * What is written of sealed segments: a segment whole, other columns in the place of its own, other
 * rows. What was recorded stays beside a column that changes of the past have rewritten.
 */
import type { Database } from 'bun:sqlite'

import { encodeCold } from '../columns/cold-texts.ts'
import { COLUMN_FORMAT } from '../columns/column-bytes.ts'
import { encodeColumn } from '../columns/column-format.ts'
import { emptyOf, kindOf } from '../columns/column-names.ts'
import type { Column, SegmentView } from '../columns/column.ts'
import type { JournalHeader } from '../journal/journal-file.ts'
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

/** Writes inside the caller's transaction, but for `seal`, which is one. */
export interface SegmentWriter {
  /** Puts a segment in. */
  seal(header: JournalHeader, segment: Sealable, correct: Correct): void
  /** Other rows in the place of a segment's own. Without rows only its entry stays. */
  replace(info: SealedInfo, segment: Sealable, correct: Correct): void
  rewrite(rewrites: readonly Rewrite[]): void
}

export function segmentWriter(db: Database): SegmentWriter {
  const insertSegment = db.query(
    `INSERT INTO segments VALUES ($number, $node, $salt, $createdAt, $rows, $minTime, $maxTime,
      $minClickTime, $maxClickTime, $format, $bytes, $revision)`,
  )
  const insertColumn = db.query(
    'INSERT INTO columns (segment, name, checksum, bytes) VALUES (?, ?, ?, ?)',
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

  function putColumns(segment: number, { columns, rewrites }: Encoded): void {
    for (const { name, bytes } of columns)
      insertColumn.run(segment, name, Bun.hash.crc32(bytes), bytes)
    rewrites.forEach(writeOver)
  }

  const insert = db.transaction((info: SealedInfo, encoded: Encoded) => {
    insertSegment.run({ ...info })
    putColumns(info.number, encoded)
  })

  return {
    seal(header, segment, correct) {
      const view = segment.view()
      const encoded = encodedWith(view, segment.names(), correct)
      insert.immediate(infoOf(header, view, encoded.columns), encoded)
    },
    replace(info, segment, correct) {
      const view = segment.view()
      const { rows } = view
      const encoded = encodedWith(view, segment.names(), correct)
      clear.forEach((statement) => statement.run(info.number))
      putColumns(info.number, encoded)
      const times = rows === 0 ? {} : timesOf(view, 0)
      setRows.run({ ...info, ...times, rows, format: COLUMN_FORMAT })
    },
    rewrite: (rewrites) => rewrites.forEach(writeOver),
  }
}

/** A segment as it was recorded, and what changes of the past make of it. */
interface Encoded {
  readonly columns: readonly NamedBytes[]
  readonly rewrites: readonly Rewrite[]
}

/** Nothing of a segment without rows. */
function encodedWith(view: SegmentView, names: readonly string[], correct: Correct): Encoded {
  if (view.rows === 0) return { columns: [], rewrites: [] }
  return { columns: encodeAll(view, names), rewrites: rewritesOf(view, correct(view)) }
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

/** The columns that hold anything but their empty value. */
function encodeAll(view: SegmentView, names: readonly string[]): NamedBytes[] {
  return names.flatMap((name) => {
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
