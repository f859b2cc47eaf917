/** The visitors' history while the server runs. */
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import type { Ledger } from '../../../src/ledger/ledger.ts'
import { loadHistory } from '../../../src/track/history/history-file.ts'
import { keepHistory } from '../../../src/track/history/history-keeper.ts'
import { tablesOf } from '../../support/build.ts'
import { cleanUp, newFolder } from '../../support/server.ts'

afterAll(cleanUp)

test('saves that were asked for at once follow one another, the last with all', async () => {
  const path = join(newFolder(), 'history.bin')
  let rowsGiven = 0
  const ledger = {
    recentEvents: async () => ({ rows: [], cursor: null }),
    status: () => ({ journal: { segment: 0, rowsGiven: ++rowsGiven } }),
  } as unknown as Ledger
  const kept = await keepHistory({
    ledger,
    tables: () => tablesOf({}),
    path,
    capUsed: () => 0,
    clock: () => 0,
    log: () => {},
  })
  await Promise.all([kept.save(), kept.save(), kept.save()])
  expect(loadHistory(path)).toMatchObject({ seq: 2 })
})
