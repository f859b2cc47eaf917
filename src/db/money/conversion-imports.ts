/** Uploads of conversions, each of which can be taken back as a whole. */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'
import type { Value } from './named-rows.ts'

interface ConversionImport {
  readonly id: number
  readonly at: number
  readonly userId: number | null
  readonly lines: number
  readonly undoneAt: number | null
}

export interface ReadImports {
  find(id: number): ConversionImport | null
}

export interface ImportStore extends ReadImports {
  /** `reason`: why a person did it, as timelines tell it; empty: it was not said. */
  add(made: Omit<ConversionImport, 'id' | 'undoneAt'> & { readonly reason: string }): number
  /** Further lines of the same import. */
  extend(id: number, lines: number): void
  setUndone(id: number, at: number): void
}

export function importStore(db: Database): ImportStore {
  const one = `SELECT id, at, user_id AS userId, lines, undone_at AS undoneAt
    FROM conversion_imports WHERE id = ?`
  const insert = db.query<unknown, Value[]>(
    'INSERT INTO conversion_imports (at, user_id, lines, options) VALUES (?, ?, ?, ?)',
  )
  return {
    find: (id) => db.query<ConversionImport, [number]>(one).get(id),
    add: ({ at, userId, lines, reason }) =>
      insertedId(insert, at, userId, lines, JSON.stringify(reason === '' ? {} : { reason })),
    extend: (id, lines) =>
      void db.query('UPDATE conversion_imports SET lines = lines + ? WHERE id = ?').run(lines, id),
    setUndone: (id, at) =>
      void db.query('UPDATE conversion_imports SET undone_at = ? WHERE id = ?').run(at, id),
  }
}
