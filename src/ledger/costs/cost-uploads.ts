/**
 * Files of costs by their ids: how far one is that is being booked, and what became of the lines of
 * those that were. Each is noted before its work begins, so that it can be done when a kill ends that;
 * verdicts are stored with the batches, so they are there when these are.
 */
import type { Database } from 'bun:sqlite'

import { type CostOrder, type Unallocated, unallocatedOf } from '../../core/cost-batches.ts'
import { PART_MARK } from '../../core/files/cost-parts.ts'
import { compressedJson, fromCompressedJson } from '../../lib/compressed.ts'
import { quietly } from '../../lib/quietly.ts'
import type { Author, CostBatch, CostStore } from './cost-store.ts'

/** A file that comes with its orders. */
export interface Upload {
  /** A UUID. */
  readonly id: string
  readonly campaigns: readonly number[]
  /** Each line with its order's place among those of the file, or why there is none. */
  readonly lines: readonly (readonly [line: number, outcome: number | string])[]
}

/** A file that is to be booked. */
export interface UploadWork {
  readonly upload: Upload
  readonly orders: readonly CostOrder[]
  readonly by: Author
}

/** What became of a line; amounts as they are now. */
export type LineVerdict =
  { readonly line: number; readonly error: string } | ({ readonly line: number } & PricedLine)

interface PricedLine extends Pick<CostBatch, 'id' | 'clicks' | 'shareMicros'> {
  readonly unallocated: readonly Unallocated[]
}

export interface UploadState {
  readonly campaigns: readonly number[]
  /** Failed, or interrupted by the end of the process too often: nothing of it was booked, or will be. */
  readonly state: 'waiting' | 'running' | 'failed' | 'interrupted' | 'done'
  /** 0 to 1. */
  readonly progress: number
  /** Empty until it is done. */
  readonly lines: readonly LineVerdict[]
}

/** Of older ones the lines are forgotten; their batches stay. */
const UPLOADS_KEPT = 1000
/** How often it is begun again: a file may be what ends the process. */
const TRIES = 3
const AFTER_MARK = String.fromCharCode(PART_MARK.charCodeAt(0) + 1)
/** In place of the lines of a file. */
const NOT_BOOKED = 'null'

/** Each line with the id of its batch, or why there is none. */
type Outcomes = readonly (readonly [line: number, outcome: number | string])[]

export interface UploadStore {
  begin(work: UploadWork, at: number): void
  /** Inside the transaction that writes its batches, of which `first` is that of the first order. */
  finish(upload: Upload, first: number): void
  /** It will not be booked later either. Throws where that can't be written now, but remembers it. */
  giveUp(id: string): void
  /** Writes what `giveUp` could not. */
  settle(): void
  /** Those that an earlier process has left, the oldest first. */
  left(): readonly string[]
  /** One of them, to be booked now. */
  again(id: string): UploadWork
  find(id: string): StoredUpload | null
  /** A file's parts by their ids, the first part first; empty: it is unknown. */
  partsOf(id: string): readonly string[]
}

interface StoredUpload extends Pick<UploadState, 'campaigns'> {
  /** `null`: it was not booked. */
  readonly lines: readonly LineVerdict[] | null
  /** It was begun before this store was opened. */
  readonly isEarlier: boolean
  /** It will be booked. */
  readonly isLeft: boolean
}

interface UploadRow {
  readonly rowid: number
  readonly campaigns: string
  readonly lines: string
  readonly isLeft: number
}

export function uploadStore(db: Database, batches: Pick<CostStore, 'ofUpload'>): UploadStore {
  const one = db.query<UploadRow, [string]>(
    'SELECT rowid, campaigns, lines, work IS NOT NULL AS isLeft FROM cost_uploads WHERE id = ?',
  )
  const last = db.query<{ rowid: number | null }, []>(
    'SELECT max(rowid) AS rowid FROM cost_uploads',
  )
  const lastEarlier = last.get()?.rowid ?? 0
  const insert = db.query('REPLACE INTO cost_uploads VALUES (?, ?, ?, ?, ?, 0)')
  const trim = db.query(
    `DELETE FROM cost_uploads WHERE rowid <=
      (SELECT rowid FROM cost_uploads ORDER BY rowid DESC LIMIT 1 OFFSET ${UPLOADS_KEPT})`,
  )
  const finish = db.query('UPDATE cost_uploads SET lines = ?, work = NULL WHERE id = ?')
  // Of old files the batches are left, and of those without a good line there are none.
  const parts = db.query<{ id: string }, [string, string, string]>(
    `SELECT id FROM cost_uploads WHERE id = ?1 OR (id > ?2 AND id < ?3)
     UNION SELECT upload FROM cost_batches WHERE upload = ?1 OR (upload > ?2 AND upload < ?3)
     ORDER BY 1`,
  )
  const { isGiven, ...left } = leftHalf(db, lastEarlier)
  return {
    ...left,
    begin: (work, at) =>
      db
        .transaction(() => {
          const { id, campaigns } = work.upload
          insert.run(id, at, JSON.stringify(campaigns), NOT_BOOKED, compressedJson(work))
          trim.run()
        })
        .immediate(),
    partsOf: (id) => parts.all(id, `${id}${PART_MARK}`, `${id}${AFTER_MARK}`).map((row) => row.id),
    finish({ id, lines }, first) {
      const outcomes = lines.map(([line, outcome]) => [
        line,
        typeof outcome === 'number' ? first + outcome : outcome,
      ])
      finish.run(JSON.stringify(outcomes), id)
    },
    find(id) {
      const found = one.get(id)
      if (found === null) return null
      const lines = JSON.parse(found.lines) as Outcomes | null
      return {
        campaigns: JSON.parse(found.campaigns) as number[],
        lines: lines && verdictsOn(lines, batches.ofUpload(id)),
        isEarlier: found.rowid <= lastEarlier,
        isLeft: found.isLeft === 1 && !isGiven(id),
      }
    },
  }
}

type LeftHalf = Pick<UploadStore, 'giveUp' | 'settle' | 'left' | 'again'> & {
  readonly isGiven: (id: string) => boolean
}

/** What earlier processes have left. */
function leftHalf(db: Database, lastEarlier: number): LeftHalf {
  const left = db.query<{ id: string }, [number]>(
    'SELECT id FROM cost_uploads WHERE work IS NOT NULL AND rowid <= ? ORDER BY rowid',
  )
  const workOf = db.query<{ work: Uint8Array<ArrayBuffer> }, [string]>(
    'SELECT work FROM cost_uploads WHERE id = ?',
  )
  const tried = db.query(
    `UPDATE cost_uploads SET tries = tries + 1, work = CASE WHEN tries + 1 < ${TRIES} THEN work END
     WHERE id = ?`,
  )
  const drop = db.query('UPDATE cost_uploads SET work = NULL WHERE id = ?')
  const given = new Set<string>()
  const settle = () => {
    for (const id of given) {
      drop.run(id)
      given.delete(id)
    }
  }
  return {
    isGiven: (id) => given.has(id),
    settle,
    giveUp(id) {
      given.add(id)
      settle()
    },
    left: () => left.all(lastEarlier).map(({ id }) => id),
    again(id) {
      const { work } = workOf.get(id)!
      tried.run(id)
      return fromCompressedJson(work) as UploadWork
    },
  }
}

function verdictsOn(lines: Outcomes, batches: readonly CostBatch[]): LineVerdict[] {
  const own = new Map(batches.map((batch) => [batch.id, batch]))
  return lines.map(([line, outcome]) =>
    typeof outcome === 'string'
      ? { line, error: outcome }
      : { line, ...pricedLine(own.get(outcome)!) },
  )
}

export function pricedLine({ id, clicks, shareMicros, order }: CostBatch): PricedLine {
  return { id, clicks, shareMicros, unallocated: unallocatedOf(order, clicks) }
}

/** Knows how far each is. */
export interface UploadWatch {
  /** From now until the work is over; `start` is to be called when its turn has come. */
  follow<T>(id: string, work: (start: () => void) => Promise<T>): Promise<T>
  /** `progress` is that of what is being worked on; `null`: nobody knows of such a file. */
  of(id: string, progress: number): UploadState | null
}

export function uploadWatch(store: UploadStore): UploadWatch {
  const pending = new Map<string, 'waiting' | 'running'>()
  return {
    async follow(id, work) {
      pending.set(id, 'waiting')
      try {
        return await work(() => pending.set(id, 'running'))
      } catch (error) {
        // The store remembers it where that can't be noted.
        quietly(() => store.giveUp(id))
        throw error
      } finally {
        pending.delete(id)
      }
    },
    of(id, progress) {
      const found = store.find(id)
      if (found === null) return null
      const { campaigns, lines } = found
      if (lines !== null) return { campaigns, state: 'done', progress: 1, lines }
      const state = pending.get(id) ?? unbooked(found)
      return { campaigns, state, progress: state === 'running' ? progress : 0, lines: [] }
    },
  }
}

function unbooked({ isEarlier, isLeft }: StoredUpload): UploadState['state'] {
  if (!isEarlier) return 'failed'
  return isLeft ? 'waiting' : 'interrupted'
}
