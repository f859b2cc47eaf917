/**
 * What people save for their reports: views, columns, filters. Documents with an owner, read and
 * written whole; who may see which is for `manage/reports/saved-objects.ts` to say.
 */
import type { Database } from 'bun:sqlite'

export const SAVED_KINDS = [
  'views',
  'custom_columns',
  'default_columns',
  'column_choices',
  'report_presets',
  'simple_filters',
  'source_templates',
  'network_templates',
] as const
export type SavedKind = (typeof SAVED_KINDS)[number]

export interface SavedObject {
  readonly kind: SavedKind
  readonly id: string
  /** Null: the whole installation's. */
  readonly ownerId: number | null
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly changedAt: number
  readonly isShared: boolean
  readonly name: string
  /** Of the shape of its kind, checked before it was stored. */
  readonly spec: unknown
}

export interface ReadSavedObjects {
  find(kind: SavedKind, id: string): SavedObject | null
  /** By name, then id. */
  list(kind: SavedKind): SavedObject[]
  /** The owner's and those that are shared, by name, then id. */
  listFor(kind: SavedKind, ownerId: number): SavedObject[]
  countOf(kind: SavedKind, ownerId: number | null): number
}

export interface SavedObjects extends ReadSavedObjects {
  add(object: Omit<SavedObject, 'createdAt' | 'changedAt'>): void
  put(object: SavedObject): void
  remove(kind: SavedKind, id: string): void
}

interface Row extends Omit<SavedObject, 'isShared' | 'spec'> {
  readonly shared: number
  readonly spec: string
}

const SELECT = `SELECT kind, id, owner_id AS ownerId, created_at AS createdAt,
  changed_at AS changedAt, shared, name, spec FROM saved_objects`

export function savedObjectStore(db: Database, clock: () => number): SavedObjects {
  const one = db.query<Row, [string, string]>(`${SELECT} WHERE kind = ? AND id = ?`)
  const all = db.query<Row, [string]>(`${SELECT} WHERE kind = ? ORDER BY name, id`)
  const visible = db.query<Row, [string, number]>(
    `${SELECT} WHERE kind = ? AND (owner_id = ? OR shared = 1) ORDER BY name, id`,
  )
  const counted = db.query<{ count: number }, [string, number | null]>(
    'SELECT count(*) AS count FROM saved_objects WHERE kind = ? AND owner_id IS ?',
  )
  return {
    find: (kind, id) => objectOf(one.get(kind, id)),
    list: (kind) => all.all(kind).flatMap((row) => objectOf(row) ?? []),
    listFor: (kind, ownerId) => visible.all(kind, ownerId).flatMap((row) => objectOf(row) ?? []),
    countOf: (kind, ownerId) => counted.get(kind, ownerId)?.count ?? 0,
    add({ kind, id, ownerId, isShared, name, spec }) {
      const sql = `INSERT INTO saved_objects (kind, id, owner_id, created_at, changed_at, shared,
        name, spec) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
      const now = clock()
      db.query(sql).run(kind, id, ownerId, now, now, isShared, name, JSON.stringify(spec))
    },
    put({ kind, id, isShared, name, spec }) {
      const sql = `UPDATE saved_objects SET changed_at = ?, shared = ?, name = ?, spec = ?
        WHERE kind = ? AND id = ?`
      db.query(sql).run(clock(), isShared, name, JSON.stringify(spec), kind, id)
    },
    remove: (kind, id) =>
      void db.query('DELETE FROM saved_objects WHERE kind = ? AND id = ?').run(kind, id),
  }
}

function objectOf(row: Row | null): SavedObject | null {
  if (row === null) return null
  const { shared, spec, ...rest } = row
  return { ...rest, isShared: shared === 1, spec: JSON.parse(spec) as unknown }
}
