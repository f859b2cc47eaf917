/** The store of exports that are written to files: what waits, what is made, what lies there. */
import type { Database } from 'bun:sqlite'

export type CsvKind = 'clicklog' | 'conversions'
export type CsvState = 'queued' | 'running' | 'done' | 'failed' | 'removed'

export interface CsvTask {
  readonly id: string
  readonly ownerId: number
  readonly kind: CsvKind
  /** The parameters of the export, as they were checked. */
  readonly query: unknown
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly state: CsvState
  /** How often it was begun. */
  readonly tries: number
  /** Name in the folder of such files. */
  readonly file: string
  readonly bytes: number
  /** Campaigns that the file tells of; null: all. */
  readonly scope: readonly number[] | null
  /** Whether it tells revenue. */
  readonly hasMoney: boolean
  /** Why it failed; `''` when it did not. */
  readonly problem: string
}

export interface ReadCsvTasks {
  find(id: string): CsvTask | null
  byFile(name: string): CsvTask | null
  /** Newest first; `states` none: all. */
  list(states?: readonly CsvState[]): CsvTask[]
  /** The one that has waited longest. */
  next(): CsvTask | null
}

export interface CsvTasks extends ReadCsvTasks {
  add(task: Pick<CsvTask, 'id' | 'ownerId' | 'kind' | 'query' | 'file'>): void
  put(task: CsvTask): void
  remove(id: string): void
  /** What was being made when the program ended waits again. */
  requeueRunning(): void
}

interface Row extends Omit<CsvTask, 'query' | 'scope' | 'hasMoney'> {
  readonly query: string
  readonly scope: string | null
  readonly money: number
}

const SELECT = `SELECT id, owner_id AS ownerId, kind, query, created_at AS createdAt,
  started_at AS startedAt, finished_at AS finishedAt, state, tries, file, bytes, scope, money,
  problem FROM csv_tasks`

export function csvTaskStore(db: Database, clock: () => number): CsvTasks {
  const one = db.query<Row, [string]>(`${SELECT} WHERE id = ?`)
  const named = db.query<Row, [string]>(`${SELECT} WHERE file = ?`)
  const oldest = db.query<Row, []>(`${SELECT} WHERE state = 'queued' ORDER BY tries, rowid LIMIT 1`)
  const all = db.query<Row, [string | null]>(
    `${SELECT} WHERE ?1 IS NULL OR state IN (SELECT value FROM json_each(?1))
     ORDER BY rowid DESC`,
  )
  return {
    find: (id) => taskOf(one.get(id)),
    byFile: (name) => taskOf(named.get(name)),
    list: (states) =>
      all
        .all(states === undefined ? null : JSON.stringify(states))
        .flatMap((row) => taskOf(row) ?? []),
    next: () => taskOf(oldest.get()),
    add({ id, ownerId, kind, query, file }) {
      const sql = `INSERT INTO csv_tasks (id, owner_id, kind, query, created_at, state, file)
        VALUES (?, ?, ?, ?, ?, 'queued', ?)`
      db.query(sql).run(id, ownerId, kind, JSON.stringify(query), clock(), file)
    },
    put({ id, startedAt, finishedAt, state, tries, bytes, scope, hasMoney, problem }) {
      const sql = `UPDATE csv_tasks SET started_at = ?, finished_at = ?, state = ?, tries = ?,
        bytes = ?, scope = ?, money = ?, problem = ? WHERE id = ?`
      const campaigns = scope === null ? null : JSON.stringify(scope)
      const values = [startedAt, finishedAt, state, tries, bytes, campaigns, hasMoney] as const
      db.query(sql).run(...values, problem, id)
    },
    remove: (id) => void db.query('DELETE FROM csv_tasks WHERE id = ?').run(id),
    requeueRunning: () =>
      void db.query(`UPDATE csv_tasks SET state = 'queued' WHERE state = 'running'`).run(),
  }
}

function taskOf(row: Row | null): CsvTask | null {
  if (row === null) return null
  const { query, scope, money, ...rest } = row
  return {
    ...rest,
    query: JSON.parse(query) as unknown,
    scope: scope === null ? null : (JSON.parse(scope) as number[]),
    hasMoney: money === 1,
  }
}
