/**
 * Files of costs by their ids: how far one is that is being booked, and what became of the lines of
 * those that were. Verdicts are stored with the batches, so they are there when these are.
 */
import type { Database } from 'bun:sqlite'

import { type Unallocated, unallocatedOf } from '../../core/costs.ts'
import type { CostBatch, CostStore } from './cost-store.ts'

/** A file that comes with its orders. */
export interface Upload {
  /** A UUID. */
  readonly id: string
  readonly campaigns: readonly number[]
  /** Each line with its order's place among those of the file, or why there is none. */
  readonly lines: readonly (readonly [line: number, outcome: number | string])[]
}

/** What became of a line; amounts as they are now. */
export type LineVerdict =
  { readonly line: number; readonly error: string } | ({ readonly line: number } & PricedLine)

interface PricedLine extends Pick<CostBatch, 'id' | 'clicks' | 'shareMicros'> {
  readonly unallocated: readonly Unallocated[]
}

export interface UploadState {
  readonly campaigns: readonly number[]
  /** Failed: nothing of it was booked. */
  readonly state: 'waiting' | 'running' | 'failed' | 'done'
  /** 0 to 1. */
  readonly progress: number
  /** Empty until it is done. */
  readonly lines: readonly LineVerdict[]
}

/** Of older ones the lines are forgotten; their batches stay. */
const UPLOADS_KEPT = 1000
/** How many that failed are known, until a restart. */
const FAILED_KEPT = 100

export interface UploadStore {
  /** Inside the transaction that writes its batches, of which `first` is that of the first order. */
  put(upload: Upload, first: number, createdAt: number): void
  find(id: string): Pick<UploadState, 'campaigns' | 'lines'> | null
}

export function uploadStore(db: Database, batches: Pick<CostStore, 'ofUpload'>): UploadStore {
  const one = db.query<{ campaigns: string; lines: string }, [string]>(
    'SELECT campaigns, lines FROM cost_uploads WHERE id = ?',
  )
  return {
    put({ id, campaigns, lines }, first, createdAt) {
      const outcomes = lines.map(([line, outcome]) => [
        line,
        typeof outcome === 'number' ? first + outcome : outcome,
      ])
      db.query('REPLACE INTO cost_uploads VALUES (?, ?, ?, ?)').run(
        id,
        createdAt,
        JSON.stringify(campaigns),
        JSON.stringify(outcomes),
      )
      db.query(
        `DELETE FROM cost_uploads WHERE rowid <=
          (SELECT rowid FROM cost_uploads ORDER BY rowid DESC LIMIT 1 OFFSET ${UPLOADS_KEPT})`,
      ).run()
    },
    find(id) {
      const found = one.get(id)
      if (found === null) return null
      const own = new Map(batches.ofUpload(id).map((batch) => [batch.id, batch]))
      const lines = JSON.parse(found.lines) as [number, number | string][]
      return {
        campaigns: JSON.parse(found.campaigns) as number[],
        lines: lines.map(([line, outcome]) =>
          typeof outcome === 'string'
            ? { line, error: outcome }
            : { line, ...pricedLine(own.get(outcome)!) },
        ),
      }
    },
  }
}

export function pricedLine({ id, clicks, shareMicros, order }: CostBatch): PricedLine {
  return { id, clicks, shareMicros, unallocated: unallocatedOf(order, clicks) }
}

/** Knows those that are not done yet. */
export interface UploadWatch {
  /** Until the work is over; `start` is to be called when its turn has come. */
  follow<T>(upload: Upload, work: (start: () => void) => Promise<T>): Promise<T>
  /** `progress` is that of what is being worked on; `null`: nobody knows of such a file. */
  of(id: string, progress: number): UploadState | null
}

export function uploadWatch(store: UploadStore): UploadWatch {
  const pending = new Map<string, Pick<UploadState, 'campaigns' | 'state'>>()
  const failed = new Map<string, readonly number[]>()
  return {
    async follow({ id, campaigns }, work) {
      pending.set(id, { campaigns, state: 'waiting' })
      try {
        return await work(() => pending.set(id, { campaigns, state: 'running' }))
      } catch (error) {
        failed.set(id, campaigns)
        if (failed.size > FAILED_KEPT) failed.delete(failed.keys().next().value!)
        throw error
      } finally {
        pending.delete(id)
      }
    },
    of(id, progress) {
      const now = pending.get(id)
      if (now !== undefined)
        return { ...now, progress: now.state === 'running' ? progress : 0, lines: [] }
      const campaigns = failed.get(id)
      if (campaigns !== undefined) return { campaigns, state: 'failed', progress: 0, lines: [] }
      const done = store.find(id)
      return done && { ...done, state: 'done', progress: 1 }
    },
  }
}
