/** Clicks by minute, against counting them one by one. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { EventKind, Flag } from '../../src/core/event.ts'
import type { SegmentView } from '../../src/ledger/columns/column.ts'
import { atOnce } from '../../src/lib/steps.ts'
import { clicksByMinute } from '../../src/report/minutes.ts'
import { anEvent, damaged, segmentsOf } from '../support/segments.ts'

const FROM = 60_000_000
const PERIOD = { from: FROM, to: FROM + 10 * 60_000 }
const event = fc.record({
  clickTime: fc.integer({ min: FROM - 100_000, max: FROM + 700_000 }),
  campaignId: fc.integer({ min: 1, max: 3 }),
  clicks: fc.integer({ min: 0, max: 1 }),
  flags: fc.constantFrom(0, Flag.bot, Flag.test),
  kind: fc.constantFrom(EventKind.click, EventKind.landingClick),
})
const ids = fc.option(fc.subarray([1, 2, 3]))

const counted = (views: readonly SegmentView[], campaignIds: readonly number[] | null) =>
  atOnce(clicksByMinute({ views, checkpoint: () => undefined }, { period: PERIOD, campaignIds }))

test('every minute has the clicks of the campaigns asked for', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), ids, (events, campaignIds) => {
      const expected = Array.from({ length: 10 }, () => 0)
      for (const { clickTime, campaignId, clicks, flags } of events) {
        const minute = Math.floor((clickTime - FROM) / 60_000)
        const isWanted = campaignIds === null || campaignIds.includes(campaignId)
        if (minute in expected && isWanted && flags !== Flag.test) expected[minute]! += clicks
      }
      const views = segmentsOf(events.map(anEvent), 16)
      expect(counted(views, campaignIds)).toEqual(expected)
    }),
  )
})

test('a damaged segment is left out', () => {
  const views = segmentsOf([anEvent({ clickTime: FROM, clicks: 1 })], 16)
  const broken = segmentsOf([anEvent({ clickTime: FROM, clicks: 1 })], 16).map(damaged)
  expect(counted([...views, ...broken], null)[0]).toBe(1)
})
