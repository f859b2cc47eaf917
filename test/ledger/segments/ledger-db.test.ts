import type { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { uploadStore } from '../../../src/ledger/costs/cost-uploads.ts'
import { numbersNotedIn } from '../../../src/ledger/keeper/given-numbers.ts'
import { begunSegments } from '../../../src/ledger/segments/begun-segments.ts'
import { LEDGER_FILE, openLedgerDb } from '../../../src/ledger/segments/ledger-db.ts'
import { verdictStore } from '../../../src/ledger/verdicts/verdict-store.ts'
import { removeFolders, temporaryFolder } from '../../support/journals.ts'

afterAll(removeFolders)

const PAGE_BYTES = 16_384

/** As before version 8. */
function withoutNumbers(db: Database): void {
  db.run('DROP TABLE given_numbers')
  db.run('DROP TABLE lost_configs')
}

test('a ledger of version 3 is brought up to date and keeps what is in it', () => {
  const folder = temporaryFolder()
  const { db: before } = openLedgerDb(folder, 0)
  withoutNumbers(before)
  before.run('DROP TABLE begun_segments')
  before.run('DROP TABLE reclassifications')
  before.run('DROP TABLE cost_uploads')
  before.run('DROP INDEX cost_batches_of_upload')
  before.run("INSERT INTO cost_batches VALUES (1, 'u', 0, 0, 0, 3, 5, '{}', '[]', 'file')")
  before.run('PRAGMA user_version = 3')
  before.close()
  const { db, setAside } = openLedgerDb(folder, 0)
  const count = (table: string) => db.query(`SELECT count(*) AS n FROM ${table}`).get()
  expect([setAside, count('cost_batches'), count('cost_uploads')]).toEqual([
    null,
    { n: 1 },
    { n: 0 },
  ])
  db.close()
})

test('a ledger of version 4 keeps its files of costs, of which nothing is left to do', () => {
  const folder = temporaryFolder()
  const { db: before } = openLedgerDb(folder, 0)
  withoutNumbers(before)
  before.run('DROP TABLE begun_segments')
  before.run('DROP TABLE reclassifications')
  before.run('ALTER TABLE cost_uploads DROP COLUMN work')
  before.run('ALTER TABLE cost_uploads DROP COLUMN tries')
  before.run("INSERT INTO cost_uploads VALUES ('u', 0, '[1]', 'null')")
  before.run('PRAGMA user_version = 4')
  before.close()
  const { db } = openLedgerDb(folder, 0)
  const store = uploadStore(db, { ofUpload: () => [] })
  expect([store.left(), store.find('u')]).toEqual([
    [],
    { campaigns: [1], lines: null, isEarlier: true, isLeft: false },
  ])
  db.close()
})

test('a ledger of version 5 keeps what is left to do of its files of costs', () => {
  const folder = temporaryFolder()
  const { db: before } = openLedgerDb(folder, 0)
  withoutNumbers(before)
  before.run('DROP TABLE begun_segments')
  before.run('DROP TABLE reclassifications')
  before.run("INSERT INTO cost_uploads VALUES ('u', 0, '[1]', 'null', x'00', 1)")
  before.run('PRAGMA user_version = 5')
  before.close()
  const { db } = openLedgerDb(folder, 0)
  expect(uploadStore(db, { ofUpload: () => [] }).left()).toEqual(['u'])
  expect(verdictStore(db).list()).toEqual([])
  db.close()
})

test.each([
  'cost_batches',
  'sqlite_autoindex_cost_parts_1',
  'removals',
  'cost_uploads',
  'reclassifications',
  'begun_segments',
  'given_numbers',
  'lost_configs',
])('a ledger whose %s can not be read is set aside, so that the server starts', (name) => {
  const folder = temporaryFolder()
  const { db } = openLedgerDb(folder, 0)
  const query = 'SELECT rootpage FROM sqlite_schema WHERE name = ?'
  const page = db.query<{ rootpage: number }, [string]>(query).get(name)!.rootpage
  db.run('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  const file = openSync(join(folder, LEDGER_FILE), 'r+')
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES)
  closeSync(file)
  const opened = openLedgerDb(folder, 7)
  expect(opened.setAside).toBe(join(folder, `${LEDGER_FILE}.damaged-7`))
  opened.db.close()
})

test('a ledger of version 6 keeps what was judged anew', () => {
  const folder = temporaryFolder()
  const { db: before } = openLedgerDb(folder, 0)
  withoutNumbers(before)
  before.run('DROP TABLE begun_segments')
  before.run(
    "INSERT INTO reclassifications VALUES (1, 'u', 0, 0, 1, 'done', 0, 0, '{}', x'00', 5, 0, '{}')",
  )
  before.run('PRAGMA user_version = 6')
  before.close()
  const { db } = openLedgerDb(folder, 0)
  expect([verdictStore(db).list().length, begunSegments(db, () => 0).last()]).toEqual([1, 0])
  db.close()
})

test('a ledger of version 7 keeps the segments that it knows to have begun', () => {
  const folder = temporaryFolder()
  const { db: before } = openLedgerDb(folder, 0)
  withoutNumbers(before)
  before.run('INSERT INTO begun_segments VALUES (3, 0, NULL)')
  before.run('PRAGMA user_version = 7')
  before.close()
  const { db } = openLedgerDb(folder, 0)
  const age = numbersNotedIn(db, () => 1)([['links', 1]])
  expect([begunSegments(db, () => 0).last(), age]).toEqual([3, { ahead: [], lostAt: null }])
  db.close()
})
