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

test('the first rows are those of all rows, whole or in parts', async () => {
  await fc.assert(
    fc.asyncProperty(clicks, sorts, fc.integer({ min: 1, max: 3 }), async (some, sort, limit) => {
      const events = some.map((part) => anEvent({ clicks: 1, time: 1, clickTime: 1, ...part }))
      const question = { groupings: ['keyword'], measures: ['clicks', 'cost', 'cr'], sort }
      for (const views of [segmentsOf(events, 30), segmentsOf(events, 30).map(stored)]) {
        const segments = { views, checkpoint }
        const all = runQuery(segments, aQuery({ ...question, limit: 1000 }))
        const query = aQuery({ ...question, limit })
        const expected = { ...all, rows: all.rows.slice(0, limit) }
        expect(runQuery(segments, query)).toEqual(expected)
        const limits = { deadline: Infinity, cancelled: null }
        expect(await inParts(crew, { sealed: views, segments, limits }, query)).toEqual(expected)
      }
    }),
  )
})
