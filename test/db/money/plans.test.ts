/** What is asked every minute, or by every open admin, is found by an index: no log is walked over. */
import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import { migrate } from '../../../src/db/migrate.ts'
import { clickRecords } from '../../../src/db/money/click-records.ts'
import { conversionStore } from '../../../src/db/money/conversions.ts'
import { deliveryCounts, deliveryOutbox } from '../../../src/db/money/deliveries.ts'
import { incomingCallStore } from '../../../src/db/money/incoming-calls.ts'
import { plansOf } from '../../support/plans.ts'

const asked: Record<string, (db: Database) => unknown> = {
  'counts of postbacks': (db) => deliveryCounts(db, 0),
  'giving up on postbacks': (db) => deliveryOutbox(db).expire(1, 2, 3),
  'setting postbacks right': (db) => deliveryOutbox(db).bringForward(0),
  'trimming calls': (db) => incomingCallStore(db).trim(0),
  'the count of the inbox': (db) => incomingCallStore(db).parkedSince(0),
  'words of conversions': (db) => conversionStore(db).wordsSeen('word', null),
  'second words, of campaigns': (db) => conversionStore(db).wordsSeen('word2', [1]),
  'clicks of an import': (db) => conversionStore(db).clicksOfImport(1),
  'places of conversions': (db) => conversionStore(db).placesSeen(null),
  'records of a click': (db) => clickRecords(db).ofClick(1),
  'calls that named a click': (db) => clickRecords(db).naming('a'),
  'places of conversions, of campaigns': (db) => conversionStore(db).placesSeen([1]),
}

const WALKS = /^SCAN (conversions|deliveries|incoming_calls)(?! USING)/
/** Searches that still look at every row of a log behind them. */
const WIDE = /USING INDEX (deliveries_created|incoming_calls_at) /

test.each(Object.entries(asked))('%s', (_name, ask) => {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  const plans = plansOf(db, ask)
  expect(plans.length).toBeGreaterThan(0)
  expect(plans.filter((step) => WALKS.test(step) || WIDE.test(step))).toEqual([])
})
