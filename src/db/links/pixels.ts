/** The store of pixels: pieces of HTML that links show before their visitors go on. */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'

export interface Pixel {
  readonly id: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly changedAt: number
  readonly ownerId: number
  readonly name: string
  /** As it was given, byte for byte. */
  readonly code: string
}

/** Those of an owner, `null`: of everybody; beside them those of these ids. */
export interface Whose {
  readonly ownerId: number | null
  readonly ids?: readonly number[]
}

export interface ReadPixels {
  find(id: number): Pixel | null
  /** By id. */
  list(whose: Whose, limit: number, offset: number): Pixel[]
  count(whose: Whose): number
  /** How many links show it, and some of their ids. */
  uses(id: number): { readonly count: number; readonly linkIds: readonly number[] }
}

export interface PixelStore extends ReadPixels {
  /** Under the wanted id if that is free. */
  add(pixel: Pick<Pixel, 'ownerId' | 'name' | 'code'>, wantedId?: number): number
  put(pixel: Pixel): void
  remove(id: number): void
}

const SELECT = `SELECT id, created_at AS createdAt, changed_at AS changedAt, owner_id AS ownerId,
  name, code FROM pixels`
const OWNED = '(?1 IS NULL OR owner_id = ?1 OR id IN (SELECT value FROM json_each(?2)))'
const USES_SHOWN = 20

export function pixelStore(db: Database, clock: () => number): PixelStore {
  const one = db.query<Pixel, [number]>(`${SELECT} WHERE id = ?`)
  const page = db.query<Pixel, [number | null, string, number, number]>(
    `${SELECT} WHERE ${OWNED} ORDER BY id LIMIT ?3 OFFSET ?4`,
  )
  const counted = db.query<{ count: number }, [number | null, string]>(
    `SELECT count(*) AS count FROM pixels WHERE ${OWNED}`,
  )
  const usedBy = db.query<{ id: number }, [number]>(
    `SELECT link_id AS id FROM link_pixels WHERE pixel_id = ? ORDER BY link_id LIMIT ${USES_SHOWN}`,
  )
  const uses = db.query<{ count: number }, [number]>(
    'SELECT count(*) AS count FROM link_pixels WHERE pixel_id = ?',
  )
  return {
    find: (id) => one.get(id),
    list: ({ ownerId, ids = [] }, limit, offset) =>
      page.all(ownerId, JSON.stringify(ids), limit, offset),
    count: ({ ownerId, ids = [] }) => counted.get(ownerId, JSON.stringify(ids))?.count ?? 0,
    uses(id) {
      return { count: uses.get(id)!.count, linkIds: usedBy.all(id).map((row) => row.id) }
    },
    add({ ownerId, name, code }, wantedId) {
      const sql = `INSERT INTO pixels (id, created_at, changed_at, owner_id, name, code)
        VALUES (?, ?, ?, ?, ?, ?)`
      const now = clock()
      const id = wantedId === undefined || one.get(wantedId) !== null ? null : wantedId
      return insertedId(db.query(sql), id, now, now, ownerId, name, code)
    },
    put({ id, name, code }) {
      const sql = 'UPDATE pixels SET changed_at = ?, name = ?, code = ? WHERE id = ?'
      db.query(sql).run(clock(), name, code, id)
    },
    remove: (id) => void db.query('DELETE FROM pixels WHERE id = ?').run(id),
  }
}
