import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { EventKind } from '../../../src/core/event.ts'
import { checkLedger } from '../../../src/ledger/check/ledger-check.ts'
import { encodeColumn } from '../../../src/ledger/columns/column-format.ts'
import { clickFinder } from '../../../src/report/logs/find-clicks.ts'
import { journalOf, putJournal, removeFolders, temporaryFolder } from '../../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../../support/ledgers.ts'
import { aCostOrder } from '../../support/queries.ts'
import { anEvent } from '../../support/segments.ts'

afterAll(removeFolders)

const ROWS = 40
const ORDER = aCostOrder({ micros: 1_000_001 })

const click = (row: number) =>
  anEvent({
    kind: EventKind.click,
    row,
    clickSeq: SEGMENT_ROWS + row,
    campaignId: 1,
    time: 1000 + row,
    clickTime: 1000 + row,
    keyword: `word ${row}`,
    rawQuery: `q=${row}`,
    clicks: 1,
    costMicros: row,
  })

/** One sealed segment under a cost batch, and an open one. */
async function healthy(): Promise<string> {
  const dataDir = ledgerOf(Array.from({ length: ROWS }, (_, row) => click(row)))
  const keeper = openLedgerOn(dataDir)
  while (keeper.sealNext());
  const ask = { by: { userId: null, via: 'cli' }, whenNone: 'keep' } as const
  await keeper.costs.apply([ORDER], ask, clickFinder(keeper.source))
  keeper.close()
  return dataDir
}

function change(dataDir: string, work: (db: Database) => void): void {
  const db = new Database(join(dataDir, 'ledger.db'))
  work(db)
  db.close()
}

/** Other bytes in a column, under their own checksum. */
function putColumn(dataDir: string, name: string, bytes: Uint8Array): void {
  change(dataDir, (db) => {
    const sql = 'UPDATE columns SET bytes = ?, checksum = ? WHERE name = ?'
    db.query(sql).run(bytes, crc32(bytes), name)
  })
}

const constant = (value: number) => encodeColumn({ kind: 'constant', value }, ROWS)

test('a whole ledger passes, and its sums are told', async () => {
  const { problems, events, sums } = checkLedger(await healthy())
  expect({ problems, events, clicks: sums.clicks, cost: sums.costMicros }).toEqual({
    problems: [],
    events: ROWS,
    clicks: ROWS,
    cost: 1_000_001,
  })
})

test('a folder without a ledger is an empty one', () => {
  expect(checkLedger(temporaryFolder())).toMatchObject({ events: 0, problems: [], segments: [] })
})

test.each<[string, (dataDir: string) => void, RegExp]>([
  [
    'a flipped byte',
    (dataDir) =>
      change(dataDir, (db) => {
        db.run("UPDATE columns SET checksum = checksum + 1 WHERE name = 'keyword'")
      }),
    /^segment 1: checksum of keyword$/,
  ],
  [
    'a flipped byte in what costs replaced',
    (dataDir) => change(dataDir, (db) => db.run('UPDATE base_columns SET checksum = 1')),
    /^segment 1: checksum of cost/,
  ],
  [
    'a flipped byte in the clicks of a batch',
    (dataDir) => change(dataDir, (db) => db.run('UPDATE cost_parts SET checksum = 1')),
    /^segment 1: checksum of costs of batch 1$/,
  ],
  [
    'costs that no batch made',
    (dataDir) => putColumn(dataDir, 'costMicros', constant(7)),
    /^segment 1: its costs are not those of the batches in force$/,
  ],
  [
    'a batch whose clicks do not bear its sum',
    (dataDir) => change(dataDir, (db) => db.run('UPDATE cost_parts SET extra = 0')),
    /^cost batch 1: its clicks bear 1000000 of 1000001 micro-units$/,
  ],
  [
    'a column that is too short',
    (dataDir) =>
      putColumn(
        dataDir,
        'clickSeq',
        encodeColumn({ kind: 'number', values: Float64Array.of(1, 2, 9) }, 3),
      ),
    /^segment 1: clickSeq has 3 rows instead of 40$/,
  ],
  [
    'a row number twice',
    (dataDir) => putColumn(dataDir, 'row', constant(3)),
    /^segment 1: two events have one row number$/,
  ],
  [
    'times that the segment does not span',
    (dataDir) => change(dataDir, (db) => db.run('UPDATE segments SET max_time = 1001')),
    /^segment 1: time is outside of what the segment says$/,
  ],
  [
    'a damaged journal',
    (dataDir) => {
      const path = putJournal(dataDir, 8, journalOf(8, [[click(0)], [click(1)], [click(2)]]))
      const bytes = readFileSync(path)
      bytes[70]! ^= 1
      writeFileSync(path, bytes)
    },
    /^segment 8: \d+ bytes of its journal can't be read$/,
  ],
  [
    'what was set aside',
    (dataDir) => writeFileSync(join(dataDir, 'ledger.db.damaged-5'), ''),
    /^ledger\.db\.damaged-5 was set aside as damaged/,
  ],
])('%s is found', async (_, damage, problem) => {
  const dataDir = await healthy()
  damage(dataDir)
  expect(checkLedger(dataDir).problems.some((text) => problem.test(text))).toBe(true)
})
