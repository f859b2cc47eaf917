/**
 * What stays of events that retention removes by age: counts by object, name and key, added up in
 * the transaction that removes them. What is counted, the rest of the program says.
 */
import type { Database } from 'bun:sqlite'

import type { KeptSum, SegmentView } from '../columns/column.ts'

/** What is to be kept of events that go. */
export type SumUp = (gone: SegmentView) => readonly KeptSum[]

export interface KeptSums {
  add(sums: readonly KeptSum[]): void
  of(id: number): KeptSum[]
}

const TABLE = `CREATE TABLE IF NOT EXISTS kept_sums (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  "key" TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (id, name, "key")
) STRICT, WITHOUT ROWID`

export function keptSums(db: Database): KeptSums {
  db.run(TABLE)
  const add = db.query(
    `INSERT INTO kept_sums VALUES (?, ?, ?, ?)
     ON CONFLICT (id, name, "key") DO UPDATE SET count = count + excluded.count`,
  )
  const of = db.query<KeptSum, [number]>(
    'SELECT id, name, "key" AS key, count FROM kept_sums WHERE id = ?',
  )
  return {
    add(sums) {
      for (const { id, name, key, count } of sums) add.run(id, name, key, count)
    },
    of: (id) => of.all(id),
  }
}
