import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { join } from 'node:path'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { type Event, EventKind } from '../../../src/core/event.ts'
import { EVER } from '../../../src/core/reports/period.ts'
import { checkLedger } from '../../../src/ledger/check/ledger-check.ts'
import { checkAt } from '../../../src/ledger/columns/check-stream.ts'
import type { Keeper } from '../../../src/ledger/keeper/keeper.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { eventsOfClick } from '../../../src/report/logs/log.ts'
import { clickAt, journalOf, putJournal, removeFolders, SALT } from '../../support/journals.ts'
import { LATER, ledgerOf, openLedgerOn, randomEvents } from '../../support/ledgers.ts'
import { randomFrom } from '../../support/random-ledger.ts'
import { anEvent } from '../../support/segments.ts'

afterAll(removeFolders)

/** Every event of the ledger, by way of the clicks they belong to. */
function allEvents(keeper: Keeper, events: readonly Event[]): Event[] {
  const { sealed, open } = keeper.source()
  const segments = { views: [...sealed(), ...open()], checkpoint: () => undefined }
  return [...new Set(events.map(({ clickSeq }) => clickSeq))].flatMap((seq) =>
    atOnce(eventsOfClick(segments, seq)),
  )
}

const readClick = (keeper: Keeper, seq: number) =>
  clickAt(keeper, seq, checkAt(SALT, seq % SEGMENT_ROWS))

/** Of the click in this row of the first segment. */
const addressOf = (row: number) => ({ seq: SEGMENT_ROWS + row, check: checkAt(SALT, row) })

const sorted = (events: readonly Event[]) => events.map((event) => JSON.stringify(event)).toSorted()

test('by age exactly the old events go, and clicks are still told from forged ones', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 3, max: 35 }), async (seed, day) => {
      const events = randomEvents(randomFrom(seed))
      const before = Date.UTC(2026, 9, day)
      const keeper = openLedgerOn(ledgerOf(events))
      while (keeper.sealNext());
      const isOld = ({ time, clickTime }: Event) => time < before && clickTime < before
      const removed = await keeper.retention.removeOlder(before)
      const left = events.filter((event) => !isOld(event))
      expect(removed).toBe(events.length - left.length)
      expect(sorted(allEvents(keeper, events))).toEqual(sorted(left))
      for (const click of events.filter(({ kind }) => kind === EventKind.click)) {
        expect(readClick(keeper, click.clickSeq)).toEqual(isOld(click) ? null : click)
        const gone = keeper.clicks.gone({ seq: click.clickSeq, check: checkAt(SALT, click.row) })
        if (isOld(click)) expect(gone).toEqual({ why: 'age', at: LATER })
        expect(keeper.clicks.gone({ seq: click.clickSeq, check: 1 })).toBeNull()
      }
      keeper.close()
    }),
    { numRuns: 15 },
  )
})

const click = (row: number, campaignId: number) =>
  anEvent({
    kind: EventKind.click,
    row,
    clickSeq: SEGMENT_ROWS + row,
    campaignId,
    time: 1000 + row,
    clickTime: 1000 + row,
    clicks: 1,
  })

test('a cleared campaign is gone from open segments at once, and from the disk with sealing', async () => {
  const events = [click(0, 1), click(1, 2), click(2, 1)]
  const dataDir = ledgerOf(events)
  let keeper = openLedgerOn(dataDir)
  await keeper.retention.removeCampaign(1, EVER)
  const isCleared = () => [0, 1, 2].map((row) => readClick(keeper, SEGMENT_ROWS + row) === null)
  expect(isCleared()).toEqual([true, false, true])
  expect(keeper.clicks.gone(addressOf(0))).toEqual({ why: 'campaign', at: LATER })
  expect(keeper.clicks.gone(addressOf(1))).toBeNull()

  while (keeper.sealNext());
  keeper.close()
  keeper = openLedgerOn(dataDir)
  expect(isCleared()).toEqual([true, false, true])
  expect(keeper.clicks.gone(addressOf(0))).toEqual({ why: 'campaign', at: LATER })
  expect(keeper.status().sealedRows).toBe(1)
  expect(keeper.retention.list()).toMatchObject([{ campaignId: 1, rows: 2 }])
  keeper.close()
})

test('who reads an older state keeps no removal waiting, and what he reads is gone after him', async () => {
  const dataDir = ledgerOf([click(0, 1), click(1, 2)])
  const keeper = openLedgerOn(dataDir)
  while (keeper.sealNext());
  const reader = new Database(join(dataDir, 'ledger.db'), { readonly: true })
  reader.run('BEGIN')
  reader.query('SELECT count(*) FROM segments').get()
  const logBytes = () => statSync(join(dataDir, 'ledger.db-wal')).size

  await keeper.retention.removeCampaign(1, EVER)
  expect(logBytes()).toBeGreaterThan(0)
  reader.run('ROLLBACK')
  keeper.retention.tidy()
  expect(logBytes()).toBe(0)
  reader.close()
  keeper.close()
})

test('an interrupted removal is taken up again', async () => {
  const dataDir = ledgerOf([click(0, 1), click(1, 2)])
  const keeper = openLedgerOn(dataDir)
  while (keeper.sealNext());
  // Closed under its hands: what was asked is stored, what was to be done is not.
  const removal = keeper.retention.removeCampaign(1, EVER)
  keeper.close()
  await removal.catch(() => undefined)
  const next = openLedgerOn(dataDir)
  const before = next.retention.list()
  expect(await next.retention.resume()).toBe(before.length === 0 ? 0 : 1 - before[0]!.rows)
  expect(next.retention.list().every(({ doneAt }) => doneAt !== null)).toBe(true)
  next.close()
})

test('exactly the events of the asked clicks go, from sealed and open segments, and from the disk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      const events = randomEvents(random).map((event) => ({ ...event, userAgent: nameOf(event) }))
      const dataDir = ledgerOf(events)
      let keeper = openLedgerOn(dataDir)
      if (random.chance(0.5)) keeper.sealNext()
      const seqs = [...new Set(events.map(({ clickSeq }) => clickSeq))]
      const gone = seqs.filter(() => random.chance(0.3))
      const left = events.filter(({ clickSeq }) => !gone.includes(clickSeq))

      const { events: count } = await keeper.retention.removeClicks(gone)
      expect(count).toBe(events.length - left.length)
      expect(sorted(allEvents(keeper, events))).toEqual(sorted(left))
      for (let round = 0; round < 2; round++) {
        for (const { clickSeq, row } of events.filter(({ kind }) => kind === EventKind.click)) {
          const isGone = gone.includes(clickSeq)
          expect(readClick(keeper, clickSeq) === null).toBe(isGone)
          const wanted = isGone ? { why: 'click' as const, at: LATER } : null
          expect(keeper.clicks.gone({ seq: clickSeq, check: checkAt(SALT, row) })).toEqual(wanted)
          expect(keeper.clicks.gone({ seq: clickSeq, check: 1 })).toBeNull()
        }
        while (keeper.sealNext());
        keeper.close()
        keeper = openLedgerOn(dataDir)
        expect(sorted(allEvents(keeper, events))).toEqual(sorted(left))
      }
      keeper.close()
      expect(checkLedger(dataDir).problems).toEqual([])
    }),
    { numRuns: 15 },
  )
})

const nameOf = ({ clickSeq }: Event) => `agent of ${clickSeq}`

test('a campaign can be cleared of the clicks of some time', async () => {
  const keeper = openLedgerOn(ledgerOf([click(0, 1), click(1, 1), click(2, 1), click(3, 2)]))
  const { events } = await keeper.retention.removeCampaign(1, { from: 1001, to: 1002 })
  expect(events).toBe(1)
  const isGone = () => [0, 1, 2, 3].map((row) => readClick(keeper, SEGMENT_ROWS + row) === null)
  expect(isGone()).toEqual([false, true, false, false])
  while (keeper.sealNext());
  expect(isGone()).toEqual([false, true, false, false])
  keeper.close()
})

test('a click that is still on its way to the journal is removed when it gets there', async () => {
  const dataDir = ledgerOf([click(0, 1)])
  const keeper = openLedgerOn(dataDir)
  const late = keeper.liveFrom * SEGMENT_ROWS
  expect(await keeper.retention.removeClicks([late])).toEqual({ events: 0, isOpenToo: true })
  keeper.close()
  const own = { ...click(0, 1), clickSeq: late }
  putJournal(dataDir, keeper.liveFrom, journalOf(keeper.liveFrom, [[own]]))
  const next = openLedgerOn(dataDir)
  expect(readClick(next, late)).toBeNull()
  expect(allEvents(next, [own])).toEqual([])
  next.close()
})

test('an open segment of which nothing is left is sealed all the same', async () => {
  const keeper = openLedgerOn(ledgerOf([click(0, 1), click(1, 1)]))
  await keeper.retention.removeCampaign(1, EVER)
  expect(keeper.sealNext()).toBe(true)
  expect(keeper.status()).toMatchObject({ sealedSegments: 1, sealedRows: 0, openRows: 0 })
  expect(keeper.clicks.gone(addressOf(0))).toMatchObject({ why: 'campaign' })
  keeper.close()
})
