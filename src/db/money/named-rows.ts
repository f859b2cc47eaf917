/** Tables whose columns are called otherwise than the properties of the objects kept in them. */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'

export type Value = string | number | null

/** Column by property, in the order of the values; `id` apart. */
export type ColumnNames = Readonly<Record<string, string>>

/** A list for SELECT: the id and every column, called as its property is. */
export function namedColumns(table: string, columns: ColumnNames): string {
  const named = Object.entries(columns).map(([name, column]) => `${table}.${column} AS ${name}`)
  return [`${table}.id AS id`, ...named].join(', ')
}

export interface RowWriter {
  /** The id it got. */
  add(values: readonly Value[]): number
  put(id: number, values: readonly Value[]): void
}

export function rowWriter(db: Database, table: string, columns: ColumnNames): RowWriter {
  const names = Object.values(columns)
  const insert = db.query<unknown, Value[]>(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
  const update = db.query<unknown, Value[]>(
    `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
  )
  return {
    add: (values) => insertedId(insert, ...values),
    put: (id, values) => void update.run(...values, id),
  }
}
