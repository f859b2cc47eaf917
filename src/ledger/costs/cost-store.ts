/**
 * Cost batches in `ledger.db`: what was asked, and per segment the clicks that each batch prices.
 * Everything here is read or written by one statement; operations are `cost-book.ts`.
 */
import type { Database } from 'bun:sqlite'
import { crc32 } from 'node:zlib'

import type { CostOrder } from '../../core/costs.ts'
import { DamagedSegment } from '../columns/column.ts'
import { countOf, packRowSet, type RowSet, unpackRowSet } from '../columns/row-set.ts'

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
  readonly rows: RowSet
}

export interface CostStore {
  nextId(): number
  /** Oldest first. */
  batches(): CostBatch[]
  batch(id: number): CostBatch | null
  /** Parts of batches in force in a segment, oldest batch first. Throws `DamagedSegment`. */
  partsIn(segment: number): CostPart[]
  /** As `partsIn`, of these batches, in force or not. */
  partsOf(segment: number, batches: ReadonlySet<number>): CostPart[]
  /** How many clicks of a segment a batch prices, and how many of them cost one unit more. */
  sharesIn(segment: number, batch: number): { readonly clicks: number; readonly extra: number }[]
  /** Segments of the clicks of a batch. */
  segmentsOf(batch: number): number[]
  /** All segments with parts. */
  segments(): number[]
  /** Batches that ever priced the row, oldest first. */
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
  readonly checksum: number
  readonly bytes: Uint8Array
}

const BATCH = `id, uuid, created_at AS createdAt, planned_at AS plannedAt, undone, clicks,
  share_micros AS shareMicros, cost_order AS costOrder, history, upload`

export function costStore(db: Database): CostStore {
  const all = db.query<BatchRow, []>(`SELECT ${BATCH} FROM cost_batches ORDER BY id`)
  const one = db.query<BatchRow, [number]>(`SELECT ${BATCH} FROM cost_batches WHERE id = ?`)
  const parts = db.query<PartRow, [number]>(
    `SELECT batch, share_micros AS shareMicros, extra, checksum, bytes
     FROM cost_parts JOIN cost_batches ON id = batch
     WHERE segment = ? AND undone = 0 ORDER BY batch`,
  )
  const everyPart = db.query<PartRow, [number]>(
    `SELECT batch, share_micros AS shareMicros, extra, checksum, bytes
     FROM cost_parts JOIN cost_batches ON id = batch
     WHERE segment = ? ORDER BY batch`,
  )
  const counts = db.query<{ clicks: number; extra: number }, [number, number]>(
    'SELECT clicks, extra FROM cost_parts WHERE segment = ? AND batch = ?',
  )
  const numbers = (sql: string) => {
    const query = db.query<{ n: number | null }, number[]>(sql)
    return (...values: number[]) => query.all(...values).map(({ n }) => n ?? 0)
  }
  const segmentsOf = numbers('SELECT segment AS n FROM cost_parts WHERE batch = ? ORDER BY segment')
  const segments = numbers('SELECT DISTINCT segment AS n FROM cost_parts ORDER BY segment')
  const inForce = numbers('SELECT sum(in_force) AS n FROM cost_parts WHERE batch = ?')
  const last = numbers('SELECT max(id) AS n FROM cost_batches')
  return {
    nextId: () => 1 + (last()[0] ?? 0),
    batches: () => all.all().map(batchOf),
    batch(id) {
      const row = one.get(id)
      return row && batchOf(row)
    },
    partsIn: (segment) => parts.all(segment).map((row) => partOf(segment, row)),
    partsOf: (segment, batches) =>
      everyPart
        .all(segment)
        .filter(({ batch }) => batches.has(batch))
        .map((row) => partOf(segment, row)),
    sharesIn: (segment, batch) => counts.all(segment, batch),
    segmentsOf,
    segments,
    batchesOn(segment, row) {
      const touching = everyPart
        .all(segment)
        .filter((part) => (partOf(segment, part).rows[row >> 3]! >> (row & 7)) & 1)
      return touching.flatMap(({ batch }) => one.all(batch).map(batchOf))
    },
    inForce: (batch) => inForce(batch)[0] ?? 0,
    ...writingHalf(db),
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
    addPart(segment: number, { batch, extra, rows }: CostPart) {
      const bytes = packRowSet(rows)
      const clicks = countOf(rows)
      db.query(
        `INSERT INTO cost_parts VALUES ($segment, $batch, $clicks, $extra, $clicks, $checksum,
          $bytes)`,
      ).run({ segment, batch, clicks, extra, checksum: crc32(bytes), bytes })
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

function partOf(segment: number, { checksum, bytes, ...part }: PartRow): CostPart {
  if (crc32(bytes) !== checksum)
    throw new DamagedSegment(`segment ${segment}: checksum of costs of batch ${part.batch}`)
  return { ...part, rows: unpackRowSet(bytes) }
}
