/** The visitors' history while the server runs. */
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import type { Ledger } from '../../../src/ledger/ledger.ts'
import type { RecentQuery } from '../../../src/ledger/segments/recent-events.ts'
import { loadHistory } from '../../../src/track/history/history-file.ts'
import { keepHistory } from '../../../src/track/history/history-keeper.ts'
import { tablesOf } from '../../support/build.ts'
import { cleanUp, newFolder } from '../../support/server.ts'

afterAll(cleanUp)

/** A ledger without events; `asked`: what became of damaged ones. */
function keptOver(status: () => unknown, asked: string[] = []) {
  const path = join(newFolder(), 'history.bin')
  const ledger = {
    recentEvents: async ({ damaged }: RecentQuery) => (
      asked.push(damaged),
      { rows: [], cursor: null }
    ),
    status,
  } as unknown as Ledger
  const parts = { tables: () => tablesOf({}), capUsed: () => 0, clock: () => 0, log: () => {} }
  return { path, kept: keepHistory({ ledger, path, ...parts }) }
}

test("events that can't be read keep no server from starting", async () => {
  const asked: string[] = []
  await keptOver(() => null, asked).kept
  expect(asked).toEqual(['left_out'])
})

test('saves that were asked for at once follow one another, the last with all', async () => {
  let rowsGiven = 0
  const { path, kept: opening } = keptOver(() => ({
    journal: { segment: 0, rowsGiven: ++rowsGiven },
  }))
  const kept = await opening
  await Promise.all([kept.save(), kept.save(), kept.save()])
  expect(loadHistory(path)).toMatchObject({ seq: 2 })
})
