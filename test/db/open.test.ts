import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { MIGRATIONS } from '../../src/db/migrate.ts'
import {
  APPLICATION_ID,
  type ConfigDatabase,
  openBesideWriter,
  openConfig,
} from '../../src/db/open.ts'
import { pragma } from '../../src/lib/pragma.ts'
import { temporaryFolder } from '../support/management.ts'

let folder = ''
const path = () => join(folder, 'config.db')
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function opened(dataDir = folder): ConfigDatabase {
  const config = openConfig(dataDir)
  if ('damaged' in config) throw new Error(config.damaged)
  return config
}

test.each([
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['busy_timeout', 5000],
  ['foreign_keys', 1],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 64 * 1024 * 1024],
  ['application_id', APPLICATION_ID],
  ['user_version', MIGRATIONS.length],
])('the writer has %s = %p, and so has one beside it', (name, value) => {
  const config = opened()
  const beside = openBesideWriter(folder)
  expect([pragma(config.writer, name), pragma(beside, name)]).toEqual([value, value])
  beside.close()
  config.close()
})

test('a handle beside the writer waits for it as long as it was told to', () => {
  const config = opened()
  const [soon, late] = [openBesideWriter(folder, 1), openBesideWriter(folder, 120_000)]
  config.writer.run('BEGIN IMMEDIATE')
  expect(() => soon.run('BEGIN IMMEDIATE')).toThrow('locked')
  expect(pragma(late, 'busy_timeout')).toBe(120_000)
  config.writer.run('ROLLBACK')
  for (const handle of [soon, late, config]) handle.close()
})

test('a new folder is for its owner alone, and so is the file', () => {
  const inner = join(folder, 'data')
  opened(inner).close()
  expect(statSync(inner).mode & 0o777).toBe(0o700)
  expect(statSync(join(inner, 'config.db')).mode & 0o777).toBe(0o600)
})

test('nothing is left beside the database after it was made and closed', () => {
  opened().close()
  expect(readdirSync(folder)).toEqual(['config.db'])
})

test('the reader sees what the writer committed and can write nothing', () => {
  const config = opened()
  config.writer.run("INSERT INTO settings VALUES ('timezone', 'UTC')")
  expect(config.reader.query('SELECT value FROM settings').values()).toEqual([['UTC']])
  expect(() => config.reader.run('DELETE FROM settings')).toThrow('readonly')
  config.close()
})

test('what was stored is there after opening again', () => {
  const first = opened()
  first.writer.run("INSERT INTO settings VALUES ('a', 'b')")
  first.close()
  const second = opened()
  expect(second.reader.query('SELECT * FROM settings').values()).toEqual([['a', 'b']])
  second.close()
})

describe('a file that is not ours is refused in one line and left as it was', () => {
  const foreign = () => {
    const db = new Database(path(), { create: true })
    db.run('CREATE TABLE t (a)')
    db.close()
  }
  const newer = () => {
    opened().close()
    const db = new Database(path())
    db.run('PRAGMA user_version = 999')
    db.close()
  }
  const overwritten = () => {
    opened().close()
    const bytes = readFileSync(path())
    writeFileSync(path(), bytes.fill(0x5a, 4096, 4096 * 12))
  }
  const truncated = () => {
    opened().close()
    writeFileSync(path(), readFileSync(path()).subarray(0, 6000))
  }
  const cases: Record<string, [make: () => void, says: RegExp]> = {
    empty: [() => writeFileSync(path(), ''), /is empty/],
    text: [() => writeFileSync(path(), 'hello, this is not a database'), /not a Sluice database/],
    'of another program': [foreign, /not a Sluice database/],
    newer: [newer, /newer version of Sluice: run that one, or restore a backup/],
    overwritten: [overwritten, /is damaged; restore a backup \(those in `backups`/],
    truncated: [truncated, /is damaged; restore a backup/],
  }
  test.each(Object.entries(cases))('%s', (_name, [make, says]) => {
    make()
    const before = readFileSync(path())
    const result = openConfig(folder)
    expect(result).toHaveProperty('damaged')
    const { damaged } = result as { damaged: string }
    expect(damaged).toMatch(says)
    expect(damaged).not.toContain('\n')
    expect(readFileSync(path()).equals(before)).toBe(true)
  })

  test('a folder of that name', () => {
    mkdirSync(path())
    expect(openConfig(folder)).toEqual({ damaged: `${path()}: is not a file` })
  })
})
