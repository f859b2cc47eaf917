/** The log of calls: for how long its entries are kept. */
import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import { migrate } from '../../../src/db/migrate.ts'
import {
  incomingCallStore,
  type IncomingRow,
  Standing,
} from '../../../src/db/money/incoming-calls.ts'
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
  expect(calls.trim(NOON)).toEqual({ lost: 0, isDone: true })
  const left = db.query<{ id: number }, []>('SELECT id FROM incoming_calls ORDER BY id').all()
  expect(left.map(({ id }) => id)).toEqual([young, parked])
})

test('what strangers send makes room first, then what visitors send, the oldest of each', () => {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  const calls = incomingCallStore(db)
  const { stranger, visitor, network } = Standing
  const parked = (at: number, standing: IncomingRow['standing']) =>
    calls.add(aCall({ verdict: 'parked', at: NOON + at, standing }))
  parked(3, stranger)
  const oldest = parked(0, network)
  parked(1, visitor)
  const ofVisitor = parked(2, visitor)
  const newest = parked(5, network)
  parked(4, stranger)
  const left = () =>
    db
      .query<{ id: number }, []>('SELECT id FROM incoming_calls ORDER BY id')
      .all()
      .map(({ id }) => id)
  expect(calls.trim(NOON, 3)).toEqual({ lost: 3, isDone: true })
  expect(left()).toEqual([oldest, ofVisitor, newest])
  expect(calls.trim(NOON, 1)).toEqual({ lost: 2, isDone: true })
  expect(left()).toEqual([newest])
})

test('repetitions are limited as the inbox is, calls that counted are not', () => {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  const calls = incomingCallStore(db)
  for (let at = 0; at < 3; at++) calls.add(aCall({ verdict: 'accepted', at: NOON + at }))
  for (let at = 0; at < 6000; at++) calls.add(aCall({ verdict: 'duplicate', at: NOON + at }))
  const counts = () =>
    db
      .query<{ verdict: string; count: number }, []>(
        'SELECT verdict, count(*) AS count FROM incoming_calls GROUP BY verdict ORDER BY 1',
      )
      .all()
      .map(({ verdict, count }) => [verdict, count])
  expect(calls.trim(NOON, 2)).toEqual({ lost: 0, isDone: false })
  expect(calls.trim(NOON, 2)).toEqual({ lost: 0, isDone: true })
  expect(counts()).toEqual([
    ['accepted', 3],
    ['duplicate', 2],
  ])
})
