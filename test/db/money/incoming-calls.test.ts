/** The log of calls: for how long its entries are kept. */
import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import { migrate } from '../../../src/db/migrate.ts'
import { incomingCallStore } from '../../../src/db/money/incoming-calls.ts'
import { NOON } from '../../support/build.ts'
import { aCall } from '../../support/calls.ts'

const DAY_MS = 86_400_000

test('calls are kept for thirty days, those that did not count for ninety', () => {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  const calls = incomingCallStore(db)
  const kept = (verdict: string, days: number) =>
    calls.add(aCall({ verdict, at: NOON - days * DAY_MS - 1 }))
  kept('accepted', 30)
  const young = kept('accepted', 29)
  kept('parked', 90)
  const parked = kept('parked', 89)
  expect(calls.trim(NOON)).toBe(0)
  const left = db.query<{ id: number }, []>('SELECT id FROM incoming_calls ORDER BY id').all()
  expect(left.map(({ id }) => id)).toEqual([young, parked])
})
