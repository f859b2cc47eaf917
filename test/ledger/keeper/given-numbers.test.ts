import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import { numbersNotedIn, numbersOfCopy } from '../../../src/ledger/keeper/given-numbers.ts'
import { LEDGER_FILE, openLedgerDb } from '../../../src/ledger/segments/ledger-db.ts'
import { DAY_MS } from '../../../src/lib/spans.ts'
import { removeFolders, temporaryFolder } from '../../support/journals.ts'

afterAll(removeFolders)

test('numbers that were higher are told with the time of the newest, for a month', () => {
  let now = 1000
  const { db } = openLedgerDb(temporaryFolder(), 0)
  const age = numbersNotedIn(db, () => now)
  const fine = { ahead: [], lostAt: null }
  expect(age([['links', 5]])).toEqual(fine)
  now = 2000
  expect(
    age([
      ['links', 5],
      ['users', 2],
    ]),
  ).toEqual(fine)
  now = 3000
  expect(age([['links', 4]])).toEqual({
    ahead: [
      ['links', 5],
      ['users', 2],
    ],
    lostAt: 2000,
  })
  // As it is when the tables go on behind them, also in a later run.
  const later = numbersNotedIn(db, () => now)
  const after = [
    ['links', 9],
    ['users', 2],
  ] as const
  expect(later(after)).toEqual({ ahead: [], lostAt: 2000 })
  now += 30 * DAY_MS
  expect(later(after)).toEqual(fine)
  db.close()
})

test('of a copy numbers that are higher are gone on behind, and nothing is told', () => {
  const folder = temporaryFolder()
  const { db } = openLedgerDb(folder, 0)
  numbersNotedIn(db, () => 1000)([['links', 5]])
  db.close()
  numbersOfCopy(join(folder, LEDGER_FILE))
  const { db: copy } = openLedgerDb(folder, 0)
  const age = numbersNotedIn(copy, () => 2000)
  expect(age([['links', 4]])).toEqual({ ahead: [['links', 5]], lostAt: null })
  copy.close()
})
