/** How SQLite goes about what stores ask. */
import type { Database } from 'bun:sqlite'

/** The steps of all statements that are run. */
export function plansOf(db: Database, ask: (db: Database) => unknown): string[] {
  const run: string[] = []
  const query = db.query.bind(db)
  db.query = ((sql: string) => {
    const statement = query(sql)
    const noted = <A extends unknown[], R>(act: (...values: A) => R) => {
      return (...values: A) => {
        run.push(sql)
        return act.apply(statement, values)
      }
    }
    return { all: noted(statement.all), get: noted(statement.get), run: noted(statement.run) }
  }) as unknown as Database['query']
  ask(db)
  return run.flatMap((sql) =>
    query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail),
  )
}
