/**
 * Cost batches in `ledger.db`: what was asked, and per segment the clicks that each batch prices.
 * Everything here is read or written by one statement; operations are `cost-book.ts`.
 */
import type { Database } from 'bun:sqlite'

import type { CostOrder } from '../../core/cost-batches.ts'
import type { Period } from '../../core/reports/period.ts'
import { DamagedSegment } from '../columns/column.ts'
import { has, type PackedRows, unpackRows } from '../columns/row-set.ts'

/** Who asked; `null` for the command line. */
export interface Author {
  readonly userId: number | null
  readonly via: string
}

export interface CostDeed extends Author {
  /** Epoch milliseconds. */
  readonly at: number
  readonly event: 'create' | 'undo' | 'redo'
}

/** A batch without its clicks. */
export interface CostBatch {
  readonly id: number
  readonly uuid: string
  /** Times are epoch milliseconds. */
  readonly createdAt: number
  readonly plannedAt: number
  readonly undone: boolean
  readonly clicks: number
  readonly shareMicros: number
  readonly order: CostOrder
  readonly history: readonly CostDeed[]
  /** Names the file that it came with; `null`: none. */
  readonly upload: string | null
}

/** Clicks of one segment that a batch prices; the first `extra` cost one micro-unit more. */
export interface CostPart {
  readonly batch: number
  readonly shareMicros: number
  readonly extra: number
  readonly rows: PackedRows
}

/** Which batches a list has; what is absent does not matter. */
export interface CostQuery {
  /** All of a batch's campaigns are among these. */
  readonly campaigns?: readonly number[] | null
  /** When it was made. */
  readonly period?: Period
  /** Older ones than this batch. */
  readonly before?: number | null
  readonly limit?: number
}

export interface CostStore {
  nextId(): number
  /** Newest first, and whether there are more. */
  page(query: CostQuery): { readonly batches: CostBatch[]; readonly hasMore: boolean }
  /** All; here and below oldest first. */
  batches(): CostBatch[]
  batch(id: number): CostBatch | null
  /** Those that came with a file. */
  ofUpload(upload: string): CostBatch[]
  /** In force, and their time was not over when they were run last, or they have no clicks. */
  waiting(): CostBatch[]
  /** In force, from the first one without clicks on; empty if each has some. */
  sinceUnplaced(): CostBatch[]
  /** Parts of batches in force in a segment. Throws `DamagedSegment`. */
  partsIn(segment: number): CostPart[]
  /** As `partsIn`, of these batches, in force or not. */
  partsOf(segment: number, batches: readonly number[]): CostPart[]
  /** How many clicks of a segment a batch prices, and how many of them cost one unit more. */
  sharesIn(segment: number, batch: number): { readonly clicks: number; readonly extra: number }[]
  /** Segments of the clicks of a batch. */
  segmentsOf(batch: number): number[]
  /** All segments with parts. */
  segments(): number[]
  /** Batches that ever priced the row. */
  batchesOn(segment: number, row: number): CostBatch[]
  /** Clicks of a batch that no newer one prices. */
  inForce(batch: number): number
  put(batch: CostBatch): void
  clearParts(batch: number): void
  addPart(segment: number, part: CostPart): void
  setInForce(segment: number, batch: number, clicks: number): void
}

interface BatchRow {
  readonly id: number
  readonly uuid: string
  readonly createdAt: number
  readonly plannedAt: number
  readonly undone: number
  readonly clicks: number
  readonly shareMicros: number
  readonly costOrder: string
  readonly history: string
  readonly upload: string | null
}

interface PartRow {
  readonly batch: number
  readonly shareMicros: number
  readonly extra: number
  readonly clicks: number
  readonly checksum: number
  readonly bytes: Uint8Array
}

const BATCH = `id, uuid, created_at AS createdAt, planned_at AS plannedAt, undone, clicks,
  share_micros AS shareMicros, cost_order AS costOrder, history, upload`

export function costStore(db: Database): CostStore {
  const batches = batchesOf(db)
  return { ...batches, ...partsOf(db, batches.batch), ...writingHalf(db) }
}

function batchesOf(db: Database) {
  const batches = (where: string) => {
    const query = db.query<BatchRow, string[]>(
      `SELECT ${BATCH} FROM cost_batches WHERE ${where} ORDER BY id`,
    )
    return (...values: string[]) => query.all(...values).map(batchOf)
  }
  const one = db.query<BatchRow, [number]>(`SELECT ${BATCH} FROM cost_batches WHERE id = ?`)
  const last = db.query<{ id: number | null }, []>('SELECT max(id) AS id FROM cost_batches')
  return {
    nextId: () => 1 + (last.get()?.id ?? 0),
    batches: batches('true'),
    page: (query: CostQuery) => pageOf(db, query),
    batch(id: number) {
      const row = one.get(id)
      return row && batchOf(row)
    },
    ofUpload: batches('upload = ?'),
    waiting: batches(
      "undone = 0 AND (clicks = 0 OR planned_at < json_extract(cost_order, '$.period.to'))",
    ),
    sinceUnplaced: batches(
      `undone = 0
       AND id >= (SELECT min(id) FROM cost_batches WHERE undone = 0 AND clicks = 0)`,
    ),
  }
}

function pageOf(db: Database, query: CostQuery): ReturnType<CostStore['page']> {
  const { campaigns = null, period, before = null, limit = Infinity } = query
  const seen = campaigns && new Set(campaigns)
  const rows = db
    .query<BatchRow, number[]>(
      `SELECT ${BATCH} FROM cost_batches
       WHERE id < ? AND created_at >= ? AND created_at < ? ORDER BY id DESC`,
    )
    .iterate(before ?? Infinity, period?.from ?? 0, period?.to ?? Infinity)
  const batches: CostBatch[] = []
  for (const row of rows) {
    const batch = batchOf(row)
    if (seen !== null && !batch.order.campaigns.every((id) => seen.has(id))) continue
    if (batches.length === limit) return { batches, hasMore: true }
    batches.push(batch)
  }
  return { batches, hasMore: false }
}

/** One step into the index for each: there are as many parts as batches and segments together. */
const SEGMENTS = `WITH RECURSIVE found (n) AS (
  SELECT min(segment) FROM cost_parts
  UNION ALL SELECT (SELECT min(segment) FROM cost_parts WHERE segment > n) FROM found
  WHERE n IS NOT NULL)
SELECT n FROM found WHERE n IS NOT NULL`

function partsOf(db: Database, batchOfId: CostStore['batch']) {
  const parts = (where: string) => {
    const query = db.query<PartRow, number[]>(
      `SELECT batch, share_micros AS shareMicros, extra, cost_parts.clicks, checksum, bytes
       FROM cost_parts JOIN cost_batches ON id = batch WHERE segment = ? ${where} ORDER BY batch`,
    )
    return (segment: number, ...others: number[]) =>
      query.all(segment, ...others).map((row) => partOf(segment, row))
  }
  const everyPart = parts('')
  const onePart = parts('AND batch = ?')
  const counts = db.query<{ clicks: number; extra: number }, [number, number]>(
    'SELECT clicks, extra FROM cost_parts WHERE segment = ? AND batch = ?',
  )
  const numbers = (sql: string) => {
    const query = db.query<{ n: number | null }, number[]>(sql)
    return (...values: number[]) => query.all(...values).map(({ n }) => n ?? 0)
  }
  const inForce = numbers('SELECT sum(in_force) AS n FROM cost_parts WHERE batch = ?')
  return {
    partsIn: parts('AND undone = 0'),
    partsOf: (segment: number, ids: readonly number[]) => ids.flatMap((id) => onePart(segment, id)),
    sharesIn: (segment: number, batch: number) => counts.all(segment, batch),
    segmentsOf: numbers('SELECT segment AS n FROM cost_parts WHERE batch = ? ORDER BY segment'),
    segments: numbers(SEGMENTS),
    batchesOn: (segment: number, row: number) =>
      everyPart(segment)
        .filter(({ rows }) => has(unpackRows(rows), row))
        .flatMap(({ batch }) => batchOfId(batch) ?? []),
    inForce: (batch: number) => inForce(batch)[0] ?? 0,
  }
}

/** Statements are made when they are needed: a reader's handle could not write. */
function writingHalf(db: Database) {
  return {
    put: ({ order, history, ...batch }: CostBatch) =>
      void db
        .query(
          `INSERT INTO cost_batches VALUES ($id, $uuid, $createdAt, $plannedAt, $undone, $clicks,
            $shareMicros, $costOrder, $history, $upload)
           ON CONFLICT (id) DO UPDATE SET planned_at = $plannedAt, undone = $undone,
            clicks = $clicks, share_micros = $shareMicros, history = $history`,
        )
        .run({ ...batch, costOrder: JSON.stringify(order), history: JSON.stringify(history) }),
    clearParts: (batch: number) =>
      void db.query('DELETE FROM cost_parts WHERE batch = ?').run(batch),
    addPart(segment: number, { batch, extra, rows: { count: clicks, bytes } }: CostPart) {
      db.query(
        `INSERT INTO cost_parts VALUES ($segment, $batch, $clicks, $extra, $clicks, $checksum,
          $bytes)`,
      ).run({ segment, batch, clicks, extra, checksum: Bun.hash.crc32(bytes), bytes })
    },
    setInForce: (segment: number, batch: number, clicks: number) =>
      void db
        .query('UPDATE cost_parts SET in_force = ? WHERE segment = ? AND batch = ?')
        .run(clicks, segment, batch),
  }
}

function batchOf({ costOrder, history, undone, ...row }: BatchRow): CostBatch {
  return {
    ...row,
    undone: undone === 1,
    order: JSON.parse(costOrder) as CostOrder,
    history: JSON.parse(history) as CostDeed[],
  }
}

function partOf(segment: number, { checksum, bytes, clicks, ...part }: PartRow): CostPart {
  if (Bun.hash.crc32(bytes) !== checksum)
    throw new DamagedSegment(`segment ${segment}: checksum of costs of batch ${part.batch}`)
  return { ...part, rows: { count: clicks, bytes } }
}
