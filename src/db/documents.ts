/**
 * The store of objects: one document per row, read and written whole. Statements are prepared once;
 * the table's name comes from the closed list of `records.ts`, never from data.
 */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../lib/inserted-id.ts'
import { DEFAULTS, type Draft, type Kind, type Records } from './records.ts'

export type Status = 'active' | 'deleted' | 'all'

/** A row as it lies in the table; `recordOf` makes the object of it. */
export interface DocumentRow {
  readonly id: number | string
  readonly created_at: number
  readonly changed_at: number
  readonly deleted_at: number | null
  readonly spec: string
}

export interface ReadDocuments<K extends Kind> {
  find(id: Records[K]['id']): Records[K] | null
  /** In id order. */
  list(status: Status): Records[K][]
  exists(id: Records[K]['id']): boolean
  /** By the name column: of domains the host. No entry for unknown ids. */
  names(): Map<Records[K]['id'], string>
}

export interface Documents<K extends Kind> extends ReadDocuments<K> {
  /** The id: given by the client for kinds with UUIDs, else the next number. Throws on a taken one. */
  add(draft: Draft<K>, id: Records[K]['id'] | null): Records[K]['id']
  put(record: Records[K]): void
  /** `at` null restores. */
  setDeleted(id: Records[K]['id'], at: number | null): void
  /** Removes the row for good; only for kinds nothing counts by. */
  remove(id: Records[K]['id']): void
}

const COLUMNS = 'id, created_at, changed_at, deleted_at, spec'

export function documents<K extends Kind>(
  db: Database,
  kind: K,
  clock: () => number,
): Documents<K> {
  const one = db.query<DocumentRow, [number | string]>(
    `SELECT ${COLUMNS} FROM ${kind} WHERE id = ?`,
  )
  const insert = db.query<unknown, [number | string | null, number, number, string]>(
    `INSERT INTO ${kind} (id, created_at, changed_at, spec) VALUES (?, ?, ?, ?)`,
  )
  const find = (id: Records[K]['id']) => {
    const row = one.get(id)
    return row === null ? null : recordOf(kind, row)
  }
  return {
    find,
    list: (status) => rowsOf(db, kind, status).map((row) => recordOf(kind, row)),
    exists: (id) => one.get(id) !== null,
    names: () => {
      const sql = `SELECT id, name FROM ${kind}`
      const rows = db.query<{ id: Records[K]['id']; name: string }, []>(sql).all()
      return new Map(rows.map((row) => [row.id, row.name]))
    },
    add(draft, id) {
      const number = insertedId(insert, id, clock(), clock(), JSON.stringify(draft))
      return id ?? (number as Records[K]['id'])
    },
    put(record) {
      const { id, createdAt: _created, changedAt: _changed, deletedAt: _deleted, ...spec } = record
      const text = JSON.stringify(withoutArchived(spec))
      db.query(`UPDATE ${kind} SET changed_at = ?, spec = ? WHERE id = ?`).run(clock(), text, id)
    },
    setDeleted(id, at) {
      const sql = `UPDATE ${kind} SET changed_at = ?, deleted_at = ? WHERE id = ?`
      db.query(sql).run(clock(), at, id)
    },
    remove: (id) => void db.query(`DELETE FROM ${kind} WHERE id = ?`).run(id),
  }
}

/** Every row of a kind, unparsed. */
export function rowsOf(db: Database, kind: Kind, status: Status): DocumentRow[] {
  const wanted = { all: '1', active: 'deleted_at IS NULL', deleted: 'deleted_at IS NOT NULL' }[
    status
  ]
  const sql = `SELECT ${COLUMNS} FROM ${kind} WHERE ${wanted} ORDER BY id`
  return db.query<DocumentRow, []>(sql).all()
}

/** `state` is `archived` exactly when the row is deleted; the document keeps the state before. */
export function recordOf<K extends Kind>(kind: K, row: DocumentRow): Records[K] {
  const spec = { ...DEFAULTS[kind], ...(JSON.parse(row.spec) as Draft<K>) }
  const archived = row.deleted_at !== null && 'state' in spec ? { state: 'archived' } : {}
  return {
    ...spec,
    ...archived,
    id: row.id,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    deletedAt: row.deleted_at,
  } as unknown as Records[K]
}

function withoutArchived(spec: object): object {
  return 'state' in spec && spec.state === 'archived' ? { ...spec, state: 'active' } : spec
}
