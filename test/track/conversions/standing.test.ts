/** Which calls a full inbox keeps longest: anybody can send any number of the others. */
import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import type { PostbackKey } from '../../../src/core/tables.ts'
import { migrate, MIGRATIONS } from '../../../src/db/migrate.ts'
import { Standing } from '../../../src/db/money/incoming-calls.ts'
import type { CallJob, ClickFinding } from '../../../src/track/conversions/jobs.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, found, openClerk } from '../../support/booking.ts'

const CLICK = aClick(0)
const keyOf = (kind: PostbackKey['kind']) => ({ id: 1, kind, networkId: null, endsAt: null })

function jobOf(key: PostbackKey | null, click: ClickFinding): CallJob {
  const job = callJob(CLICK, { status: 'nobody said what this means' }, CLICK_TIME + 1) as CallJob
  return { ...job, key, click }
}

test.each([
  ['no key and no click', null, 'unknown_click', Standing.stranger],
  ['no key and nothing like a click', null, 'malformed', Standing.stranger],
  ['a key of pages and no click', keyOf('pixel'), 'unknown_click', Standing.stranger],
  ['no key', null, found(CLICK), Standing.visitor],
  ['a key of pages', keyOf('pixel'), found(CLICK), Standing.visitor],
  ['a key and no click', keyOf('network'), 'unknown_click', Standing.network],
  ['a key', keyOf('general'), found(CLICK), Standing.network],
] as const)('a call with %s', (_name, key, click, standing) => {
  const { clerk } = openClerk()
  const { result, callId } = work(clerk, jobOf(key, click))
  expect(result).toBe('parked')
  expect(clerk.calls.find(callId!)?.standing).toBe(standing)
})

test('who sends many for one click is a stranger from then on, others and networks are not', () => {
  const { clerk } = openClerk()
  const standing = (key: PostbackKey | null, click = CLICK) => {
    const { callId } = work(clerk, jobOf(key, found(click)))
    return clerk.calls.find(callId!)?.standing
  }
  const sent = Array.from({ length: 25 }, () => standing(null))
  const kept = Array.from({ length: 20 }, () => Standing.visitor)
  expect(sent).toEqual([...kept, ...Array.from({ length: 5 }, () => Standing.stranger)])
  expect(standing(keyOf('network'))).toBe(Standing.network)
  expect(standing(null, aClick(1))).toBe(Standing.visitor)
})

test('a call that is tried again in a crowd keeps its place', () => {
  const { clerk } = openClerk()
  const job = jobOf(null, found(CLICK))
  const first = work(clerk, job).callId!
  for (let n = 1; n < 20; n++) work(clerk, job)
  work(clerk, { ...job, stored: clerk.calls.find(first) })
  expect(clerk.calls.find(first)).toMatchObject({ tries: 2, standing: Standing.visitor })
})

test('calls that were parked before stand where they would by now', () => {
  const db = new Database(':memory:', { strict: true })
  migrate(db, MIGRATIONS.slice(0, 30))
  db.run(`INSERT INTO postback_keys (id, kind, "key", created_at)
    VALUES (1, 'general', 'a', 0), (2, 'pixel', 'b', 0)`)
  const add =
    db.query(`INSERT INTO incoming_calls (at, method, url, fields, ip, user_agent, dialect,
      key_id, network_id, status, verdict, cause, detail, click_id, click_seq, transaction_id,
      amount_text, notes, tries, edits)
    VALUES (0, 'GET', '/', '[]', '', '', 'binom', ?, 0, 200, 'parked', '', '', '', ?, '', '', '', 1, '[]')`)
  for (const keyId of [null, 1, 2]) for (const clickSeq of [null, 7]) add.run(keyId, clickSeq)
  migrate(db)
  const { stranger, visitor, network } = Standing
  const sql = 'SELECT standing FROM incoming_calls ORDER BY id'
  const stood = [stranger, visitor, network, network, stranger, visitor]
  expect(db.query(sql).values().flat()).toEqual(stood)
})
