/** Inserts that tell which number their row got. */
import type { SQLQueryBindings, Statement } from 'bun:sqlite'

/** Not by RETURNING: SQLite would copy every page that the INSERT touches into a temporary file. */
export function insertedId<Values extends SQLQueryBindings[]>(
  insert: Statement<unknown, Values>,
  ...values: Values
): number {
  return Number(insert.run(...values).lastInsertRowid)
}
