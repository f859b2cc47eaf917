/** The order of rows: the first ones of many are found without putting all in order. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { reportCrew } from '../../../src/report/scan/crew.ts'
import { runQuery } from '../../../src/report/scan/run.ts'
import { inParts } from '../../../src/report/scan/wide.ts'
import { aQuery } from '../../support/queries.ts'
import { anEvent, segmentsOf, stored } from '../../support/segments.ts'

const checkpoint = () => {}
const crew = reportCrew(null)

/** Texts that begin alike, go beyond Latin-1 in the middle, or are not set. */
const unit = fc.constantFrom('a', 'b', '(', 'ÿ', '\u0100', 'ж', '\0')
const keyword = fc.oneof(
  fc.constant(''),
  fc.string({ unit, maxLength: 8 }),
  fc.string({ maxLength: 8 }),
)
const clicks = fc.array(fc.record({ keyword, costMicros: fc.integer({ min: 0, max: 2 }) }), {
  minLength: 20,
  maxLength: 60,
})
const sorts = fc.constantFrom(
  [],
  [{ field: 'cost', dir: 'asc' }],
  [
    { field: 'clicks', dir: 'desc' },
    { field: 'cost', dir: 'desc' },
  ],
  [{ field: 'cr', dir: 'desc' }],
  [{ field: 'keyword', dir: 'desc' }],
)

const SEGMENT = 10
const limits = fc.integer({ min: 1, max: 3 })
/** Each segment its own cost, or each click. */
const costs = fc.option(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 }))

test('the first rows are those of all rows, whole or in parts', async () => {
  await fc.assert(
    fc.asyncProperty(clicks, costs, sorts, limits, async (some, bySegment, sort, limit) => {
      const events = some.map((part, at) => {
        const own = bySegment && { costMicros: bySegment[Math.floor(at / SEGMENT)]! }
        return anEvent({ clicks: 1, time: 1, clickTime: 1, ...part, ...own })
      })
      const question = { groupings: ['keyword'], measures: ['clicks', 'cost', 'cr'], sort }
      for (const views of [segmentsOf(events, SEGMENT), segmentsOf(events, SEGMENT).map(stored)]) {
        const segments = { views, checkpoint }
        const all = runQuery(segments, aQuery({ ...question, limit: 1000 }))
        const query = aQuery({ ...question, limit })
        const expected = { ...all, rows: all.rows.slice(0, limit) }
        expect(runQuery(segments, query)).toEqual(expected)
        const asked = { sealed: views, segments, limits: { deadline: Infinity, cancelled: null } }
        expect(await inParts(crew, asked, query)).toEqual(expected)
      }
    }),
    { numRuns: 200 },
  )
})

test('a sub id that is a number or a text has one place, however rows came', () => {
  const ids = ['1a', '10', '9', '-2', 'b', '1e5', '007']
  const order = ['-2', '007', '9', '10', '1a', '1e5', 'b']
  const sort = [{ field: 'keyword', dir: 'asc' }]
  for (let first = 0; first < ids.length; first++) {
    const turned = [...ids.slice(first), ...ids.slice(0, first)]
    const events = turned.map((keyword) => anEvent({ clicks: 1, time: 1, clickTime: 1, keyword }))
    const query = aQuery({ groupings: ['keyword'], measures: ['clicks'], sort, limit: 100 })
    const { rows } = runQuery({ views: segmentsOf(events, SEGMENT), checkpoint }, query)
    expect(rows.map(({ path }) => path[0]!.value)).toEqual(order)
  }
})
