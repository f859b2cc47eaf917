import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import { getTableConfig } from 'drizzle-orm/sqlite-core'

import { migrate, MIGRATIONS, schemaVersion } from '../../src/db/migrate.ts'
import * as schema from '../../src/db/schema.ts'

const GOOD = 'CREATE TABLE a (x); INSERT INTO a VALUES (1)'
const BAD = 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)'

function tablesOf(db: Database): unknown[] {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
  return db.query(sql).values().flat()
}

test('steps run in order and are counted', () => {
  const db = new Database(':memory:')
  migrate(db, [GOOD, 'CREATE TABLE c (y)'])
  expect(schemaVersion(db)).toBe(2)
  expect(tablesOf(db)).toEqual(['a', 'c'])
})

test('steps that ran are not run again', () => {
  const db = new Database(':memory:')
  migrate(db, [GOOD])
  migrate(db, [GOOD, 'CREATE TABLE c (y)'])
  expect(db.query('SELECT count(*) FROM a').values()).toEqual([[1]])
  expect(schemaVersion(db)).toBe(2)
})

test('a failing step leaves the file as it was: the older program can go on', () => {
  const db = new Database(':memory:')
  migrate(db, [GOOD])
  const steps = [GOOD, 'CREATE TABLE c (y)', BAD]
  expect(() => migrate(db, steps)).toThrow('nowhere')
  expect(schemaVersion(db)).toBe(1)
  expect(tablesOf(db)).toEqual(['a'])
})

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly hidden: number
}

const STORED_GENERATED = 3
const migrated = new Database(':memory:')
migrate(migrated, MIGRATIONS)
const described = Object.values(schema).map((table) => getTableConfig(table))

test.each(described)('table $name has the columns of the schema', ({ name, columns }) => {
  const stored = migrated.query<Column, []>(`PRAGMA table_xinfo(${name})`).all()
  const found = stored.map((column) => ({
    name: column.name,
    type: column.type.toLowerCase(),
    isGenerated: column.hidden === STORED_GENERATED,
  }))
  const wanted = columns.map((column) => ({
    name: column.name,
    type: column.getSQLType(),
    isGenerated: column.generated !== undefined,
  }))
  expect(found).toEqual(wanted)
})

// Tables of SQLite and of its text search are not ours.
const ours = tablesOf(migrated).filter((name) => !/^(sqlite_|link_texts)/.test(String(name)))

test.each(ours)('table %s is strict', (name) => {
  const [row] = migrated.query<{ strict: number }, []>(`PRAGMA table_list(${String(name)})`).all()
  expect(row?.strict).toBe(1)
})

test('the audit can be added to and nothing else', () => {
  const insert = `INSERT INTO audit (at, via, event, kind, object_id, name, changes)
    VALUES (1, 'cli', 'create', 'users', '1', 'x', 'null')`
  migrated.run(insert)
  expect(() => migrated.run("UPDATE audit SET event = 'other'")).toThrow('append-only')
  expect(() => migrated.run('DELETE FROM audit')).toThrow('append-only')
})
