import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { campaignsOf, ofCampaigns } from '../../../src/report/scan/campaign-rows.ts'
import { runQuery } from '../../../src/report/scan/run.ts'
import { textTables } from '../../../src/report/scan/text-tables.ts'
import { naiveReport } from '../../support/naive-report.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, randomQuery, shape } from '../../support/random-queries.ts'
import { anEvent, damaged, segmentOf, segmentsOf, stored } from '../../support/segments.ts'

const ROWS = 32
const CAMPAIGNS = 9

/** Few events of a segment are of one campaign; what follows a click is of its campaign. */
const spread = (seed: number) =>
  randomLedger(randomFrom(seed), 100, ROWS).map((event) => ({
    ...event,
    campaignId: 1 + (event.clickSeq % CAMPAIGNS),
  }))

test('a report on few campaigns says what a naive evaluation of all rows says', () => {
  const one = fc.integer({ min: 1, max: CAMPAIGNS + 1 }).map(String)
  const filter = fc.oneof(
    one.map((value) => ({ field: 'campaign', op: 'eq', value })),
    fc.array(one, { maxLength: 3 }).map((value) => ({ field: 'campaign', op: 'in', value })),
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), filter, (seed, campaign) => {
      const events = spread(seed)
      const sealed = {
        views: segmentsOf(events, ROWS).map(stored),
        checkpoint: () => {},
        texts: textTables(),
      }
      const random = randomFrom(seed)
      for (let count = 0; count < 4; count++) {
        const body = randomQuery(random)
        const filters = [...((body['filters'] as object[] | undefined) ?? []), campaign]
        const query = aQuery({ ...body, filters }, context)
        expect(shape(runQuery(sealed, query))).toEqual(naiveReport(events, query))
      }
    }),
    { numRuns: 40 },
  )
})

test('only what limits all rows to few campaigns is understood', () => {
  const filters = (...list: object[]) => aQuery({ filters: list })
  const is = (op: string, value: unknown) => ({ field: 'campaign', op, value })
  expect(campaignsOf(filters())).toBeNull()
  expect(campaignsOf(filters(is('eq', '6')))).toEqual([6])
  expect(
    campaignsOf(filters({ field: 'geoCountry', op: 'eq', value: 'DE' }, is('in', ['6', '7']))),
  ).toEqual([6, 7])
  expect(campaignsOf(filters(is('ne', '6')))).toBeNull()
  expect(campaignsOf(filters(is('in', ['6', null])))).toBeNull()
  expect(
    campaignsOf(filters({ any: [is('eq', '6'), { field: 'geoCountry', op: 'eq', value: 'DE' }] })),
  ).toBeNull()
  expect(campaignsOf(aQuery({}, { scope: [4] }))).toEqual([4])
  const groupings = ['campaign', 'geoCountry']
  const parent = [{ dimension: 'campaign', value: '3' }]
  expect(campaignsOf(aQuery({ groupings, parent }))).toEqual([3])
})

const ofEach = (count: number, campaignId: number) =>
  Array.from({ length: count }, (_, at) => anEvent({ campaignId, clickSeq: at, keyword: `k${at}` }))

test('a segment is read as if it had the rows of its few campaigns alone', () => {
  const whole = stored(segmentOf(0, [...ofEach(30, 1), ...ofEach(4, 2), ...ofEach(6, 3)]))
  const some = ofCampaigns(whole, [2, 3])
  expect(some.rows).toBe(10)
  expect([...some.cold('externalId')]).toHaveLength(10)
  expect(some.coldAt('externalId')(9)).toBe('')
  expect(ofCampaigns(whole, [9]).rows).toBe(0)
})

test('a segment in which they are many is read whole, and so is one of which nothing is kept', () => {
  const open = segmentOf(0, [...ofEach(20, 1), ...ofEach(4, 2)])
  const whole = stored(open)
  expect(ofCampaigns(whole, [1])).toBe(whole)
  expect(ofCampaigns(open, [2])).toBe(open)
})

test('a damaged segment counts nothing and is named', () => {
  const [good, bad] = segmentsOf([...ofEach(40, 1), ...ofEach(40, 1)], 40)
  const views = [stored(good!), damaged(stored(bad!))]
  const query = aQuery({ filters: [{ field: 'campaign', op: 'eq', value: '1' }] })
  expect(runQuery({ views, checkpoint: () => {} }, query).damaged).toEqual([1])
})
