/** Files of each version of the format are kept in `fixtures` and must stay readable for ever. */
import { afterAll, expect, test } from 'bun:test'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EventKind } from '../../src/core/event.ts'
import { checkAt } from '../../src/ledger/columns/check-stream.ts'
import { JOURNAL_DIRECTORY } from '../../src/ledger/keeper/keeper.ts'
import { clickAt, keeperOn, removeFolders, SALT, temporaryFolder } from '../support/journals.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const fixtures = join(import.meta.dir, 'fixtures')
const ROWS = 300
/** There have to be many for each encoding of the format to occur: then not each one is read. */
const stepOf = (format: number) => (format < 4 ? 1 : 5)

/** What the fixtures hold: every encoding and width, texts of every kind. */
function stored(row: number, format: number): Event {
  const time = 1_767_225_600_000 + row * 1117 * (row % 5)
  return anEvent({
    kind: EventKind.click,
    row,
    time,
    clickTime: time - (row % 3),
    clickSeq: SEGMENT_ROWS + row,
    flags: row % 32,
    campaignId: 12,
    offerId: 70_000 + (row % 2) * 66_000,
    country: ['DE', 'US', ''][row % 3]!,
    keyword: row % 4 === 0 ? `слово ${row}` : `word \ud83d\ude00 \ud800 ${row % 9}`,
    externalId: format < 5 ? `id-${row}` : idOf(row - (row % 3 === 0 ? row % 7 : 0)),
    referrer: format < 5 ? '' : `https://site.example/${'page/'.repeat(row % 60)}`,
    subIds: row % 7 === 0 ? ['a', '', `c${row}`] : [],
    destination: `https://offer.example/?click={}&n=${row}`,
    clicks: 1,
    costMicros: row % 2 === 0 ? 0 - row * 1_000_003 : row * 9_000_000_000,
    revenueConfirmedMicros: row === 8 ? -5_000_000 : 0,
    revenueOtherMicros: format < 4 ? 0 : row % 50 === 10 ? row * -1_000_003 : row * 41,
  })
}

/** Of twelve letters, which compress badly, as those that sources give. */
function idOf(row: number): string {
  const parts = [1, 2].map((seed) => Bun.hash.crc32(`${row}`, seed).toString(36).padStart(7, 'z'))
  return parts.join('').slice(0, 12)
}

const rowsOf = (format: number) => Array.from({ length: ROWS }, (_, at) => at * stepOf(format))

function readAll(dataDir: string, rows: readonly number[]): (Event | null)[] {
  const keeper = keeperOn(dataDir)
  keeper.refresh()
  const events = rows.map((row) => clickAt(keeper, SEGMENT_ROWS + row, checkAt(SALT, row)))
  keeper.close()
  return events
}

const expected = (format: number) => rowsOf(format).map((row) => stored(row, format))

test.each([1, 2, 3, 4, 5])('a ledger.db of format %d is read', (version) => {
  const dataDir = temporaryFolder()
  copyFileSync(join(fixtures, `format-${version}.db`), join(dataDir, 'ledger.db'))
  expect(readAll(dataDir, rowsOf(version))).toEqual(expected(version))
})

test.each([1])('a journal of format %d is read', (version) => {
  const dataDir = temporaryFolder()
  mkdirSync(join(dataDir, JOURNAL_DIRECTORY))
  const path = join(dataDir, JOURNAL_DIRECTORY, '1.journal')
  copyFileSync(join(fixtures, `format-${version}.journal`), path)
  expect(readAll(dataDir, rowsOf(version))).toEqual(expected(version))
})
