/** The last number of each kind that was given to something: numbers are never given twice. */
import type { Database } from 'bun:sqlite'

/** Kinds are tables, and `flow` and `path`, which live inside of documents. */
export type GivenNumbers = readonly (readonly [kind: string, last: number])[]

interface Given {
  readonly kind: string
  readonly last: number
}

export function givenNumbers(db: Database): GivenNumbers {
  const all = db.query<Given, []>(
    `SELECT name AS kind, seq AS last FROM sqlite_sequence
     UNION ALL SELECT name, next - 1 FROM sequences`,
  )
  return all.all().map(({ kind, last }) => [kind, last])
}

/** From now on numbers are higher than these. What is lower already, and unknown kinds, are left out. */
export function continueBehind(db: Database, numbers: GivenNumbers): void {
  const statements = [
    'UPDATE sqlite_sequence SET seq = ?1 WHERE name = ?2 AND seq < ?1',
    `INSERT INTO sqlite_sequence (name, seq) SELECT name, ?1 FROM sqlite_schema
     WHERE type = 'table' AND name = ?2 AND sql LIKE '%AUTOINCREMENT%'
       AND name NOT IN (SELECT name FROM sqlite_sequence)`,
    'UPDATE sequences SET next = ?1 + 1 WHERE name = ?2 AND next <= ?1',
  ]
  const queries = statements.map((sql) => db.query<unknown, [number, string]>(sql))
  db.transaction(() => {
    for (const [kind, last] of numbers) for (const query of queries) query.run(last, kind)
  })()
}
