/** A journal with events that somebody takes away is missed; one without any is not. */
import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { checkLedger } from '../../../src/ledger/check/ledger-check.ts'
import {
  DAMAGED_DIRECTORY,
  JOURNAL_DIRECTORY,
  openKeeper,
} from '../../../src/ledger/keeper/keeper.ts'
import { forgetBegun } from '../../../src/ledger/segments/begun-segments.ts'
import { DAY_MS } from '../../../src/lib/spans.ts'
import {
  journalOf,
  putJournal,
  read,
  removeFolders,
  rowsOf,
  seal,
  temporaryFolder,
  three,
} from '../../support/journals.ts'

afterAll(removeFolders)

const MISSING =
  'journal 1 is missing: no report has its events, from 1970-01-01T00:00:01.000Z on, until the file is put back'

/** What was read of a journal that the server was killed over, and where it lies. */
function killed(): { readonly dataDir: string; readonly path: string } {
  const dataDir = temporaryFolder()
  const path = putJournal(dataDir, 1, journalOf(1, three))
  read(dataDir).close()
  return { dataDir, path }
}

/** What a start says of it. */
function toldOf(dataDir: string, now = 5000): string[] {
  const told: string[] = []
  const report = (problem: string) => void told.push(problem)
  openKeeper({ dataDir, liveFrom: null, clock: () => now, report }).close()
  return told
}

test('one that is taken away is told at each start and by the check, for a month', () => {
  const { dataDir, path } = killed()
  expect([toldOf(dataDir), checkLedger(dataDir).problems]).toEqual([[], []])
  rmSync(path)
  expect(toldOf(dataDir)).toEqual([MISSING])
  expect(toldOf(dataDir, 5000 + 29 * DAY_MS)).toEqual([MISSING])
  expect(toldOf(dataDir, 5000 + 30 * DAY_MS)).toEqual([])
})

test('the check, which writes nothing, tells it first, too', () => {
  const { dataDir, path } = killed()
  rmSync(path)
  const check = () => checkLedger(dataDir).problems
  expect([check(), check()]).toEqual([[MISSING], [MISSING]])
})

test('a ledger that is gone is told where something was sealed before the first journal', () => {
  const told = [1, 2].map((segment) => {
    const dataDir = temporaryFolder()
    putJournal(dataDir, segment, journalOf(segment, three))
    return toldOf(dataDir)
  })
  expect(told).toEqual([
    [],
    ['ledger.db is missing: no report has its events, until that of a backup is there'],
  ])
})

test('one that is emptied is missing as well', () => {
  const { dataDir, path } = killed()
  truncateSync(path, 0)
  expect(toldOf(dataDir)).toEqual([MISSING])
})

test('its number is not given again, and put back all of it counts', () => {
  const { dataDir, path } = killed()
  const away = join(temporaryFolder(), 'away')
  renameSync(path, away)
  const keeper = read(dataDir)
  expect([keeper.liveFrom, rowsOf(keeper)]).toEqual([2, []])
  renameSync(away, path)
  keeper.refresh()
  expect(rowsOf(keeper)).toEqual([0, 1, 2, 3, 4])
  keeper.close()
  expect(toldOf(dataDir)).toEqual([])
})

test('one that is sealed, set aside or was empty is not missing', () => {
  const { dataDir } = killed()
  const keeper = read(dataDir)
  seal(dataDir, keeper)
  const empty = putJournal(dataDir, 3, journalOf(3, []))
  keeper.refresh()
  keeper.close()
  rmSync(empty)
  expect(toldOf(dataDir)).toEqual([])

  const other = killed()
  const aside = join(other.dataDir, DAMAGED_DIRECTORY)
  renameSync(join(other.dataDir, JOURNAL_DIRECTORY), aside)
  expect(toldOf(other.dataDir)).toEqual([])
})

test('one that is told as damaged, and taken away afterwards, is not missing', () => {
  const { dataDir, path } = killed()
  writeFileSync(path, Buffer.alloc(100, 1))
  const reports: string[] = []
  read(dataDir, reports).close()
  expect(reports).toEqual([expect.stringContaining('no readable header')])
  rmSync(join(dataDir, DAMAGED_DIRECTORY), { recursive: true })
  expect(toldOf(dataDir)).toEqual([])
})

test('what the disk refuses to note is noted a minute later, and keeps nobody from reading', () => {
  const dataDir = temporaryFolder()
  let now = 5000
  const keeper = openKeeper({ dataDir, liveFrom: null, clock: () => now, report: () => {} })
  const other = new Database(join(dataDir, 'ledger.db'))
  other.run('ALTER TABLE begun_segments RENAME TO away')
  const path = putJournal(dataDir, 1, journalOf(1, three))
  keeper.refresh()
  expect(rowsOf(keeper)).toHaveLength(5)
  other.run('ALTER TABLE away RENAME TO begun_segments')
  other.close()
  keeper.refresh()
  expect(checkLedger(dataDir).problems).toEqual([])
  now += 60_000
  keeper.refresh()
  keeper.close()
  rmSync(path)
  expect(toldOf(dataDir)).toEqual([MISSING])
})

test('one that began while a copy was made is not missing in the copy', () => {
  const { dataDir, path } = killed()
  rmSync(path)
  forgetBegun(join(dataDir, 'ledger.db'), [1])
  expect(toldOf(dataDir)).toEqual([])
})
